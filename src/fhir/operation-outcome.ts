import type { CodeableConcept, Extension, OperationOutcome, OperationOutcomeIssue } from '@medplum/fhirtypes';
import type { Finding } from '../errors/finding.ts';

/** The code system of the catalogue's codes. */
export const FINDING_SYSTEM = 'https://sluss.se/fhir/CodeSystem/finding';
const TRANSLATION = 'http://hl7.org/fhir/StructureDefinition/translation';
const ISSUE_LINE = 'http://hl7.org/fhir/StructureDefinition/operationoutcome-issue-line';
const ISSUE_COLUMN = 'http://hl7.org/fhir/StructureDefinition/operationoutcome-issue-col';

export interface OutcomeOptions {
  /** Which language `details.text` is in; the other one is its translation. Default: English. */
  language?: 'en' | 'sv';
}

/**
 * Findings as a FHIR OperationOutcome (http://hl7.org/fhir/R4/operationoutcome.html): one issue a finding, in their order. The stable code is
 * `details.coding`, the message `details.text` with the other language as its translation, and `diagnostics` says how to fix it and which rule
 * it is. No findings give the one issue that says so, since an OperationOutcome must have one.
 */
export function toOperationOutcome(findings: readonly Finding[], options: OutcomeOptions = {}): OperationOutcome {
  const language = options.language ?? 'en';
  const issue: OperationOutcomeIssue[] = findings.map((item) => toIssue(item, language));
  if (issue.length === 0) {
    issue.push({
      severity: 'information',
      code: 'informational',
      details: { text: language === 'sv' ? 'Inga fel hittades.' : 'No problems were found.' },
    });
  }
  return { resourceType: 'OperationOutcome', issue };
}

function toIssue(item: Finding, language: 'en' | 'sv'): OperationOutcomeIssue {
  const other = language === 'en' ? 'sv' : 'en';
  const diagnostics = [
    item.fix?.[language],
    item.rule && `${language === 'sv' ? 'Regel' : 'Rule'}: ${item.rule}`,
    item.law,
  ].filter(Boolean);
  const extension: Extension[] = [];
  if (item.line !== undefined) extension.push({ url: ISSUE_LINE, valueInteger: item.line });
  if (item.column !== undefined) extension.push({ url: ISSUE_COLUMN, valueInteger: item.column });
  const details: CodeableConcept & { _text: { extension: Extension[] } } = {
    coding: [{ system: FINDING_SYSTEM, code: item.code }],
    text: item.message[language],
    _text: {
      extension: [
        {
          url: TRANSLATION,
          extension: [
            { url: 'lang', valueCode: other },
            { url: 'content', valueString: item.message[other] },
          ],
        },
      ],
    },
  };
  return {
    ...(extension.length > 0 && { extension }),
    severity: item.severity,
    code: item.type,
    details,
    ...(diagnostics.length > 0 && { diagnostics: diagnostics.join(' ') }),
    ...(item.expression && { expression: [item.expression] }),
  };
}
