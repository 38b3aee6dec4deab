import { defineErrors } from './definition.ts';

const JSON_RULE = 'https://www.rfc-editor.org/rfc/rfc8259';
const FHIR_JSON = 'http://hl7.org/fhir/R4/json.html';

/** What can be wrong with the text of a JSON document, before anyone asks what it says. */
export const jsonErrors = defineErrors({
  'json-syntax': {
    status: 400,
    severity: 'fatal',
    type: 'structure',
    message: { en: 'The content is not JSON: {reason}.', sv: 'Innehållet är inte JSON: {reason}.' },
    fix: { en: 'Send well-formed JSON.', sv: 'Skicka välformad JSON.' },
    rule: JSON_RULE,
  },
  'json-too-large': {
    status: 413,
    severity: 'fatal',
    type: 'too-long',
    message: {
      en: 'The content is larger than {limit} bytes.',
      sv: 'Innehållet är större än {limit} byte.',
    },
    fix: { en: 'Split it into smaller bundles.', sv: 'Dela upp det i mindre paket.' },
  },
  'json-too-deep': {
    status: 400,
    severity: 'fatal',
    type: 'too-costly',
    message: {
      en: 'The content is nested deeper than {limit} levels.',
      sv: 'Innehållet är nästlat djupare än {limit} nivåer.',
    },
  },
  'json-duplicate-key': {
    status: 400,
    severity: 'error',
    type: 'structure',
    message: {
      en: 'The property "{name}" occurs twice in one object.',
      sv: 'Egenskapen "{name}" finns två gånger i samma objekt.',
    },
    fix: { en: 'Keep one of them.', sv: 'Behåll en av dem.' },
    rule: FHIR_JSON,
  },
  'json-forbidden-key': {
    status: 400,
    severity: 'error',
    type: 'security',
    message: {
      en: 'The property name "{name}" is not allowed.',
      sv: 'Egenskapsnamnet "{name}" är inte tillåtet.',
    },
    rule: FHIR_JSON,
  },
  'json-lone-surrogate': {
    status: 400,
    severity: 'error',
    type: 'structure',
    message: {
      en: 'The text has half of a surrogate pair, which is no Unicode character.',
      sv: 'Texten innehåller ett halvt surrogatpar, som inte är något Unicode-tecken.',
    },
    fix: { en: 'Encode the text as UTF-8.', sv: 'Koda texten som UTF-8.' },
    rule: JSON_RULE,
  },
  'json-control-character': {
    status: 400,
    severity: 'error',
    type: 'structure',
    message: {
      en: 'The text has the control character U+{hex}, which FHIR does not allow.',
      sv: 'Texten innehåller styrtecknet U+{hex}, som FHIR inte tillåter.',
    },
    fix: {
      en: 'Remove it; of the characters below U+0020 only tab, line feed and carriage return are allowed.',
      sv: 'Ta bort det; av tecknen under U+0020 tillåts bara tabb, radmatning och vagnretur.',
    },
    rule: 'http://hl7.org/fhir/R4/datatypes.html#string',
  },
  'json-byte-order-mark': {
    status: 400,
    severity: 'warning',
    type: 'structure',
    message: {
      en: 'The content begins with a byte order mark. It was ignored.',
      sv: 'Innehållet börjar med en byteordningsmarkering. Den ignorerades.',
    },
    rule: JSON_RULE,
  },
  'json-number-out-of-range': {
    status: 400,
    severity: 'error',
    type: 'value',
    message: {
      en: 'The number is too large to be represented.',
      sv: 'Talet är för stort för att kunna representeras.',
    },
    rule: 'http://hl7.org/fhir/R4/datatypes.html#decimal',
  },
  'json-number-precision': {
    status: 400,
    severity: 'information',
    type: 'informational',
    message: {
      en: 'The number has more digits than are kept: it is read as the nearest binary floating point number.',
      sv: 'Talet har fler siffror än som bevaras: det läses som närmaste binära flyttal.',
    },
    rule: 'http://hl7.org/fhir/R4/datatypes.html#decimal',
  },
});
