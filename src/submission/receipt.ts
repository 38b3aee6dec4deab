import type { Coding, Extension, OperationOutcomeIssue, Task, TaskOutput } from '@medplum/fhirtypes';
import { errorDefinition } from '../errors/catalogue.ts';
import { type Finding, isError } from '../errors/finding.ts';
import { toOperationOutcome } from '../fhir/operation-outcome.ts';
import type { Uuid } from '../repository/types.ts';
import type { Submitter } from './submitter.ts';
import { ORGANISATIONSNUMMER } from './submitter.ts';
import type { Applied, EntryResult } from './work.ts';

const BASE = 'https://sluss.se/fhir';
/** Extensions of a receipt's outputs; docs/receipt.md lists them. */
export const RECEIPT = {
  entry: `${BASE}/StructureDefinition/receipt-entry`,
  method: `${BASE}/StructureDefinition/receipt-method`,
  status: `${BASE}/StructureDefinition/receipt-status`,
  resource: `${BASE}/StructureDefinition/receipt-resource`,
  rule: `${BASE}/StructureDefinition/receipt-rule`,
  notKept: `${BASE}/StructureDefinition/receipt-not-kept`,
  register: `${BASE}/StructureDefinition/receipt-register`,
  specification: `${BASE}/StructureDefinition/receipt-specification`,
  missing: `${BASE}/StructureDefinition/receipt-missing`,
  law: `${BASE}/StructureDefinition/receipt-law`,
} as const;
/** The profile that every receipt has: profiles/receipt. */
export const RECEIPT_PROFILE = `${BASE}/StructureDefinition/SlussReceipt`;
const OUTPUT = `${BASE}/CodeSystem/receipt-output`;
const OUTCOME = `${BASE}/CodeSystem/submission-outcome`;
const REASON = `${BASE}/CodeSystem/outcome-reason`;
const REQUIREMENT = `${BASE}/CodeSystem/requirement`;
/** Ids of our own requirements; any other rule is an address of FHIR's, or a constraint's key. */
const REQUIREMENT_ID = /^[A-Z]-\d+$/;

export interface ReceiptInput {
  /** The id that leaves. */
  id: string;
  submitter: Submitter;
  client: string;
  bundleType: string;
  receivedAt: string;
  outcome: 'accepted' | 'partial' | 'rejected';
  entries: EntryResult[];
  cases: Applied['cases'];
  /** With positions. */
  findings: Finding[];
  /** `Type/id` as the sender knows the resource. */
  nameOf(type: string, id: Uuid): string;
}

/**
 * The receipt of a submission: a Task with one output per entry and one per case and register (S-1, S-4). It holds codes, paths and the sender's own
 * ids, no health data, so that it may stay when the data goes (P-3).
 */
export function buildReceipt(input: ReceiptInput): Task {
  const { submitter, findings } = input;
  return {
    resourceType: 'Task',
    id: input.id,
    meta: { versionId: '1', lastUpdated: input.receivedAt, profile: [RECEIPT_PROFILE] },
    ...(findings.length > 0 && { contained: [{ ...toOperationOutcome(findings), id: 'findings' }] }),
    status: input.outcome === 'rejected' ? 'rejected' : 'completed',
    businessStatus: { coding: [{ system: OUTCOME, code: input.outcome }] },
    intent: 'order',
    code: { coding: [{ system: OUTPUT, code: 'submission' }], text: `Receipt of a ${input.bundleType}` },
    authoredOn: input.receivedAt,
    lastModified: input.receivedAt,
    requester: { identifier: { system: `${BASE}/NamingSystem/client`, value: input.client } },
    owner: { identifier: { system: ORGANISATIONSNUMMER, value: submitter.organisationsnummer } },
    output: [
      ...input.entries.map((result) => entryOutput(result, input)),
      ...input.cases.map((settled) => registerOutput(settled, input)),
      ...(findings.length > 0
        ? [{ type: { coding: [{ system: OUTPUT, code: 'findings' }] }, valueReference: { reference: '#findings' } }]
        : []),
    ],
  };
}

function entryOutput(result: EntryResult, input: ReceiptInput): TaskOutput {
  const { entry, outcome, id, version, dropped } = result;
  const rule = result.rule ?? entry.findings.find(isError)?.rule;
  const extension: Extension[] = [
    { url: RECEIPT.entry, valueString: entry.path },
    { url: RECEIPT.method, valueCode: entry.method },
    { url: RECEIPT.status, valueString: httpStatus(result) },
  ];
  const stored =
    id && (outcome === 'accepted' || outcome === 'draft' || (outcome === 'rejected' && !entry.findings.some(isError)));
  if (stored)
    extension.push({
      url: RECEIPT.resource,
      valueReference: { reference: `${input.nameOf(entry.type, id)}/_history/${version}` },
    });
  extension.push(...otherRule(rule));
  for (const path of dropped) extension.push({ url: RECEIPT.notKept, valueString: path });
  return {
    extension,
    type: { coding: [{ system: OUTPUT, code: 'entry' }], text: entry.path },
    valueCodeableConcept: { coding: codings(outcome, rule) },
  };
}

function registerOutput({ caseId, contact, result }: Applied['cases'][number], input: ReceiptInput): TaskOutput {
  const extension: Extension[] = [{ url: RECEIPT.register, valueCode: result.register }];
  if (contact) extension.push({ url: RECEIPT.entry, valueString: contact.path });
  extension.push({ url: RECEIPT.resource, valueReference: { reference: input.nameOf('Encounter', caseId) } });
  if (result.specification) extension.push({ url: RECEIPT.specification, valueString: result.specification });
  extension.push(...otherRule(result.rule));
  for (const variable of result.missing) extension.push({ url: RECEIPT.missing, valueCode: variable });
  if (result.law) extension.push({ url: RECEIPT.law, valueString: result.law });
  return {
    extension,
    type: { coding: [{ system: OUTPUT, code: 'register' }], text: result.register },
    valueCodeableConcept: { coding: codings(result.outcome, result.rule, result.reason) },
  };
}

function otherRule(rule: string | undefined): Extension[] {
  return rule && !REQUIREMENT_ID.test(rule) ? [{ url: RECEIPT.rule, valueString: rule }] : [];
}

function codings(outcome: string, rule?: string, reason?: string): Coding[] {
  const list: Coding[] = [{ system: OUTCOME, code: outcome }];
  if (rule && REQUIREMENT_ID.test(rule)) list.push({ system: REQUIREMENT, code: rule });
  if (reason) list.push({ system: REASON, code: reason });
  return list;
}

/** HTTP status of the entry's response (https://hl7.org/fhir/R4/http.html#transaction-response). */
function httpStatus({ entry, outcome, created, decision }: EntryResult): string {
  const errors = entry.findings.filter(isError);
  if (errors.length > 0) return String(Math.max(...errors.map(({ code }) => errorDefinition(code).status), 400));
  if (decision === 'retract') return '204 No Content';
  if (
    outcome === 'not-eligible' ||
    outcome === 'opted-out' ||
    entry.type === 'Provenance' ||
    entry.type === 'MessageHeader'
  )
    return '202 Accepted';
  return created ? '201 Created' : '200 OK';
}

/** The issues of a receipt by the entry that they are about. */
export function issuesByEntry(receipt: Task): Map<string, OperationOutcomeIssue[]> {
  const findings = receipt.contained?.find((resource) => resource.resourceType === 'OperationOutcome');
  const byEntry = new Map<string, OperationOutcomeIssue[]>();
  for (const issue of findings?.issue ?? []) {
    const path = /^Bundle\.entry\[\d+\]/.exec(issue.expression?.[0] ?? '')?.[0];
    if (path) byEntry.set(path, [...(byEntry.get(path) ?? []), issue]);
  }
  return byEntry;
}
