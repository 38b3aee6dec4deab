import { defineErrors } from './definition.ts';

/** What validation says of terminology. */
export const terminologyErrors = defineErrors({
  'code-not-in-value-set': {
    status: 422,
    severity: 'error',
    type: 'code-invalid',
    message: {
      en: 'The code is not in the value set {valueSet}.',
      sv: 'Koden finns inte i värdemängden {valueSet}.',
    },
    fix: { en: '{suggestion}', sv: '{suggestion}' },
    rule: 'http://hl7.org/fhir/R4/terminologies.html#binding',
  },
  'code-missing': {
    status: 422,
    severity: 'error',
    type: 'code-invalid',
    message: {
      en: 'A code from the value set {valueSet} is required, but there is none.',
      sv: 'En kod ur värdemängden {valueSet} krävs, men ingen finns.',
    },
    fix: { en: '{suggestion}', sv: '{suggestion}' },
    rule: 'http://hl7.org/fhir/R4/terminologies.html#required',
  },
  'code-not-in-extensible-value-set': {
    status: 422,
    severity: 'warning',
    type: 'code-invalid',
    message: {
      en: 'The code is not in the extensible value set {valueSet}.',
      sv: 'Koden finns inte i den utökningsbara värdemängden {valueSet}.',
    },
    fix: { en: '{suggestion}', sv: '{suggestion}' },
    rule: 'http://hl7.org/fhir/R4/terminologies.html#extensible',
  },
  'code-edition-of-other-day': {
    status: 200,
    severity: 'information',
    type: 'business-rule',
    message: {
      en: 'Codes were checked against an edition that is not of the day of the event: {system}.',
      sv: 'Koder kontrollerades mot en utgåva som inte är från händelsens dag: {system}.',
    },
    fix: {
      en: 'Nothing needs to be changed here; the edition of the day is imported by whoever runs the gateway.',
      sv: 'Inget behöver ändras här; dagens utgåva importeras av den som driver slussen.',
    },
    rule: 'D-2',
  },
  'code-unknown': {
    status: 422,
    severity: 'error',
    type: 'code-invalid',
    message: {
      en: 'The code does not exist in the code system {system}.',
      sv: 'Koden finns inte i kodsystemet {system}.',
    },
    fix: { en: '{suggestion}', sv: '{suggestion}' },
    rule: 'http://hl7.org/fhir/R4/terminologies.html',
  },
  'code-unknown-in-fragment': {
    status: 422,
    severity: 'warning',
    type: 'code-invalid',
    message: {
      en: 'The code is not in the part of the code system {system} that is at hand.',
      sv: 'Koden finns inte i den del av kodsystemet {system} som är tillgänglig.',
    },
    rule: 'http://hl7.org/fhir/R4/codesystem-definitions.html#CodeSystem.content',
  },
  'code-not-checked': {
    status: 422,
    severity: 'information',
    type: 'informational',
    message: {
      en: 'The code was not checked: {reason}.',
      sv: 'Koden kontrollerades inte: {reason}.',
    },
    rule: 'http://hl7.org/fhir/R4/terminologies.html',
  },
  'code-system-unknown': {
    status: 422,
    severity: 'warning',
    type: 'code-invalid',
    message: {
      en: 'The code system {system} is not known, so that the code was not checked.',
      sv: 'Kodsystemet {system} är okänt, så koden kontrollerades inte.',
    },
    fix: { en: '{suggestion}', sv: '{suggestion}' },
    rule: 'http://hl7.org/fhir/R4/terminologies.html',
  },
  'code-system-unknown-in-required-binding': {
    status: 422,
    severity: 'error',
    type: 'code-invalid',
    message: {
      en: 'The code system {system} is not known, but the binding to {valueSet} is required.',
      sv: 'Kodsystemet {system} är okänt, men bindningen till {valueSet} är tvingande.',
    },
    fix: { en: '{suggestion}', sv: '{suggestion}' },
    rule: 'http://hl7.org/fhir/R4/terminologies.html#required',
  },
  'code-system-is-value-set': {
    status: 422,
    severity: 'error',
    type: 'code-invalid',
    message: {
      en: '{system} is a value set, not a code system.',
      sv: '{system} är en värdemängd, inte ett kodsystem.',
    },
    fix: {
      en: 'Use the code system that the value set takes its codes from.',
      sv: 'Använd det kodsystem som värdemängden hämtar sina koder från.',
    },
    rule: 'http://hl7.org/fhir/R4/datatypes-definitions.html#Coding.system',
  },
  'code-system-is-supplement': {
    status: 422,
    severity: 'error',
    type: 'code-invalid',
    message: {
      en: '{system} is a supplement, which has no codes of its own.',
      sv: '{system} är ett supplement, som inte har egna koder.',
    },
    fix: { en: 'Use the code system that it supplements.', sv: 'Använd det kodsystem som det kompletterar.' },
    rule: 'http://hl7.org/fhir/R4/codesystem.html#supplements',
  },
  'code-system-relative': {
    status: 422,
    severity: 'error',
    type: 'code-invalid',
    message: {
      en: 'Coding.system must be an absolute URI.',
      sv: 'Coding.system ska vara en absolut URI.',
    },
    rule: 'http://hl7.org/fhir/R4/datatypes.html#Coding',
  },
  'display-wrong': {
    status: 422,
    severity: 'error',
    type: 'value',
    message: {
      en: 'The display is not one of the code in {system}; it is {expected}.',
      sv: 'Visningstexten hör inte till koden i {system}; den är {expected}.',
    },
    rule: 'http://hl7.org/fhir/R4/datatypes-definitions.html#Coding.display',
  },
  'value-set-unknown': {
    status: 422,
    severity: 'warning',
    type: 'not-found',
    message: {
      en: 'The value set {valueSet} is not known, so that the code was not checked.',
      sv: 'Värdemängden {valueSet} är okänd, så koden kontrollerades inte.',
    },
    rule: 'http://hl7.org/fhir/R4/terminologies.html#binding',
  },
  'quantity-unit-unknown': {
    status: 422,
    severity: 'warning',
    type: 'code-invalid',
    message: {
      en: 'The unit is not a valid UCUM unit.',
      sv: 'Enheten är ingen giltig UCUM-enhet.',
    },
    rule: 'http://hl7.org/fhir/R4/valueset-ucum-units.html',
  },
  'value-set-is-code-system': {
    status: 422,
    severity: 'error',
    type: 'code-invalid',
    message: {
      en: '{valueSet} is a code system, so nothing can be bound to it as a value set.',
      sv: '{valueSet} är ett kodsystem, så inget kan bindas till den som värdemängd.',
    },
    rule: 'http://hl7.org/fhir/R4/terminologies.html#binding',
  },
  'code-system-wrong': {
    status: 422,
    severity: 'error',
    type: 'code-invalid',
    message: {
      en: '{system} is not the address of a code system.',
      sv: '{system} är inte ett kodsystems adress.',
    },
    rule: 'http://hl7.org/fhir/R4/terminologies-systems.html',
  },
});
