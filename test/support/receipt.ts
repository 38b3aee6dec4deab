/** A receipt in words that a test can compare: docs/receipt.md. */
import type { OperationOutcome, OperationOutcomeIssue, Resource, Task, TaskOutput } from '@medplum/fhirtypes';
import { RECEIPT } from '../../src/submission/receipt.ts';
import type { Answer } from './gateway.ts';

export interface EntryTold {
  path: string;
  method: string;
  status: string;
  outcome: string;
  rule?: string;
  resource?: string;
  notKept: string[];
}

export interface RegisterTold {
  register: string;
  /** FHIRPath of the contact's entry. */
  entry?: string;
  outcome: string;
  rule?: string;
  reason?: string;
  specification?: string;
  missing: string[];
}

export interface IssueTold {
  code: string;
  severity: string;
  expression: string;
  line?: number;
  column?: number;
  diagnostics?: string;
}

export interface ReceiptTold {
  id: string;
  status: string;
  outcome: string;
  entries: EntryTold[];
  registers: RegisterTold[];
  findings: IssueTold[];
}

/** What the receipt says. */
export function told(receipt: Task): ReceiptTold {
  const outputs = (kind: string) => (receipt.output ?? []).filter(({ type }) => type.coding?.[0]?.code === kind);
  const outcome = receipt.contained?.find((one): one is OperationOutcome => one.resourceType === 'OperationOutcome');
  return {
    id: receipt.id as string,
    status: receipt.status,
    outcome: receipt.businessStatus?.coding?.[0]?.code ?? '',
    entries: outputs('entry').map((output) => ({
      path: extensions(output, RECEIPT.entry)[0] ?? '',
      method: extensions(output, RECEIPT.method)[0] ?? '',
      status: extensions(output, RECEIPT.status)[0] ?? '',
      ...codes(output),
      ...first('resource', extensions(output, RECEIPT.resource)),
      notKept: extensions(output, RECEIPT.notKept),
    })),
    registers: outputs('register').map((output) => ({
      register: extensions(output, RECEIPT.register)[0] ?? '',
      ...first('entry', extensions(output, RECEIPT.entry)),
      ...codes(output),
      ...first('specification', extensions(output, RECEIPT.specification)),
      missing: extensions(output, RECEIPT.missing),
    })),
    findings: issuesTold(outcome?.issue ?? []),
  };
}

/** The issues of an OperationOutcome. */
export function issuesTold(issues: OperationOutcomeIssue[]): IssueTold[] {
  const LINE = 'http://hl7.org/fhir/StructureDefinition/operationoutcome-issue-line';
  const COLUMN = 'http://hl7.org/fhir/StructureDefinition/operationoutcome-issue-col';
  return issues.map(({ details, severity, expression, extension, diagnostics }) => {
    const number = (wanted: string) => extension?.find(({ url }) => url === wanted)?.valueInteger;
    return {
      code: details?.coding?.[0]?.code ?? '',
      severity,
      expression: expression?.[0] ?? '',
      ...first('line', [number(LINE)]),
      ...first('column', [number(COLUMN)]),
      ...first('diagnostics', [diagnostics]),
    };
  });
}

/** The receipt that an answer links to, read over HTTP as its sender would. */
export async function receiptOf(
  answer: Answer,
  as: (method: string, path: string) => Promise<Answer>,
): Promise<ReceiptTold> {
  const url = /<([^>]+\/Task\/[^>]+)>/.exec(answer.headers.get('link') ?? '')?.[1];
  if (!url) throw new Error(`no receipt: ${answer.status} ${answer.text.slice(0, 2000)}`);
  const read = await as('GET', url);
  if (read.status !== 200) throw new Error(`the receipt cannot be read: ${read.status} ${read.text}`);
  return told(read.body as Resource as Task);
}

function extensions({ extension = [] }: TaskOutput, url: string): string[] {
  return extension
    .filter((one) => one.url === url)
    .map((one) => one.valueString ?? one.valueCode ?? one.valueReference?.reference ?? '');
}

function codes({ valueCodeableConcept }: TaskOutput) {
  const coding = valueCodeableConcept?.coding ?? [];
  const code = (system: string) => coding.find((one) => one.system?.endsWith(`/${system}`))?.code;
  return {
    outcome: code('submission-outcome') ?? '',
    ...first('rule', [code('requirement')]),
    ...first('reason', [code('outcome-reason')]),
  };
}

function first<K extends string, T>(key: K, [value]: (T | undefined)[]): { [P in K]?: T } {
  return value === undefined ? {} : ({ [key]: value } as { [P in K]: T });
}
