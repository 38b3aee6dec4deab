import { defineErrors } from './definition.ts';

/** What validation says of reference. */
export const referenceErrors = defineErrors({
  'reference-format': {
    status: 422,
    severity: 'error',
    type: 'value',
    message: {
      en: 'A relative reference must be of the form Type/id.',
      sv: 'En relativ referens ska ha formen Typ/id.',
    },
    rule: 'http://hl7.org/fhir/R4/references.html#literal',
  },
  'reference-contained-missing': {
    status: 422,
    severity: 'error',
    type: 'not-found',
    message: {
      en: 'The contained resource "{reference}" does not exist.',
      sv: 'Den inneslutna resursen "{reference}" finns inte.',
    },
    rule: 'http://hl7.org/fhir/R4/references.html#contained',
  },
  'reference-unresolved': {
    status: 422,
    severity: 'error',
    type: 'not-found',
    message: {
      en: 'The reference cannot be resolved.',
      sv: 'Referensen kan inte slås upp.',
    },
    rule: 'http://hl7.org/fhir/R4/references.html#literal',
  },
  'reference-target-type': {
    status: 422,
    severity: 'error',
    type: 'structure',
    message: {
      en: 'A reference to {found} is not allowed here; allowed: {allowed}.',
      sv: 'En referens till {found} tillåts inte här; tillåtna: {allowed}.',
    },
    rule: 'http://hl7.org/fhir/R4/references.html#Reference',
  },
  'reference-type-mismatch': {
    status: 422,
    severity: 'error',
    type: 'structure',
    message: {
      en: 'Reference.type is {stated}, but the target is {found}.',
      sv: 'Reference.type är {stated}, men målet är {found}.',
    },
    rule: 'http://hl7.org/fhir/R4/references-definitions.html#Reference.type',
  },
  'reference-type-unknown': {
    status: 422,
    severity: 'error',
    type: 'structure',
    message: {
      en: '"{type}" is not a resource type.',
      sv: '"{type}" är ingen resurstyp.',
    },
    rule: 'http://hl7.org/fhir/R4/references-definitions.html#Reference.type',
  },
  'reference-target-profile': {
    status: 422,
    severity: 'error',
    type: 'structure',
    message: {
      en: 'The target of the reference conforms to none of {profiles}.',
      sv: 'Referensens mål följer ingen av {profiles}.',
    },
    rule: 'http://hl7.org/fhir/R4/references.html#Reference',
  },
  'reference-aggregation': {
    status: 422,
    severity: 'error',
    type: 'structure',
    message: {
      en: 'The reference is {found}, but only {allowed} is allowed.',
      sv: 'Referensen är {found}, men bara {allowed} tillåts.',
    },
    rule: 'http://hl7.org/fhir/R4/elementdefinition-definitions.html#ElementDefinition.type.aggregation',
  },
  'contained-not-referenced': {
    status: 422,
    severity: 'error',
    type: 'invariant',
    message: {
      en: 'The contained resource is not referred to from its container and does not refer to it (dom-3).',
      sv: 'Den inneslutna resursen refereras inte från sin behållare och refererar inte till den (dom-3).',
    },
    rule: 'http://hl7.org/fhir/R4/domainresource.html#dom-3',
  },
  'contained-without-id': {
    status: 422,
    severity: 'error',
    type: 'required',
    message: {
      en: 'A contained resource must have an id.',
      sv: 'En innesluten resurs ska ha ett id.',
    },
    rule: 'http://hl7.org/fhir/R4/references.html#contained',
  },
  'id-duplicate': {
    status: 422,
    severity: 'error',
    type: 'duplicate',
    message: {
      en: 'The same id occurs more than once in the resource.',
      sv: 'Samma id finns mer än en gång i resursen.',
    },
    rule: 'http://hl7.org/fhir/R4/element-definitions.html#Element.id',
  },
});
