/** A finding is one thing to tell a sender about its input: what validation, rules and the law have in common. */
import { type ErrorCode, errorDefinition, fillText, type Parameters } from './catalogue.ts';
import type { IssueType, Severity, Text } from './definition.ts';

export interface Finding {
  code: ErrorCode;
  severity: Severity;
  type: IssueType;
  message: Text;
  fix?: Text;
  /** Where: FHIRPath with indexes from 0 on repeating elements, such as `Bundle.entry[2].resource.name[0].family`; empty for the whole input. */
  expression: string;
  /** 1-based position in the input as it was sent, once known. */
  line?: number;
  column?: number;
  /** Requirement id or the address of the violated rule. */
  rule?: string;
  law?: string;
}

/** What may differ from the catalogue's entry for one occurrence. */
export interface FindingOverrides {
  severity?: Severity;
  rule?: string;
  fix?: Text;
  /** Replaces the catalogue's message, for messages that are data themselves (an invariant's `human`, a register's rule). */
  message?: Text;
}

/** Makes a finding from the catalogue. Parameters never hold personal data or an element's value that may identify a person. */
export function finding(
  code: ErrorCode,
  expression: string,
  parameters: Parameters = {},
  overrides: FindingOverrides = {},
): Finding {
  const definition = errorDefinition(code);
  const fix = overrides.fix ?? definition.fix;
  return {
    code,
    severity: overrides.severity ?? definition.severity,
    type: definition.type,
    message: overrides.message ?? fillText(definition.message, parameters),
    ...(fix && { fix: fillText(fix, parameters) }),
    expression,
    ...((overrides.rule ?? definition.rule) && { rule: overrides.rule ?? definition.rule }),
    ...(definition.law && { law: definition.law }),
  };
}

/** Whether a finding stops what it is about. */
export function isError(item: Finding): boolean {
  return item.severity === 'error' || item.severity === 'fatal';
}
