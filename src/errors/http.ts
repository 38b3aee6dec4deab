import { defineErrors } from './definition.ts';

const HTTP = 'https://hl7.org/fhir/R4/http.html';

export const httpErrors = defineErrors({
  internal: {
    status: 500,
    severity: 'fatal',
    type: 'exception',
    message: {
      en: 'Something failed inside the gateway; nothing of the request was stored. The log has it under {reference}.',
      sv: 'Något gick fel i slussen; inget av anropet har lagrats. Loggen har det under {reference}.',
    },
    fix: {
      en: 'Send the request again; if it fails again, report the reference.',
      sv: 'Skicka anropet igen; upprepas felet, anmäl referensen.',
    },
  },
  'not-ready': {
    status: 503,
    severity: 'error',
    type: 'transient',
    message: {
      en: 'The gateway is starting or stopping; nothing of the request was stored.',
      sv: 'Slussen startar eller stoppar; inget av anropet har lagrats.',
    },
    fix: { en: 'Send the request again in some seconds.', sv: 'Skicka anropet igen om några sekunder.' },
  },
  'address-unknown': {
    status: 404,
    severity: 'error',
    type: 'not-found',
    message: { en: 'There is no such address here.', sv: 'Adressen finns inte här.' },
    fix: {
      en: 'The addresses are in /openapi.json and /fhir/metadata.',
      sv: 'Adresserna finns i /openapi.json och /fhir/metadata.',
    },
    rule: HTTP,
  },
  'type-unknown': {
    status: 404,
    severity: 'error',
    type: 'not-supported',
    message: {
      en: 'The gateway does not serve resources of this type.',
      sv: 'Slussen lämnar inte ut resurser av denna typ.',
    },
    fix: { en: 'The types are in /fhir/metadata.', sv: 'Typerna finns i /fhir/metadata.' },
    rule: HTTP,
  },
  'not-found': {
    status: 404,
    severity: 'error',
    type: 'not-found',
    message: {
      en: 'Among what the caller itself submitted there is nothing with this id. Access is to own submissions only.',
      sv: 'Bland det som anroparen själv har lämnat in finns inget med detta id. Åtkomst ges bara till egna inlämningar.',
    },
    rule: 'A-2',
    law: '7 kap. 9 § patientdatalagen (2008:355)',
  },
  deleted: {
    status: 410,
    severity: 'error',
    type: 'not-found',
    message: {
      en: 'The resource was retracted by the one who submitted it.',
      sv: 'Resursen har tagits tillbaka av den som lämnade in den.',
    },
    rule: 'S-3',
  },
  'method-not-allowed': {
    status: 405,
    severity: 'error',
    type: 'not-supported',
    message: {
      en: 'This address does not take {method}; it takes {allowed}.',
      sv: 'Adressen tar inte emot {method}; den tar emot {allowed}.',
    },
    fix: {
      en: 'Create, update and delete by a Bundle to POST /fhir.',
      sv: 'Skapa, ändra och ta bort med en Bundle till POST /fhir.',
    },
    rule: HTTP,
  },
  'not-acceptable': {
    status: 406,
    severity: 'error',
    type: 'not-supported',
    message: {
      en: 'Answers are FHIR R4 in JSON or XML; Accept or _format asks for something else.',
      sv: 'Svar är FHIR R4 i JSON eller XML; Accept eller _format begär något annat.',
    },
    fix: {
      en: 'Send "Accept: application/fhir+json" or "application/fhir+xml".',
      sv: 'Skicka "Accept: application/fhir+json" eller "application/fhir+xml".',
    },
    rule: `${HTTP}#mime-type`,
  },
  'media-type-unsupported': {
    status: 415,
    severity: 'error',
    type: 'not-supported',
    message: {
      en: 'The body must be {expected}, in UTF-8, plain or compressed by gzip, deflate or br.',
      sv: 'Innehållet måste vara {expected} i UTF-8, okomprimerat eller komprimerat med gzip, deflate eller br.',
    },
    fix: { en: 'Set Content-Type to {expected}.', sv: 'Sätt Content-Type till {expected}.' },
    rule: `${HTTP}#mime-type`,
  },
  'body-too-large': {
    status: 413,
    severity: 'error',
    type: 'too-long',
    message: {
      en: 'The body is larger than {megabytes} MB.',
      sv: 'Innehållet är större än {megabytes} MB.',
    },
    fix: {
      en: 'Send smaller bundles; one bundle for each contact is best.',
      sv: 'Skicka mindre paket; ett paket per vårdkontakt är bäst.',
    },
  },
  'body-missing': {
    status: 400,
    severity: 'error',
    type: 'required',
    message: { en: 'The request has no body.', sv: 'Anropet saknar innehåll.' },
    fix: {
      en: 'Send the resource as JSON or XML in the body.',
      sv: 'Skicka resursen som JSON eller XML i innehållet.',
    },
  },
  'body-not-utf8': {
    status: 400,
    severity: 'error',
    type: 'structure',
    message: { en: 'The body is not valid UTF-8.', sv: 'Innehållet är inte giltig UTF-8.' },
    fix: { en: 'Encode the body in UTF-8.', sv: 'Koda innehållet i UTF-8.' },
    rule: `${HTTP}#mime-type`,
  },
  'request-malformed': {
    status: 400,
    severity: 'error',
    type: 'invalid',
    message: {
      en: 'The request cannot be read: its address, headers or compression are broken.',
      sv: 'Anropet går inte att läsa: adress, rubriker eller komprimering är trasiga.',
    },
  },
  'query-parameter-unknown': {
    status: 400,
    severity: 'error',
    type: 'not-supported',
    message: {
      en: 'This address does not have a parameter of that name; it has {known}. Unknown parameters are never ignored.',
      sv: 'Adressen har ingen parameter med det namnet; den har {known}. Okända parametrar ignoreras aldrig.',
    },
    rule: 'A-9',
  },
  'query-parameter-repeated': {
    status: 400,
    severity: 'error',
    type: 'invalid',
    message: { en: '{parameter} may be given once.', sv: '{parameter} får anges en gång.' },
    rule: 'https://hl7.org/fhir/R4/search.html',
  },
  'query-value-invalid': {
    status: 400,
    severity: 'error',
    type: 'value',
    message: {
      en: 'The value of {parameter} cannot be read; it has the form {form}.',
      sv: 'Värdet av {parameter} går inte att läsa; det har formen {form}.',
    },
    rule: 'https://hl7.org/fhir/R4/search.html',
  },
  'validate-resource-missing': {
    status: 400,
    severity: 'error',
    type: 'required',
    message: {
      en: 'The Parameters have no parameter "resource".',
      sv: 'Parameters saknar parametern "resource".',
    },
    rule: 'https://hl7.org/fhir/R4/resource-operation-validate.html',
  },
  'validate-type-differs': {
    status: 400,
    severity: 'error',
    type: 'invalid',
    message: {
      en: 'The address is for the type {type}; the resource is of another.',
      sv: 'Adressen gäller typen {type}; resursen är av en annan.',
    },
    rule: 'https://hl7.org/fhir/R4/resource-operation-validate.html',
  },
  'page-invalid': {
    status: 400,
    severity: 'error',
    type: 'value',
    message: {
      en: 'The page link is not one that this gateway gave to this client.',
      sv: 'Sidlänken är inte en som slussen har gett denna klient.',
    },
    fix: { en: 'Search again.', sv: 'Sök på nytt.' },
    rule: 'A-2',
  },
});
