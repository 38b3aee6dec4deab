/** What validation asks of terminology. The gateway's own service and the definitions' code systems answer it; several may stand behind one another. */

export interface CodingQuestion {
  system?: string;
  version?: string;
  code?: string;
  display?: string;
  /** Canonical of the value set that the code is to be in. */
  valueSet?: string;
  /** The event's date (ÅÅÅÅ-MM-DD), which chooses the edition of the code system. */
  date?: string;
}

/**
 * - `valid`: the code exists, and is in the value set if one was asked for.
 * - `not-in-value-set`: decided; whether the code exists is in `codeExists`.
 * - `unknown-code`: the complete code system does not have it.
 * - `fragment-unknown`: the code system is at hand in part only, and that part does not have it: a warning.
 * - `unknown-system`, `unknown-value-set`: no one here knows it.
 * - `system-is-value-set`, `system-is-supplement`: the system is no code system.
 * - `not-checked`: known, but it cannot be decided here (`reason`), such as a post-coordinated expression.
 */
export type CodingStatus =
  | 'valid'
  | 'not-in-value-set'
  | 'unknown-code'
  | 'fragment-unknown'
  | 'unknown-system'
  | 'unknown-value-set'
  | 'system-is-value-set'
  | 'system-is-supplement'
  | 'not-checked';

export interface CodingOutcome {
  status: CodingStatus;
  /** For `not-in-value-set`: whether the code system itself has the code; undefined when that is not known. */
  codeExists?: boolean;
  /** Present when a display was given and is not one of the code's: the texts that are. */
  expectedDisplays?: string[];
  /** The edition of the code system that was asked. */
  systemVersion?: string;
  reason?: string;
  /** The nearest system or code, for "did you mean". */
  suggestion?: string;
}

export interface TerminologyPort {
  validateCoding(question: CodingQuestion): CodingOutcome;
  /** The codes of a value set when it is complete, small, and of one system: lets the compiler build a table. */
  codesOf?(valueSet: string): ReadonlySet<string> | undefined;
}
