/** Identifiers of SNOMED CT: digits, of which the last is a check digit and the two before it say what is named (https://docs.snomed.org, Release File Specification, chapter 6). */

/** Verhoeff's tables over the dihedral group of order 10. */
const MULTIPLY = [
  '0123456789',
  '1234067895',
  '2340178956',
  '3401289567',
  '4012395678',
  '5987604321',
  '6598710432',
  '7659821043',
  '8765932104',
  '9876543210',
].map((row) => Uint8Array.from(row, Number));
const PERMUTE = [
  '0123456789',
  '1576283094',
  '5803796142',
  '8916043527',
  '9453126870',
  '4286573901',
  '2793806415',
  '7046913258',
].map((row) => Uint8Array.from(row, Number));

/** What the check digits of digits come to; 0 when the last of them is right. */
function verhoeff(digits: string, from: number): number {
  let check = 0;
  for (let n = 0; n < digits.length; n++) {
    const digit = digits.charCodeAt(digits.length - 1 - n) - 48;
    check = MULTIPLY[check]![PERMUTE[(n + from) % 8]![digit]!]!;
  }
  return check;
}

/** The digits with their check digit behind them. */
export function withCheckDigit(digits: string): string {
  return digits + MULTIPLY.findIndex((row) => row[verhoeff(digits, 1)] === 0);
}

const FORM = /^[1-9]\d{5,17}$/;

/** Whether a text is the identifier of a component, its check digit included. */
export function isSctid(text: string): boolean {
  return FORM.test(text) && verhoeff(text, 0) === 0;
}

/** Whether a text is the identifier of a concept: the partition of a concept ends in 0, of a description in 1, of a relationship in 2. */
export function isConceptId(text: string): boolean {
  return text.charCodeAt(text.length - 2) === 48 && isSctid(text);
}

/** Whether a text looks like a post-coordinated expression (https://docs.snomed.org, Compositional Grammar). */
export function isExpression(text: string): boolean {
  return /^\s*(=== |<<< )?\d{6,18}[\s\S]*[|:+{]/.test(text);
}
