import { defineErrors } from './definition.ts';

/** What validation says of primitive. */
export const primitiveErrors = defineErrors({
  'primitive-format': {
    status: 422,
    severity: 'error',
    type: 'value',
    message: {
      en: 'The value is not a valid {type}.',
      sv: 'Värdet är inte ett giltigt {type}.',
    },
    fix: { en: '{expected}', sv: '{expected}' },
    rule: 'http://hl7.org/fhir/R4/datatypes.html',
  },
  'primitive-impossible-date': {
    status: 422,
    severity: 'error',
    type: 'value',
    message: {
      en: 'The date does not exist in the calendar.',
      sv: 'Datumet finns inte i kalendern.',
    },
    rule: 'http://hl7.org/fhir/R4/datatypes.html#date',
  },
  'primitive-empty': {
    status: 422,
    severity: 'error',
    type: 'value',
    message: {
      en: 'The value is an empty text.',
      sv: 'Värdet är en tom text.',
    },
    fix: { en: 'Leave the property out if it has no value.', sv: 'Utelämna egenskapen om den saknar värde.' },
    rule: 'http://hl7.org/fhir/R4/datatypes.html#string',
  },
  'primitive-whitespace': {
    status: 422,
    severity: 'warning',
    type: 'value',
    message: {
      en: 'The text begins or ends with white space.',
      sv: 'Texten börjar eller slutar med blanktecken.',
    },
    rule: 'http://hl7.org/fhir/R4/datatypes.html#string',
  },
  'primitive-too-long': {
    status: 422,
    severity: 'error',
    type: 'too-long',
    message: {
      en: 'The value is longer than {max} characters.',
      sv: 'Värdet är längre än {max} tecken.',
    },
    rule: 'http://hl7.org/fhir/R4/elementdefinition-definitions.html#ElementDefinition.maxLength',
  },
  'primitive-out-of-range': {
    status: 422,
    severity: 'error',
    type: 'value',
    message: {
      en: 'The number is outside the range of {type}.',
      sv: 'Talet ligger utanför området för {type}.',
    },
    rule: 'http://hl7.org/fhir/R4/datatypes.html',
  },
  'primitive-year-unlikely': {
    status: 422,
    severity: 'warning',
    type: 'value',
    message: {
      en: 'The year is outside the reasonable range.',
      sv: 'Året ligger utanför ett rimligt intervall.',
    },
  },
  'id-invalid': {
    status: 422,
    severity: 'error',
    type: 'value',
    message: {
      en: 'The id must have 1 to 64 of the characters A-Z, a-z, 0-9, "-" and ".".',
      sv: 'Id ska ha 1 till 64 av tecknen A-Z, a-z, 0-9, "-" och ".".',
    },
    rule: 'http://hl7.org/fhir/R4/datatypes.html#id',
  },
  'uri-whitespace': {
    status: 422,
    severity: 'error',
    type: 'value',
    message: {
      en: 'A URI must not contain white space.',
      sv: 'En URI får inte innehålla blanktecken.',
    },
    rule: 'http://hl7.org/fhir/R4/datatypes.html#uri',
  },
  'uri-prefix': {
    status: 422,
    severity: 'error',
    type: 'value',
    message: {
      en: 'A URI must not begin with "{prefix}".',
      sv: 'En URI får inte börja med "{prefix}".',
    },
    fix: { en: 'Write "urn:{prefix}".', sv: 'Skriv "urn:{prefix}".' },
    rule: 'http://hl7.org/fhir/R4/datatypes.html#uri',
  },
  'uri-uuid-invalid': {
    status: 422,
    severity: 'error',
    type: 'value',
    message: {
      en: 'A UUID must be valid and in lower case.',
      sv: 'Ett UUID ska vara giltigt och ha gemener.',
    },
    fix: { en: 'urn:uuid:xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx', sv: 'urn:uuid:xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx' },
    rule: 'http://hl7.org/fhir/R4/datatypes.html#uuid',
  },
  'uri-oid-invalid': {
    status: 422,
    severity: 'error',
    type: 'value',
    message: {
      en: 'An OID must be valid.',
      sv: 'En OID ska vara giltig.',
    },
    fix: { en: 'urn:oid:1.2.752.129.2.1.3.1', sv: 'urn:oid:1.2.752.129.2.1.3.1' },
    rule: 'http://hl7.org/fhir/R4/datatypes.html#oid',
  },
  'uri-unresolvable': {
    status: 422,
    severity: 'error',
    type: 'not-found',
    message: {
      en: 'The URL cannot be resolved.',
      sv: 'URL:en kan inte slås upp.',
    },
    rule: 'http://hl7.org/fhir/R4/datatypes.html#uri',
  },
  'canonical-relative': {
    status: 422,
    severity: 'error',
    type: 'value',
    message: {
      en: 'A canonical must be an absolute URL, or "#" and an id.',
      sv: 'En canonical ska vara en absolut URL, eller "#" och ett id.',
    },
    rule: 'http://hl7.org/fhir/R4/references.html#canonical',
  },
  'identifier-system-relative': {
    status: 422,
    severity: 'error',
    type: 'value',
    message: {
      en: 'Identifier.system must be an absolute URI.',
      sv: 'Identifier.system ska vara en absolut URI.',
    },
    rule: 'http://hl7.org/fhir/R4/datatypes.html#Identifier',
  },
  'identifier-uri-invalid': {
    status: 422,
    severity: 'error',
    type: 'value',
    message: {
      en: 'With the system urn:ietf:rfc:3986 the value must be a full URI.',
      sv: 'Med systemet urn:ietf:rfc:3986 ska värdet vara en fullständig URI.',
    },
    rule: 'http://hl7.org/fhir/R4/datatypes.html#Identifier',
  },
  'identifier-value-relative': {
    status: 422,
    severity: 'error',
    type: 'value',
    message: {
      en: 'With the system urn:ietf:rfc:3986 the value must be an absolute URI.',
      sv: 'Med systemet urn:ietf:rfc:3986 ska värdet vara en absolut URI.',
    },
    rule: 'http://hl7.org/fhir/R4/datatypes-definitions.html#Identifier.system',
  },
  'uri-fragment-missing': {
    status: 422,
    severity: 'error',
    type: 'not-found',
    message: {
      en: 'Nothing in the resource has the id that the URI leads to.',
      sv: 'Inget i resursen har det id som URI:n leder till.',
    },
    rule: 'http://hl7.org/fhir/R4/datatypes.html#uri',
  },
  'canonical-url-relative': {
    status: 422,
    severity: 'error',
    type: 'value',
    message: {
      en: 'The canonical address of a definition must be an absolute URI.',
      sv: 'En definitions kanoniska adress ska vara en absolut URI.',
    },
    rule: 'http://hl7.org/fhir/R4/resource.html#canonical',
  },
  'string-looks-like-html': {
    status: 422,
    severity: 'error',
    type: 'security',
    message: {
      en: 'The text contains what looks like HTML, which is not allowed here.',
      sv: 'Texten innehåller något som ser ut som HTML, vilket inte tillåts här.',
    },
    rule: 'http://hl7.org/fhir/R4/security.html#narrative',
  },
  'markdown-html': {
    status: 422,
    severity: 'error',
    type: 'security',
    message: {
      en: 'The markdown contains what looks like an HTML tag.',
      sv: 'Markdown-texten innehåller något som ser ut som en HTML-tagg.',
    },
    rule: 'http://hl7.org/fhir/R4/datatypes.html#markdown',
  },
  'attachment-size-mismatch': {
    status: 422,
    severity: 'error',
    type: 'value',
    message: {
      en: 'The stated size ({stated}) is not that of the data ({actual}).',
      sv: 'Angiven storlek ({stated}) stämmer inte med datats ({actual}).',
    },
    rule: 'http://hl7.org/fhir/R4/datatypes.html#Attachment',
  },
});
