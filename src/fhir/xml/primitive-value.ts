import type { TypeInfo } from '../fhirpath/type-model.ts';

const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?$/;
/** "+5" is an integer in XML (https://hl7.org/fhir/R4/datatypes.html#integer), but no number in JSON. */
const SIGNED = /^\+[1-9]\d*$/;

/**
 * The JSON value of a primitive's text in XML: numbers and booleans by their type, else the text. What is no number or boolean although its type says
 * so stays a text, so that validation reports it where it stands.
 */
export function primitiveValue(type: TypeInfo, text: string): string | number | boolean {
  if (type.category === 'boolean') return text === 'true' ? true : text === 'false' ? false : text;
  if (type.category !== 'number') return text;
  const isNumber = NUMBER.test(text) || (type.name !== 'decimal' && SIGNED.test(text));
  const value = Number(text);
  return isNumber && Number.isFinite(value) ? value : text;
}

/** Whether a double cannot hold all digits of a number (https://hl7.org/fhir/R4/datatypes.html#decimal). */
export function losesDigits(text: string): boolean {
  if (text.length <= 17) return false;
  const digits = text.replace(/[eE].*$/, '').replace(/[-+.]/g, '');
  return digits.replace(/^0+/, '').length > 17;
}
