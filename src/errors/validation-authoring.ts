import { defineErrors } from './definition.ts';

/** What validation says of authoring. */
export const authoringErrors = defineErrors({
  'enable-when-unknown': {
    status: 422,
    severity: 'error',
    type: 'business-rule',
    message: {
      en: 'enableWhen refers to a question that does not exist.',
      sv: 'enableWhen hänvisar till en fråga som inte finns.',
    },
    rule: 'http://hl7.org/fhir/R4/questionnaire-definitions.html#Questionnaire.item.enableWhen',
  },
  'enable-when-self': {
    status: 422,
    severity: 'error',
    type: 'business-rule',
    message: {
      en: 'enableWhen refers to the item itself or to one below it.',
      sv: 'enableWhen hänvisar till posten själv eller till en under den.',
    },
    rule: 'http://hl7.org/fhir/R4/questionnaire-definitions.html#Questionnaire.item.enableWhen',
  },
  'enable-when-after': {
    status: 422,
    severity: 'warning',
    type: 'business-rule',
    message: {
      en: 'enableWhen refers to a question that comes later.',
      sv: 'enableWhen hänvisar till en fråga som kommer senare.',
    },
    rule: 'http://hl7.org/fhir/R4/questionnaire-definitions.html#Questionnaire.item.enableWhen',
  },
  'code-system-count': {
    status: 422,
    severity: 'error',
    type: 'business-rule',
    message: {
      en: 'The count is {stated}, but the complete code system has {actual} concepts.',
      sv: 'Antalet anges som {stated}, men det kompletta kodsystemet har {actual} begrepp.',
    },
    rule: 'http://hl7.org/fhir/R4/codesystem-definitions.html#CodeSystem.count',
  },
  'code-system-property-type': {
    status: 422,
    severity: 'error',
    type: 'business-rule',
    message: {
      en: 'The property {property} must be of type {expected}, not {found}.',
      sv: 'Egenskapen {property} ska vara av typen {expected}, inte {found}.',
    },
    rule: 'http://hl7.org/fhir/R4/codesystem-definitions.html#CodeSystem.property.type',
  },
  'code-system-property-code': {
    status: 422,
    severity: 'error',
    type: 'business-rule',
    message: {
      en: 'The uri of the property belongs to the code {expected}.',
      sv: 'Egenskapens uri hör till koden {expected}.',
    },
    rule: 'http://hl7.org/fhir/R4/codesystem-concept-properties.html',
  },
  'code-system-property-duplicate': {
    status: 422,
    severity: 'error',
    type: 'business-rule',
    message: {
      en: 'The property {property} is already defined.',
      sv: 'Egenskapen {property} är redan definierad.',
    },
    rule: 'http://hl7.org/fhir/R4/codesystem-definitions.html#CodeSystem.property',
  },
  'code-system-property-undefined': {
    status: 422,
    severity: 'error',
    type: 'code-invalid',
    message: {
      en: 'The concept has the property {property}, which the code system does not define.',
      sv: 'Begreppet har egenskapen {property}, som kodsystemet inte definierar.',
    },
    rule: 'http://hl7.org/fhir/R4/codesystem-definitions.html#CodeSystem.concept.property',
  },
  'code-system-code-duplicate': {
    status: 422,
    severity: 'error',
    type: 'invariant',
    message: {
      en: 'A code occurs more than once in the code system.',
      sv: 'En kod finns mer än en gång i kodsystemet.',
    },
    rule: 'http://hl7.org/fhir/R4/codesystem.html#csd-1',
  },
  'code-system-supplement-code': {
    status: 422,
    severity: 'error',
    type: 'code-invalid',
    message: {
      en: 'The code does not exist in the code system that is supplemented.',
      sv: 'Koden finns inte i det kodsystem som kompletteras.',
    },
    rule: 'http://hl7.org/fhir/R4/codesystem.html#supplements',
  },
  'code-system-inconsistent': {
    status: 422,
    severity: 'error',
    type: 'business-rule',
    message: {
      en: '{reason}',
      sv: '{reason}',
    },
    rule: 'http://hl7.org/fhir/R4/codesystem.html',
  },
  'code-system-property-code-unknown': {
    status: 422,
    severity: 'error',
    type: 'code-invalid',
    message: {
      en: 'The value of the property {property} is no code of the code system.',
      sv: 'Värdet av egenskapen {property} är ingen kod i kodsystemet.',
    },
    rule: 'http://hl7.org/fhir/R4/codesystem-concept-properties.html',
  },
  'value-set-system-relative': {
    status: 422,
    severity: 'error',
    type: 'business-rule',
    message: {
      en: 'The system of an include must be an absolute URI.',
      sv: 'Ett includes system ska vara en absolut URI.',
    },
    rule: 'http://hl7.org/fhir/R4/valueset-definitions.html#ValueSet.compose.include.system',
  },
  'value-set-inconsistent': {
    status: 422,
    severity: 'error',
    type: 'business-rule',
    message: {
      en: '{reason}',
      sv: '{reason}',
    },
    rule: 'http://hl7.org/fhir/R4/valueset.html',
  },
  'value-set-filter-operator': {
    status: 422,
    severity: 'error',
    type: 'business-rule',
    message: {
      en: 'A filter on {property} can be one of {allowed}.',
      sv: 'Ett filter på {property} kan vara något av {allowed}.',
    },
    rule: 'http://hl7.org/fhir/R4/valueset-definitions.html#ValueSet.compose.include.filter.op',
  },
  'value-set-filter-value': {
    status: 422,
    severity: 'error',
    type: 'business-rule',
    message: {
      en: 'The value of the filter on {property} must be {expected}.',
      sv: 'Värdet i filtret på {property} ska vara {expected}.',
    },
    rule: 'http://hl7.org/fhir/R4/valueset-definitions.html#ValueSet.compose.include.filter.value',
  },
  'value-set-filter-property': {
    status: 422,
    severity: 'error',
    type: 'code-invalid',
    message: {
      en: 'The code system has no property or filter {property}.',
      sv: 'Kodsystemet har ingen egenskap eller inget filter {property}.',
    },
    rule: 'http://hl7.org/fhir/R4/valueset-definitions.html#ValueSet.compose.include.filter.property',
  },
  'search-parameter-type': {
    status: 422,
    severity: 'error',
    type: 'business-rule',
    message: {
      en: 'The type {found} differs from {expected}, that of the search parameter it refers to.',
      sv: 'Typen {found} skiljer sig från {expected}, som sökparametern den hänvisar till har.',
    },
    rule: 'http://hl7.org/fhir/R4/searchparameter.html',
  },
  'search-parameter-expression': {
    status: 422,
    severity: 'error',
    type: 'invalid',
    message: {
      en: 'The expression cannot be right: {reason}.',
      sv: 'Uttrycket kan inte vara rätt: {reason}.',
    },
    rule: 'http://hl7.org/fhir/R4/searchparameter-definitions.html#SearchParameter.expression',
  },
  'operation-profile-type': {
    status: 422,
    severity: 'error',
    type: 'business-rule',
    message: {
      en: 'The parameters of an operation have a profile of Parameters, not of {found}.',
      sv: 'En operations parametrar har en profil av Parameters, inte av {found}.',
    },
    rule: 'http://hl7.org/fhir/R4/operationdefinition-definitions.html#OperationDefinition.inputProfile',
  },
  'search-parameter-base': {
    status: 422,
    severity: 'error',
    type: 'business-rule',
    message: {
      en: 'The base {base} is not one of the search parameter that this one is derived from.',
      sv: 'Basen {base} finns inte hos den sökparameter som denna härleds från.',
    },
    rule: 'http://hl7.org/fhir/R4/searchparameter-definitions.html#SearchParameter.derivedFrom',
  },
  'search-parameter-components': {
    status: 422,
    severity: 'error',
    type: 'business-rule',
    message: {
      en: 'A composite search parameter must have two components or more.',
      sv: 'En sammansatt sökparameter ska ha minst två komponenter.',
    },
    rule: 'http://hl7.org/fhir/R4/searchparameter-definitions.html#SearchParameter.component',
  },
  'snapshot-impossible': {
    status: 422,
    severity: 'error',
    type: 'business-rule',
    message: {
      en: 'The differential does not fit the base: {reason}.',
      sv: 'Differentialen passar inte basen: {reason}.',
    },
    rule: 'http://hl7.org/fhir/R4/profiling.html#snapshot',
  },
  'differential-path-unmatched': {
    status: 422,
    severity: 'error',
    type: 'business-rule',
    message: {
      en: 'The path of this element is not in the base, or not in its order.',
      sv: 'Elementets sökväg finns inte i basen, eller inte i dess ordning.',
    },
    rule: 'http://hl7.org/fhir/R4/profiling.html#snapshot',
  },
  'profile-inconsistent': {
    status: 422,
    severity: 'error',
    type: 'business-rule',
    message: {
      en: '{reason}',
      sv: '{reason}',
    },
    rule: 'http://hl7.org/fhir/R4/profiling.html',
  },
  'element-binding-irrelevant': {
    status: 422,
    severity: 'error',
    type: 'business-rule',
    message: {
      en: 'A binding is meaningless for the types {types}.',
      sv: 'En bindning är meningslös för typerna {types}.',
    },
    rule: 'http://hl7.org/fhir/R4/elementdefinition-definitions.html#ElementDefinition.binding',
  },
  'element-fixed-type': {
    status: 422,
    severity: 'error',
    type: 'business-rule',
    message: {
      en: "The type of the fixed value or pattern is not one of the element's types {types}.",
      sv: 'Det fasta värdets eller mönstrets typ är inte en av elementets typer {types}.',
    },
    rule: 'http://hl7.org/fhir/R4/elementdefinition-definitions.html#ElementDefinition.fixed_x_',
  },
  'invariant-expression-broken': {
    status: 422,
    severity: 'error',
    type: 'business-rule',
    message: {
      en: 'The expression of rule {key} is not valid FHIRPath.',
      sv: 'Uttrycket i regel {key} är inte giltig FHIRPath.',
    },
    rule: 'https://hl7.org/fhirpath/',
  },
  'questionnaire-derivation': {
    status: 422,
    severity: 'error',
    type: 'business-rule',
    message: {
      en: 'This does not fit the questionnaire that it is derived from. {reason}',
      sv: 'Detta passar inte formuläret som det härleds från. {reason}',
    },
    rule: 'http://hl7.org/fhir/R4/questionnaire-definitions.html#Questionnaire.derivedFrom',
  },
  'questionnaire-derivation-not-checked': {
    status: 422,
    severity: 'warning',
    type: 'not-supported',
    message: {
      en: 'The questionnaire was not compared with the one that it is derived from: {reason}.',
      sv: 'Formuläret jämfördes inte med det som det härleds från: {reason}.',
    },
    rule: 'http://hl7.org/fhir/R4/questionnaire-definitions.html#Questionnaire.derivedFrom',
  },
  'structure-map-inconsistent': {
    status: 422,
    severity: 'error',
    type: 'business-rule',
    message: {
      en: '{reason}',
      sv: '{reason}',
    },
    rule: 'http://hl7.org/fhir/R4/structuremap.html',
  },
  'operation-profile-differs': {
    status: 422,
    severity: 'error',
    type: 'business-rule',
    message: {
      en: 'The profile of the parameters says something else of this one: {what}.',
      sv: 'Profilen för parametrarna säger något annat om denna: {what}.',
    },
    rule: 'http://hl7.org/fhir/R4/operationdefinition-definitions.html#OperationDefinition.inputProfile',
  },
  'guide-dependency': {
    status: 422,
    severity: 'error',
    type: 'business-rule',
    message: {
      en: '{reason}',
      sv: '{reason}',
    },
    rule: 'http://hl7.org/fhir/R4/implementationguide-definitions.html#ImplementationGuide.dependsOn',
  },
  'library-content-not-checked': {
    status: 422,
    severity: 'information',
    type: 'not-supported',
    message: {
      en: 'The logic of the library is not checked.',
      sv: 'Bibliotekets logik kontrolleras inte.',
    },
    rule: 'http://hl7.org/fhir/R4/library-definitions.html#Library.content',
  },
  'measure-library-missing': {
    status: 422,
    severity: 'error',
    type: 'business-rule',
    message: {
      en: 'Which library has the expression cannot be told: the measure has none, none of that name, or several.',
      sv: 'Vilket bibliotek som har uttrycket går inte att avgöra: måttet har inget, inget med det namnet eller flera.',
    },
    rule: 'http://hl7.org/fhir/R4/measure-definitions.html#Measure.library',
  },
  'measure-function-unknown': {
    status: 422,
    severity: 'error',
    type: 'business-rule',
    message: {
      en: 'The expression names a function that its library does not have.',
      sv: 'Uttrycket anger en funktion som dess bibliotek inte har.',
    },
    rule: 'http://hl7.org/fhir/R4/measure-definitions.html#Measure.group.population.criteria',
  },
  'measure-group-unknown': {
    status: 422,
    severity: 'error',
    type: 'business-rule',
    message: {
      en: 'The group or population is not one of the measure.',
      sv: 'Gruppen eller populationen är inte en av måttets.',
    },
    rule: 'http://hl7.org/fhir/R4/measurereport.html',
  },
  'measure-report-inconsistent': {
    status: 422,
    severity: 'error',
    type: 'business-rule',
    message: {
      en: '{reason}',
      sv: '{reason}',
    },
    rule: 'http://hl7.org/fhir/R4/measurereport.html',
  },
  'measure-unknown': {
    status: 422,
    severity: 'warning',
    type: 'not-found',
    message: {
      en: 'The measure is not known, so that the report was not checked against it.',
      sv: 'Måttet är okänt, så rapporten kontrollerades inte mot det.',
    },
    rule: 'http://hl7.org/fhir/R4/measurereport.html',
  },
  'example-url': {
    status: 422,
    severity: 'error',
    type: 'business-rule',
    message: {
      en: 'A URL of an example domain is not allowed here.',
      sv: 'En URL i en exempeldomän är inte tillåten här.',
    },
  },
});
