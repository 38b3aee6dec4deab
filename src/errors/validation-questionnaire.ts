import { defineErrors } from './definition.ts';

/** What validation says of questionnaire. */
export const questionnaireErrors = defineErrors({
  'questionnaire-unknown': {
    status: 422,
    severity: 'warning',
    type: 'not-found',
    message: {
      en: 'The questionnaire is not known, so that the answers were not checked.',
      sv: 'Frågeformuläret är okänt, så svaren kontrollerades inte.',
    },
    rule: 'http://hl7.org/fhir/R4/questionnaireresponse.html#notes',
  },
  'questionnaire-not-stated': {
    status: 422,
    severity: 'information',
    type: 'informational',
    message: {
      en: 'No questionnaire is stated, so that the answers were not checked.',
      sv: 'Inget frågeformulär är angivet, så svaren kontrollerades inte.',
    },
    rule: 'http://hl7.org/fhir/R4/questionnaireresponse.html#notes',
  },
  'response-item-unknown': {
    status: 422,
    severity: 'error',
    type: 'not-found',
    message: {
      en: "An item's linkId is not in the questionnaire at this place.",
      sv: 'En posts linkId finns inte på denna plats i frågeformuläret.',
    },
    rule: 'http://hl7.org/fhir/R4/questionnaireresponse.html#notes',
  },
  'response-item-misplaced': {
    status: 422,
    severity: 'error',
    type: 'structure',
    message: {
      en: 'The item stands elsewhere in the questionnaire.',
      sv: 'Posten hör hemma på en annan plats i frågeformuläret.',
    },
    rule: 'http://hl7.org/fhir/R4/questionnaireresponse.html#notes',
  },
  'response-item-order': {
    status: 422,
    severity: 'error',
    type: 'structure',
    message: {
      en: 'The items are not in the order of the questionnaire.',
      sv: 'Posterna står inte i frågeformulärets ordning.',
    },
    rule: 'http://hl7.org/fhir/R4/questionnaireresponse.html#notes',
  },
  'response-item-not-enabled': {
    status: 422,
    severity: 'error',
    type: 'invalid',
    message: {
      en: 'The item has content although it is not enabled (linkId {linkId}).',
      sv: 'Posten har innehåll fast den inte är aktiverad (linkId {linkId}).',
    },
    rule: 'http://hl7.org/fhir/R4/questionnaire-definitions.html#Questionnaire.item.enableWhen',
  },
  'response-item-text': {
    status: 422,
    severity: 'error',
    type: 'invalid',
    message: {
      en: 'The text of the item is not that of the questionnaire.',
      sv: 'Postens text är inte frågeformulärets.',
    },
    rule: 'http://hl7.org/fhir/R4/questionnaireresponse.html#notes',
  },
  'response-item-repeated': {
    status: 422,
    severity: 'error',
    type: 'invalid',
    message: {
      en: 'Only one item with this linkId is allowed.',
      sv: 'Bara en post med detta linkId är tillåten.',
    },
    rule: 'http://hl7.org/fhir/R4/questionnaire-definitions.html#Questionnaire.item.repeats',
  },
  'response-answer-required': {
    status: 422,
    severity: 'error',
    type: 'required',
    message: {
      en: 'The required item {linkId} has no answer.',
      sv: 'Den obligatoriska posten {linkId} saknar svar.',
    },
    rule: 'http://hl7.org/fhir/R4/questionnaire-definitions.html#Questionnaire.item.required',
  },
  'response-answer-repeated': {
    status: 422,
    severity: 'error',
    type: 'invalid',
    message: {
      en: 'Only one answer is allowed.',
      sv: 'Bara ett svar är tillåtet.',
    },
    rule: 'http://hl7.org/fhir/R4/questionnaire-definitions.html#Questionnaire.item.repeats',
  },
  'response-answers-too-few': {
    status: 422,
    severity: 'error',
    type: 'structure',
    message: {
      en: 'At least {min} answers are required, but there are {found}.',
      sv: 'Minst {min} svar krävs, men det finns {found}.',
    },
    rule: 'http://hl7.org/fhir/StructureDefinition/questionnaire-minOccurs',
  },
  'response-answers-too-many': {
    status: 422,
    severity: 'error',
    type: 'structure',
    message: {
      en: 'At most {max} answers are allowed, but there are {found}.',
      sv: 'Högst {max} svar tillåts, men det finns {found}.',
    },
    rule: 'http://hl7.org/fhir/StructureDefinition/questionnaire-maxOccurs',
  },
  'response-answer-not-allowed': {
    status: 422,
    severity: 'error',
    type: 'structure',
    message: {
      en: 'An item of type {type} has no answers.',
      sv: 'En post av typen {type} har inga svar.',
    },
    rule: 'http://hl7.org/fhir/R4/questionnaireresponse.html#notes',
  },
  'response-items-not-allowed': {
    status: 422,
    severity: 'error',
    type: 'structure',
    message: {
      en: 'Items below an item of type {type} belong below its answers.',
      sv: 'Poster under en post av typen {type} hör hemma under dess svar.',
    },
    rule: 'http://hl7.org/fhir/R4/questionnaireresponse.html#notes',
  },
  'response-answer-type': {
    status: 422,
    severity: 'error',
    type: 'structure',
    message: {
      en: 'The answer must be of type {expected}, not {found}.',
      sv: 'Svaret ska vara av typen {expected}, inte {found}.',
    },
    rule: 'http://hl7.org/fhir/R4/questionnaireresponse.html#notes',
  },
  'response-answer-value-missing': {
    status: 422,
    severity: 'error',
    type: 'required',
    message: {
      en: 'The answer has no value.',
      sv: 'Svaret saknar värde.',
    },
    rule: 'http://hl7.org/fhir/R4/questionnaireresponse.html#notes',
  },
  'response-option-type': {
    status: 422,
    severity: 'error',
    type: 'invariant',
    message: {
      en: 'The options have no values of type {type}.',
      sv: 'Alternativen har inga värden av typen {type}.',
    },
    rule: 'http://hl7.org/fhir/R4/questionnaire-definitions.html#Questionnaire.item.answerOption',
  },
  'response-option': {
    status: 422,
    severity: 'error',
    type: 'invariant',
    message: {
      en: 'The answer is not one of the options.',
      sv: 'Svaret är inte ett av alternativen.',
    },
    rule: 'http://hl7.org/fhir/R4/questionnaire-definitions.html#Questionnaire.item.answerOption',
  },
  'response-length-min': {
    status: 422,
    severity: 'error',
    type: 'invariant',
    message: {
      en: 'The answer is shorter than {min} characters.',
      sv: 'Svaret är kortare än {min} tecken.',
    },
    rule: 'http://hl7.org/fhir/StructureDefinition/minLength',
  },
  'response-length-max': {
    status: 422,
    severity: 'error',
    type: 'invariant',
    message: {
      en: 'The answer is longer than {max} characters.',
      sv: 'Svaret är längre än {max} tecken.',
    },
    rule: 'http://hl7.org/fhir/R4/questionnaire-definitions.html#Questionnaire.item.maxLength',
  },
  'response-format': {
    status: 422,
    severity: 'error',
    type: 'invariant',
    message: {
      en: 'The answer does not have the expected form {form}.',
      sv: 'Svaret har inte den förväntade formen {form}.',
    },
    rule: 'http://hl7.org/fhir/StructureDefinition/regex',
  },
  'response-attachment-size': {
    status: 422,
    severity: 'error',
    type: 'invariant',
    message: {
      en: 'The attachment is larger than {max} bytes.',
      sv: 'Bilagan är större än {max} byte.',
    },
    rule: 'http://hl7.org/fhir/StructureDefinition/maxSize',
  },
  'response-attachment-type': {
    status: 422,
    severity: 'error',
    type: 'invariant',
    message: {
      en: 'The attachment must be of type {allowed}.',
      sv: 'Bilagan ska vara av typen {allowed}.',
    },
    rule: 'http://hl7.org/fhir/StructureDefinition/mimeType',
  },
  'response-unit': {
    status: 422,
    severity: 'error',
    type: 'invariant',
    message: {
      en: 'The unit must be one of {allowed}.',
      sv: 'Enheten ska vara en av {allowed}.',
    },
    rule: 'http://hl7.org/fhir/StructureDefinition/questionnaire-unitOption',
  },
  'response-reference-type': {
    status: 422,
    severity: 'error',
    type: 'invariant',
    message: {
      en: 'A reference to {found} is not allowed as an answer; allowed: {allowed}.',
      sv: 'En referens till {found} tillåts inte som svar; tillåtna: {allowed}.',
    },
    rule: 'http://hl7.org/fhir/StructureDefinition/questionnaire-referenceResource',
  },
  'response-group-empty': {
    status: 422,
    severity: 'error',
    type: 'required',
    message: { en: 'A required group must have items.', sv: 'En obligatorisk grupp ska ha poster.' },
    rule: 'http://hl7.org/fhir/R4/questionnaire-definitions.html#Questionnaire.item.required',
  },
  'response-option-exclusive': {
    status: 422,
    severity: 'error',
    type: 'business-rule',
    message: {
      en: 'This answer excludes all others, but there are more.',
      sv: 'Detta svar utesluter alla andra, men det finns fler.',
    },
    rule: 'http://hl7.org/fhir/R4/extension-questionnaire-optionexclusive.html',
  },
});
