import { defineErrors } from './definition.ts';

/** What validation says of extension. */
export const extensionErrors = defineErrors({
  'extension-unknown': {
    status: 422,
    severity: 'error',
    type: 'extension',
    message: {
      en: 'The extension {url} is not known, so it is not allowed here.',
      sv: 'Utvidgningen {url} är okänd och tillåts därför inte här.',
    },
    fix: { en: '{suggestion}', sv: '{suggestion}' },
    rule: 'http://hl7.org/fhir/R4/extensibility.html',
  },
  'obligation-not-checked': {
    status: 422,
    severity: 'information',
    type: 'not-supported',
    message: {
      en: 'An obligation says what an application does; it is not checked.',
      sv: 'En förpliktelse säger vad ett program gör; den kontrolleras inte.',
    },
    rule: 'https://hl7.org/fhir/extensions/StructureDefinition-obligation.html',
  },
  'extension-unknown-allowed': {
    status: 422,
    severity: 'information',
    type: 'informational',
    message: {
      en: 'The extension {url} is not known; its content was not checked.',
      sv: 'Utvidgningen {url} är okänd; innehållet kontrollerades inte.',
    },
    rule: 'http://hl7.org/fhir/R4/extensibility.html',
  },
  'extension-url-missing': {
    status: 422,
    severity: 'error',
    type: 'required',
    message: {
      en: 'An extension must have a url.',
      sv: 'En utvidgning ska ha en url.',
    },
    rule: 'http://hl7.org/fhir/R4/extensibility.html#Extension',
  },
  'extension-url-relative': {
    status: 422,
    severity: 'error',
    type: 'value',
    message: {
      en: 'The url of an extension must be absolute.',
      sv: 'En utvidgnings url ska vara absolut.',
    },
    rule: 'http://hl7.org/fhir/R4/extensibility.html#Extension',
  },
  'extension-url-versioned': {
    status: 422,
    severity: 'error',
    type: 'value',
    message: {
      en: 'The url of an extension must not contain a version.',
      sv: 'En utvidgnings url får inte innehålla en version.',
    },
    rule: 'http://hl7.org/fhir/R4/extensibility.html#Extension',
  },
  'extension-part-unknown': {
    status: 422,
    severity: 'error',
    type: 'structure',
    message: {
      en: 'The extension {url} has no part "{part}".',
      sv: 'Utvidgningen {url} har ingen del "{part}".',
    },
    rule: 'http://hl7.org/fhir/R4/extensibility.html#complex',
  },
  'extension-context': {
    status: 422,
    severity: 'error',
    type: 'extension',
    message: {
      en: 'The extension {url} is not allowed on {element}; it is for {allowed}.',
      sv: 'Utvidgningen {url} tillåts inte på {element}; den gäller {allowed}.',
    },
    rule: 'http://hl7.org/fhir/R4/defining-extensions.html#context',
  },
  'extension-context-invariant': {
    status: 422,
    severity: 'error',
    type: 'extension',
    message: {
      en: 'The extension {url} is not allowed here: its rule "{rule}" is not met.',
      sv: 'Utvidgningen {url} tillåts inte här: dess regel "{rule}" är inte uppfylld.',
    },
    rule: 'http://hl7.org/fhir/R4/defining-extensions.html#context',
  },
  'extension-must-be-modifier': {
    status: 422,
    severity: 'error',
    type: 'extension',
    message: {
      en: 'The extension {url} is a modifier and must be in modifierExtension.',
      sv: 'Utvidgningen {url} är modifierande och ska stå i modifierExtension.',
    },
    rule: 'http://hl7.org/fhir/R4/extensibility.html#modifierExtension',
  },
  'extension-must-not-be-modifier': {
    status: 422,
    severity: 'error',
    type: 'extension',
    message: {
      en: 'The extension {url} is no modifier and must be in extension.',
      sv: 'Utvidgningen {url} är inte modifierande och ska stå i extension.',
    },
    rule: 'http://hl7.org/fhir/R4/extensibility.html#modifierExtension',
  },
  'extension-value-and-parts': {
    status: 422,
    severity: 'error',
    type: 'invariant',
    message: {
      en: 'An extension has either a value or extensions, and not both.',
      sv: 'En utvidgning har antingen ett värde eller utvidgningar, inte båda.',
    },
    rule: 'http://hl7.org/fhir/R4/extensibility.html#ext-1',
  },
});
