/** The forms that codes of the large classifications have in registers: known without having the classification at hand. */

export const ICD_10_SE = 'http://hl7.org/fhir/sid/icd-10-se';
export const KVA = 'urn:oid:1.2.752.116.1.3.2.1.4';
export const ATC = 'http://www.whocc.no/atc';

export interface CodeShape {
  /** A code that can be reported; headings have other forms. */
  pattern: RegExp;
  /** What it looks like, for messages. */
  form: string;
  /** Brings what EHRs write into the form of the registers. */
  normalise(code: string): string;
}

const upper = (code: string) => code.trim().toUpperCase();

const SHAPES = new Map<string, CodeShape>([
  [
    ICD_10_SE,
    {
      // Four or five characters: a category of three is completed with 9 (I109, not I10). No dot in register files.
      pattern: /^[A-Z]\d{3}[0-9A-Z]?$/,
      form: 'A999, A9999, A999A',
      normalise: (code) => upper(code).replace(/^([A-Z]\d\d)\.(?=[0-9A-Z])/, '$1'),
    },
  ],
  [KVA, { pattern: /^[A-Z]{2}(?:[A-Z]\d{2}|\d{3})$/, form: 'AAA99, AA999', normalise: upper }],
  // Level 5 of human medicines. Veterinary codes (ATCvet) begin with Q and have eight characters.
  [ATC, { pattern: /^[A-Z]\d{2}[A-Z]{2}\d{2}$/, form: 'A99AA99', normalise: upper }],
]);

/** The shape of a system's codes, by its canonical URI. */
export function codeShape(system: string): CodeShape | undefined {
  return SHAPES.get(system);
}

/** A code in the form of the registers; codes of other systems stay as they are. */
export function normaliseCode(system: string, code: string): string {
  return SHAPES.get(system)?.normalise(code) ?? code;
}

/** KVÅ codes that end in 000 are headings of chapters, which registers refuse. */
export function isKvaHeading(code: string): boolean {
  return code.endsWith('000');
}

/** Whether an ATC code is a veterinary one (ATCvet). */
export function isVeterinary(code: string): boolean {
  return /^Q[A-Z]\d/.test(code);
}
