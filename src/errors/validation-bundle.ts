import { defineErrors } from './definition.ts';

/** What validation says of bundle. */
export const bundleErrors = defineErrors({
  'bundle-entry-fullurl-missing': {
    status: 422,
    severity: 'error',
    type: 'required',
    message: {
      en: 'The entry must have a fullUrl.',
      sv: 'Posten ska ha en fullUrl.',
    },
    rule: 'http://hl7.org/fhir/R4/bundle.html#references',
  },
  'bundle-fullurl-relative': {
    status: 422,
    severity: 'error',
    type: 'value',
    message: {
      en: 'fullUrl must be an absolute URL.',
      sv: 'fullUrl ska vara en absolut URL.',
    },
    rule: 'http://hl7.org/fhir/R4/bundle-definitions.html#Bundle.entry.fullUrl',
  },
  'bundle-fullurl-mismatch': {
    status: 422,
    severity: 'error',
    type: 'value',
    message: {
      en: 'The fullUrl is a URL of a server or the url of what the resource defines, so it must end with the type and id of the resource.',
      sv: 'fullUrl är en adress på en server eller url för det som resursen definierar och ska då sluta med resursens typ och id.',
    },
    rule: 'http://hl7.org/fhir/R4/bundle-definitions.html#Bundle.entry.fullUrl',
  },
  'bundle-fullurl-duplicate': {
    status: 422,
    severity: 'error',
    type: 'duplicate',
    message: {
      en: 'Two entries have the same fullUrl and version.',
      sv: 'Två poster har samma fullUrl och version.',
    },
    rule: 'http://hl7.org/fhir/R4/bundle.html#bdl-7',
  },
  'bundle-reference-ambiguous': {
    status: 422,
    severity: 'error',
    type: 'duplicate',
    message: {
      en: 'The reference matches several entries of the bundle.',
      sv: 'Referensen passar flera poster i paketet.',
    },
    rule: 'http://hl7.org/fhir/R4/bundle.html#references',
  },
  'bundle-reference-unresolved': {
    status: 422,
    severity: 'error',
    type: 'not-found',
    message: {
      en: 'The reference cannot be resolved in the bundle. {reason}',
      sv: 'Referensen kan inte slås upp i paketet. {reason}',
    },
    rule: 'http://hl7.org/fhir/R4/bundle.html#references',
  },
  'bundle-reference-relative': {
    status: 422,
    severity: 'error',
    type: 'value',
    message: {
      en: 'A relative reference stands in an entry without fullUrl.',
      sv: 'En relativ referens står i en post utan fullUrl.',
    },
    rule: 'http://hl7.org/fhir/R4/bundle.html#references',
  },
  'bundle-entry-unreachable': {
    status: 422,
    severity: 'error',
    type: 'structure',
    message: {
      en: 'The entry is not reachable from the Composition by references.',
      sv: 'Posten kan inte nås från Composition genom referenser.',
    },
    rule: 'http://hl7.org/fhir/R4/documents.html#content',
  },
  'bundle-message-unreachable': {
    status: 422,
    severity: 'warning',
    type: 'informational',
    message: {
      en: 'The entry is not reachable from the MessageHeader by references.',
      sv: 'Posten kan inte nås från MessageHeader genom referenser.',
    },
    rule: 'http://hl7.org/fhir/R4/messaging.html',
  },
  'bundle-document-first': {
    status: 422,
    severity: 'error',
    type: 'invariant',
    message: {
      en: 'The first entry of a document must be a Composition.',
      sv: 'Första posten i ett dokument ska vara en Composition.',
    },
    rule: 'http://hl7.org/fhir/R4/bundle.html#bdl-11',
  },
  'bundle-message-first': {
    status: 422,
    severity: 'error',
    type: 'invariant',
    message: {
      en: 'The first entry of a message must be a MessageHeader.',
      sv: 'Första posten i ett meddelande ska vara en MessageHeader.',
    },
    rule: 'http://hl7.org/fhir/R4/bundle.html#bdl-12',
  },
  'bundle-no-first': {
    status: 422,
    severity: 'error',
    type: 'invariant',
    message: {
      en: 'A bundle of type {type} must have a first entry with a resource.',
      sv: 'Ett paket av typen {type} ska ha en första post med en resurs.',
    },
    rule: 'http://hl7.org/fhir/R4/bundle.html',
  },
  'bundle-link-duplicate': {
    status: 422,
    severity: 'error',
    type: 'duplicate',
    message: {
      en: 'The link relation "{relation}" may occur only once.',
      sv: 'Länkrelationen "{relation}" får bara finnas en gång.',
    },
    rule: 'http://hl7.org/fhir/R4/bundle-definitions.html#Bundle.link',
  },
  'bundle-link-unresolved': {
    status: 422,
    severity: 'error',
    type: 'not-found',
    message: {
      en: 'The stylesheet cannot be resolved in the bundle.',
      sv: 'Formatmallen kan inte slås upp i paketet.',
    },
    rule: 'http://hl7.org/fhir/R4/documents.html#presentation',
  },
  'bundle-search-outcome': {
    status: 422,
    severity: 'error',
    type: 'structure',
    message: {
      en: 'An entry with the search mode "outcome" must be an OperationOutcome.',
      sv: 'En post med sökläget "outcome" ska vara en OperationOutcome.',
    },
    rule: 'http://hl7.org/fhir/R4/bundle-definitions.html#Bundle.entry.search.mode',
  },
  'bundle-search-id': {
    status: 422,
    severity: 'error',
    type: 'required',
    message: {
      en: 'A resource among search results must have an id.',
      sv: 'En resurs bland sökresultat ska ha ett id.',
    },
    rule: 'http://hl7.org/fhir/R4/http.html#search',
  },
  'bundle-search-type': {
    status: 422,
    severity: 'error',
    type: 'structure',
    message: {
      en: '{found} is not a type of the search ({allowed}).',
      sv: '{found} är inte en typ i sökningen ({allowed}).',
    },
    rule: 'http://hl7.org/fhir/R4/http.html#search',
  },
  'bundle-search-mode': {
    status: 422,
    severity: 'warning',
    type: 'informational',
    message: {
      en: 'Entries of a search result should state their search mode.',
      sv: 'Poster i ett sökresultat bör ange sökläge.',
    },
    rule: 'http://hl7.org/fhir/R4/bundle-definitions.html#Bundle.entry.search.mode',
  },
  'bundle-link-page': {
    status: 422,
    severity: 'error',
    type: 'value',
    message: {
      en: 'The link relation "{relation}" is for the pages of a search or a history only.',
      sv: 'Länkrelationen "{relation}" är bara för sidorna i en sökning eller historik.',
    },
    rule: 'http://hl7.org/fhir/R4/bundle-definitions.html#Bundle.link',
  },
  'bundle-search-resource': {
    status: 422,
    severity: 'error',
    type: 'required',
    message: { en: 'A search result must have a resource.', sv: 'Ett sökresultat ska ha en resurs.' },
    rule: 'http://hl7.org/fhir/R4/bundle.html#searchset',
  },
});
