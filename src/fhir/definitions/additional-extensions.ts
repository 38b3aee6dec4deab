import type { CodeSystem, ElementDefinition, StructureDefinition } from '@medplum/fhirtypes';

/**
 * Extensions that HL7's tools know besides R4 core's own, because R4's publication uses them or later versions of the extension pack define them
 * for every version: their url, the one type of their value, and where they may stand.
 */
const EXTENSIONS: [id: string, type: string, context: string[]][] = [
  ['elementdefinition-type-must-support', 'boolean', ['ElementDefinition.type', 'canonical']],
  ['instance-name', 'string', ['Resource']],
  ['instance-description', 'markdown', ['Resource']],
  ['codesystem-properties-mode', 'code', ['CodeSystem']],
  ['structuredefinition-rdf-type', 'string', ['ElementDefinition.type']],
  ['structuredefinition-conformance-derivedFrom', 'canonical', ['Element', 'Resource']],
  ['structuredefinition-fmm-support', 'integer', ['StructureDefinition']],
  ['operationoutcome-issue-line', 'integer', ['OperationOutcome.issue']],
  ['operationoutcome-issue-col', 'integer', ['OperationOutcome.issue']],
  ['structuredefinition-expression', 'Expression', ['Element']],
  ['questionnaire-derivationType', 'Coding', ['Questionnaire.derivedFrom']],
];

/** The codes of `questionnaire-derivationType`. */
const DERIVATION_TYPES: CodeSystem = {
  resourceType: 'CodeSystem',
  url: 'http://hl7.org/fhir/questionnaire-derivationType',
  status: 'active',
  caseSensitive: true,
  content: 'complete',
  concept: [{ code: 'extends' }, { code: 'compliesWith' }, { code: 'inspiredBy' }],
};

/** Their definitions, in the form of any other extension's, and the codes that they take. */
export function additionalExtensions(): (StructureDefinition | CodeSystem)[] {
  return [...EXTENSIONS.map(([id, type, context]) => extensionDefinition(id, type, context)), DERIVATION_TYPES];
}

function extensionDefinition(id: string, type: string, context: string[]): StructureDefinition {
  const url = `http://hl7.org/fhir/StructureDefinition/${id}`;
  const element: ElementDefinition[] = [
    { id: 'Extension', path: 'Extension', min: 0, max: '*' },
    { id: 'Extension.extension', path: 'Extension.extension', max: '0' },
    { id: 'Extension.url', path: 'Extension.url', fixedUri: url },
    { id: 'Extension.value[x]', path: 'Extension.value[x]', min: 1, type: [{ code: type }] },
  ];
  return {
    resourceType: 'StructureDefinition',
    id,
    url,
    version: '4.0.1',
    name: id,
    status: 'active',
    fhirVersion: '4.0.1',
    kind: 'complex-type',
    abstract: false,
    context: context.map((expression) => ({ type: 'element' as const, expression })),
    type: 'Extension',
    baseDefinition: 'http://hl7.org/fhir/StructureDefinition/Extension',
    derivation: 'constraint',
    differential: { element },
  };
}
