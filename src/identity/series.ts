/** What every series of numbers has in common: one file a series, one check that names the rule that fails. */

export type PersonIdentifierKind =
  | 'personnummer'
  | 'samordningsnummer'
  | 'nationellt-reservnummer'
  | 'regionalt-reservnummer'
  | 'lma-nummer';

/** Codes of the error catalogue that a check can end in. */
export type IdentifierFault =
  | 'identifier-form'
  | 'identifier-century-missing'
  | 'identifier-date'
  | 'identifier-check-digit'
  | 'identifier-wrong-system';

export type SeriesVerdict =
  | { ok: true; value: string; legalSex?: '1' | '2'; birthDate?: string }
  | { ok: false; code: IdentifierFault };

export interface Series {
  kind: PersonIdentifierKind;
  /** The name that people know it by. */
  name: string;
  /** The system that Sluss emits for it. */
  system: string;
  /** How it is written, for messages. */
  form: string;
  /** How its check digit is computed, for messages; absent where the series has none that is published. */
  algorithm?: string;
  /** In: the value in upper case without separators. Out: the canonical value and what it says, or the rule that it breaks. */
  check(value: string): SeriesVerdict;
}

export const FAULT = {
  form: { ok: false, code: 'identifier-form' },
  date: { ok: false, code: 'identifier-date' },
  checkDigit: { ok: false, code: 'identifier-check-digit' },
  century: { ok: false, code: 'identifier-century-missing' },
} as const satisfies Record<string, SeriesVerdict>;

/** The legal sex that an odd (man) or even (woman) digit states. */
export function sexOfDigit(digit: string): '1' | '2' {
  return Number(digit) % 2 === 1 ? '1' : '2';
}
