import { defineErrors } from './definition.ts';

/** What validation says of narrative. */
export const narrativeErrors = defineErrors({
  'narrative-malformed': {
    status: 422,
    severity: 'error',
    type: 'structure',
    message: {
      en: 'The narrative is not well-formed XHTML: {reason}.',
      sv: 'Berättelsen är inte välformad XHTML: {reason}.',
    },
    rule: 'http://hl7.org/fhir/R4/narrative.html#xhtml',
  },
  'narrative-root': {
    status: 422,
    severity: 'error',
    type: 'structure',
    message: {
      en: 'The narrative must be a div in the namespace http://www.w3.org/1999/xhtml.',
      sv: 'Berättelsen ska vara ett div i namnrymden http://www.w3.org/1999/xhtml.',
    },
    rule: 'http://hl7.org/fhir/R4/narrative.html#xhtml',
  },
  'narrative-element': {
    status: 422,
    severity: 'error',
    type: 'security',
    message: {
      en: 'The element "{name}" is not allowed in a narrative.',
      sv: 'Elementet "{name}" är inte tillåtet i en berättelse.',
    },
    rule: 'http://hl7.org/fhir/R4/narrative.html#txt-1',
  },
  'narrative-attribute': {
    status: 422,
    severity: 'error',
    type: 'security',
    message: {
      en: 'The attribute "{name}" is not allowed on "{element}" in a narrative.',
      sv: 'Attributet "{name}" är inte tillåtet på "{element}" i en berättelse.',
    },
    rule: 'http://hl7.org/fhir/R4/narrative.html#txt-1',
  },
  'narrative-script': {
    status: 422,
    severity: 'error',
    type: 'security',
    message: {
      en: 'The narrative must not contain scripts or active links.',
      sv: 'Berättelsen får inte innehålla skript eller aktiva länkar.',
    },
    rule: 'http://hl7.org/fhir/R4/security.html#narrative',
  },
  'narrative-empty': {
    status: 422,
    severity: 'error',
    type: 'invariant',
    message: {
      en: 'The narrative must have some content.',
      sv: 'Berättelsen ska ha innehåll.',
    },
    rule: 'http://hl7.org/fhir/R4/narrative.html#txt-2',
  },
  'narrative-link': {
    status: 422,
    severity: 'error',
    type: 'not-found',
    message: {
      en: 'A link to "#…" in the narrative does not resolve.',
      sv: 'En länk till "#…" i berättelsen leder ingenstans.',
    },
    rule: 'http://hl7.org/fhir/R4/narrative.html#id',
  },
  'narrative-id-duplicate': {
    status: 422,
    severity: 'error',
    type: 'duplicate',
    message: {
      en: 'The narrative has the same id twice.',
      sv: 'Berättelsen har samma id två gånger.',
    },
    rule: 'http://hl7.org/fhir/R4/narrative.html#id',
  },
  'narrative-source': {
    status: 422,
    severity: 'error',
    type: 'structure',
    message: {
      en: 'Parts of the narrative do not state their source by class, as {profile} demands.',
      sv: 'Delar av berättelsen anger inte sin källa genom class, som {profile} kräver.',
    },
    rule: 'http://hl7.org/fhir/R4/narrative.html',
  },
  'narrative-language-sections': {
    status: 422,
    severity: 'error',
    type: 'structure',
    message: {
      en: 'The narrative has no language sections, as {profile} demands.',
      sv: 'Berättelsen saknar språkavsnitt, som {profile} kräver.',
    },
    rule: 'http://hl7.org/fhir/R4/narrative.html',
  },
  'narrative-block': {
    status: 422,
    severity: 'error',
    type: 'structure',
    message: {
      en: 'The element "{name}" must not stand inside a paragraph.',
      sv: 'Elementet "{name}" får inte stå i ett stycke.',
    },
    rule: 'http://hl7.org/fhir/R4/narrative.html#xhtml',
  },
  'narrative-url': {
    status: 422,
    severity: 'error',
    type: 'value',
    message: {
      en: 'The address of a link or an image is not one that can be opened.',
      sv: 'Adressen till en länk eller bild går inte att öppna.',
    },
    rule: 'http://hl7.org/fhir/R4/narrative.html#xhtml',
  },
});
