import { defineErrors } from './definition.ts';

const XML_RULE = 'https://www.w3.org/TR/xml/';
const FHIR_XML = 'http://hl7.org/fhir/R4/xml.html';

/** What can be wrong with the text of an XML document, before anyone asks what it says. */
export const xmlErrors = defineErrors({
  'xml-syntax': {
    status: 400,
    severity: 'fatal',
    type: 'structure',
    message: { en: 'The content is not XML: {reason}.', sv: 'Innehållet är inte XML: {reason}.' },
    fix: { en: 'Send well-formed XML.', sv: 'Skicka välformad XML.' },
    rule: XML_RULE,
  },
  'xml-too-large': {
    status: 413,
    severity: 'fatal',
    type: 'too-long',
    message: { en: 'The content is larger than {limit} bytes.', sv: 'Innehållet är större än {limit} byte.' },
    fix: { en: 'Split it into smaller bundles.', sv: 'Dela upp det i mindre paket.' },
  },
  'xml-too-deep': {
    status: 400,
    severity: 'fatal',
    type: 'too-costly',
    message: {
      en: 'The content is nested deeper than {limit} levels.',
      sv: 'Innehållet är nästlat djupare än {limit} nivåer.',
    },
  },
  'xml-doctype': {
    status: 400,
    severity: 'fatal',
    type: 'security',
    message: {
      en: 'The content has a document type declaration, which is not accepted.',
      sv: 'Innehållet har en dokumenttypsdeklaration, och det godtas inte.',
    },
    fix: { en: 'Remove <!DOCTYPE …>.', sv: 'Ta bort <!DOCTYPE …>.' },
    rule: FHIR_XML,
  },
  'xml-byte-order-mark': {
    status: 400,
    severity: 'information',
    type: 'informational',
    message: {
      en: 'The content begins with a byte order mark. It was ignored.',
      sv: 'Innehållet börjar med en byteordningsmarkering. Den ignorerades.',
    },
    rule: XML_RULE,
  },
  'xml-encoding': {
    status: 400,
    severity: 'warning',
    type: 'structure',
    message: {
      en: 'The XML declaration names another encoding than UTF-8. The content was read as UTF-8.',
      sv: 'XML-deklarationen anger en annan teckenkodning än UTF-8. Innehållet lästes som UTF-8.',
    },
    fix: { en: 'Encode the content as UTF-8 and say so.', sv: 'Koda innehållet som UTF-8 och ange det.' },
    rule: FHIR_XML,
  },
  'xml-namespace': {
    status: 422,
    severity: 'error',
    type: 'structure',
    message: {
      en: 'The element "{name}" must be in the namespace {expected}.',
      sv: 'Elementet "{name}" ska ligga i namnrymden {expected}.',
    },
    fix: { en: 'Set xmlns="{expected}".', sv: 'Ange xmlns="{expected}".' },
    rule: FHIR_XML,
  },
  'xml-attribute-unknown': {
    status: 422,
    severity: 'error',
    type: 'structure',
    message: {
      en: 'The element "{element}" has no attribute "{name}".',
      sv: 'Elementet "{element}" har inget attribut "{name}".',
    },
    fix: { en: 'Remove it, or write it as an element.', sv: 'Ta bort det, eller skriv det som ett element.' },
    rule: FHIR_XML,
  },
  'xml-attribute-expected': {
    status: 422,
    severity: 'error',
    type: 'structure',
    message: {
      en: '"{name}" is an attribute here, not an element.',
      sv: '"{name}" är ett attribut här, inte ett element.',
    },
    rule: FHIR_XML,
  },
  'xml-element-forbidden': {
    status: 422,
    severity: 'error',
    type: 'security',
    message: {
      en: 'An element may not have the name "{name}". It was not read.',
      sv: 'Ett element får inte heta "{name}". Det lästes inte.',
    },
    rule: FHIR_XML,
  },
  'xml-text': {
    status: 422,
    severity: 'error',
    type: 'structure',
    message: {
      en: 'There is text inside "{element}", which FHIR does not allow.',
      sv: 'Det finns text i "{element}", och det tillåter inte FHIR.',
    },
    fix: {
      en: 'Write the value as the attribute "value".',
      sv: 'Skriv värdet som attributet "value".',
    },
    rule: FHIR_XML,
  },
  'xml-element-order': {
    status: 422,
    severity: 'error',
    type: 'structure',
    message: {
      en: '"{name}" stands too late: FHIR XML has it before "{before}".',
      sv: '"{name}" står för sent: i FHIR XML kommer det före "{before}".',
    },
    fix: {
      en: 'Write the elements in the order of their definition.',
      sv: 'Skriv elementen i definitionens ordning.',
    },
    rule: FHIR_XML,
  },
  'xml-element-repeated': {
    status: 422,
    severity: 'error',
    type: 'structure',
    message: {
      en: '"{name}" occurs at most once. Only the first was read.',
      sv: '"{name}" förekommer högst en gång. Bara det första lästes.',
    },
    fix: { en: 'Keep one of them.', sv: 'Behåll ett av dem.' },
    rule: FHIR_XML,
  },
  'xml-number-precision': {
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
