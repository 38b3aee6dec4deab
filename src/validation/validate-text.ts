import { type Finding, isError } from '../errors/finding.ts';
import { locateInText, parseFhirText } from '../fhir/fhir-text.ts';
import type { ValidateCall, Validator } from './validator.ts';

/** Deeper than any FHIR resource needs; the same as the HTTP API's. */
const MAX_DEPTH = 100;

/** Parses and validates a resource's text, JSON or XML; every finding knows its line and column. */
export function validateText(text: string, validator: Validator, call: ValidateCall = {}): Finding[] {
  const { value, findings } = parseFhirText(text, { maxDepth: MAX_DEPTH });
  if (value === undefined) return findings;
  const found = validator.validate(value, call);
  if (found.length === 0) return findings;
  const positions = locateInText(
    text,
    found.map((item) => item.expression),
  );
  return [...findings, ...found.map((item, index) => ({ ...item, ...positions[index] }))];
}

/** Whether there is anything among them that makes the resource invalid. */
export function isValid(findings: readonly Finding[]): boolean {
  return !findings.some(isError);
}
