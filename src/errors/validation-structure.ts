import { defineErrors } from './definition.ts';

/** What validation says of structure. */
export const structureErrors = defineErrors({
  'resource-type-missing': {
    status: 422,
    severity: 'error',
    type: 'structure',
    message: {
      en: 'The resource has no resourceType.',
      sv: 'Resursen saknar resourceType.',
    },
    fix: { en: 'Add "resourceType".', sv: 'Ange "resourceType".' },
    rule: 'http://hl7.org/fhir/R4/json.html#resources',
  },
  'resource-type-unknown': {
    status: 422,
    severity: 'error',
    type: 'structure',
    message: {
      en: '"{type}" is not a resource type of FHIR R4.',
      sv: '"{type}" är ingen resurstyp i FHIR R4.',
    },
    fix: { en: 'Did you mean {suggestion}?', sv: 'Menade du {suggestion}?' },
    rule: 'http://hl7.org/fhir/R4/resourcelist.html',
  },
  'element-unknown': {
    status: 422,
    severity: 'error',
    type: 'structure',
    message: {
      en: 'The property "{name}" is not defined here.',
      sv: 'Egenskapen "{name}" är inte definierad här.',
    },
    fix: { en: 'Remove it. {suggestion}', sv: 'Ta bort den. {suggestion}' },
    rule: 'http://hl7.org/fhir/R4/json.html',
  },
  'element-not-a-list': {
    status: 422,
    severity: 'error',
    type: 'structure',
    message: {
      en: '"{name}" occurs at most once and must not be a JSON array.',
      sv: '"{name}" förekommer högst en gång och får inte vara en JSON-lista.',
    },
    rule: 'http://hl7.org/fhir/R4/json.html#repeat',
  },
  'element-must-be-list': {
    status: 422,
    severity: 'error',
    type: 'structure',
    message: {
      en: '"{name}" may repeat and must be a JSON array.',
      sv: '"{name}" kan upprepas och måste vara en JSON-lista.',
    },
    fix: { en: 'Put the value in brackets: [ … ].', sv: 'Skriv värdet inom hakparenteser: [ … ].' },
    rule: 'http://hl7.org/fhir/R4/json.html#repeat',
  },
  'element-empty-list': {
    status: 422,
    severity: 'error',
    type: 'structure',
    message: {
      en: '"{name}" is an empty JSON array.',
      sv: '"{name}" är en tom JSON-lista.',
    },
    fix: { en: 'Leave the property out if it has no values.', sv: 'Utelämna egenskapen om den saknar värden.' },
    rule: 'http://hl7.org/fhir/R4/json.html#repeat',
  },
  'element-null': {
    status: 422,
    severity: 'error',
    type: 'structure',
    message: {
      en: '"{name}" is null without an extension beside it.',
      sv: '"{name}" är null utan någon utvidgning bredvid sig.',
    },
    fix: { en: 'Leave the property out if it has no value.', sv: 'Utelämna egenskapen om den saknar värde.' },
    rule: 'http://hl7.org/fhir/R4/json.html#null',
  },
  'element-wrong-json-type': {
    status: 422,
    severity: 'error',
    type: 'structure',
    message: {
      en: '"{name}" must be {expected} in JSON, not {found}.',
      sv: '"{name}" ska vara {expected} i JSON, inte {found}.',
    },
    rule: 'http://hl7.org/fhir/R4/json.html',
  },
  'element-empty': {
    status: 422,
    severity: 'error',
    type: 'structure',
    message: {
      en: 'The element has neither a value nor any children.',
      sv: 'Elementet har varken värde eller innehåll.',
    },
    fix: { en: 'Leave it out.', sv: 'Utelämna det.' },
    rule: 'http://hl7.org/fhir/R4/element.html#ele-1',
  },
  'element-comments': {
    status: 422,
    severity: 'warning',
    type: 'structure',
    message: {
      en: 'Comments are no part of JSON in this version of FHIR; they were passed over.',
      sv: 'Kommentarer ingår inte i JSON i denna version av FHIR; de förbigicks.',
    },
    fix: { en: 'Leave "fhir_comments" out.', sv: 'Utelämna "fhir_comments".' },
    rule: 'http://hl7.org/fhir/R4/json.html',
  },
  'element-too-deep': {
    status: 422,
    severity: 'error',
    type: 'too-costly',
    message: {
      en: 'Elements are nested too deeply to be checked.',
      sv: 'Elementen är för djupt nästlade för att kontrolleras.',
    },
  },
  'choice-several-types': {
    status: 422,
    severity: 'error',
    type: 'structure',
    message: {
      en: '"{name}[x]" may have one type only, but has several.',
      sv: '"{name}[x]" får bara ha en typ, men har flera.',
    },
    fix: { en: 'Keep one of them.', sv: 'Behåll en av dem.' },
    rule: 'http://hl7.org/fhir/R4/formats.html#choice',
  },
  'security-label-duplicate': {
    status: 422,
    severity: 'error',
    type: 'duplicate',
    message: {
      en: 'The security label stands more than once.',
      sv: 'Säkerhetsmärkningen står mer än en gång.',
    },
    rule: 'http://hl7.org/fhir/R4/resource-definitions.html#Meta.security',
  },
});
