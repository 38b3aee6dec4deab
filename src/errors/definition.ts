/** The shape of one entry of the error catalogue. What a client sees of an error comes from here and from nowhere else. */

export type Severity = 'fatal' | 'error' | 'warning' | 'information';

/** The codes of http://hl7.org/fhir/R4/valueset-issue-type.html that Sluss uses. */
export type IssueType =
  | 'invalid'
  | 'structure'
  | 'required'
  | 'value'
  | 'invariant'
  | 'security'
  | 'login'
  | 'expired'
  | 'forbidden'
  | 'suppressed'
  | 'processing'
  | 'not-supported'
  | 'duplicate'
  | 'not-found'
  | 'too-long'
  | 'code-invalid'
  | 'extension'
  | 'too-costly'
  | 'business-rule'
  | 'conflict'
  | 'transient'
  | 'exception'
  | 'timeout'
  | 'throttled'
  | 'informational';

/** A text in both languages. `{name}` is replaced by the parameter of that name; a parameter never holds personal data. */
export interface Text {
  en: string;
  sv: string;
}

export interface ErrorDefinition {
  /** HTTP status of an answer whose worst issue this is. */
  status: number;
  severity: Severity;
  type: IssueType;
  message: Text;
  /** What the sender can do about it. */
  fix?: Text;
  /** The requirement that it enforces (docs/requirements, such as "R-2") or the address of the FHIR rule. */
  rule?: string;
  /** The law behind the rule, as a lawyer would cite it. */
  law?: string;
}

/** Keeps the literal codes of one room's part of the catalogue. */
export function defineErrors<const T extends Record<string, ErrorDefinition>>(errors: T): T {
  return errors;
}
