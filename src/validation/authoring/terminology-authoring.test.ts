import assert from 'node:assert/strict';
import { profileOf } from '../../../test/support/profile.ts';
import { loadR4Core } from '../../fhir/definitions/r4-core.ts';
import { createValidator } from '../validator.ts';

type Json = Record<string, unknown>;

const BASE = 'http://nowhere.test';
const SYSTEM = `${BASE}/cs`;
const codeSystem = (more: Json): Json => ({
  resourceType: 'CodeSystem',
  url: `${BASE}/other`,
  status: 'draft',
  content: 'complete',
  ...more,
});
const valueSet = (include: Json, more: Json = {}): Json => ({
  resourceType: 'ValueSet',
  url: `${BASE}/vs`,
  status: 'draft',
  compose: { include: [include] },
  ...more,
});
const filtered = (property: string, op: string, value: string) =>
  valueSet({ system: SYSTEM, filter: [{ property, op, value }] });

const validator = createValidator({ definitions: loadR4Core() }).withDefinitions([
  codeSystem({
    url: SYSTEM,
    property: [
      { code: 'size', type: 'integer' },
      { code: 'kind', type: 'code' },
    ],
    filter: [{ code: 'size', operator: ['='], value: 'x' }],
    concept: [{ code: 'a' }, { code: 'b' }],
  }),
  codeSystem({ url: `${BASE}/supplement`, content: 'supplement', supplements: SYSTEM }),
  valueSet({ system: SYSTEM, concept: [{ code: 'a' }] }, { url: `${BASE}/only-a` }),
  {
    ...profileOf('Patient', `${BASE}/a-patient`, 'P'),
    differential: { element: [{ id: 'Patient', path: 'Patient' }] },
  },
]);
const errors = (resource: Json) =>
  validator
    .validate(resource)
    .filter((item) => item.severity === 'error')
    .map((item) => `${item.code} @ ${item.expression}`);

const STANDARD = 'http://hl7.org/fhir/concept-properties#';
const parented = (uri: string, parent: string) =>
  codeSystem({
    property: [{ code: 'parent', uri, type: 'code' }],
    concept: [{ code: 'x' }, { code: 'y', property: [{ code: 'parent', valueCode: parent }] }],
  });
const mapped = (source: string, target: string, more: Json = {}): Json => ({
  resourceType: 'ConceptMap',
  status: 'draft',
  group: [
    {
      source: SYSTEM,
      target: SYSTEM,
      element: [{ code: source, target: [{ code: target, equivalence: 'equal' }] }],
    },
  ],
  ...more,
});
const searching = (expression: string, ...base: string[]): Json => ({
  resourceType: 'SearchParameter',
  url: `${BASE}/sp`,
  name: 'X',
  status: 'draft',
  description: 'x',
  code: 'x',
  base,
  type: 'string',
  expression,
});
const operating = (inputProfile: string): Json => ({
  resourceType: 'OperationDefinition',
  name: 'X',
  status: 'draft',
  kind: 'operation',
  code: 'x',
  system: true,
  type: false,
  instance: false,
  inputProfile,
});

describe('terminology, searches and operations as input', () => {
  const inconsistent = (at: string) => [`code-system-inconsistent @ CodeSystem${at}`];
  const filterValue = ['value-set-filter-value @ ValueSet.compose.include[0].filter[0]'];
  const filterOperator = ['value-set-filter-operator @ ValueSet.compose.include[0].filter[0]'];
  const include = ['value-set-inconsistent @ ValueSet.compose.include[0]'];
  const broken = ['search-parameter-expression @ SearchParameter.expression'];
  const cases: [name: string, resource: Json, expected: string[]][] = [
    [
      'concepts that are not present',
      codeSystem({ content: 'not-present', concept: [{ code: 'x' }] }),
      inconsistent('.concept[0]'),
    ],
    ['a supplement of nothing', codeSystem({ content: 'supplement' }), inconsistent('.content')],
    ['a supplement that says it is complete', codeSystem({ supplements: SYSTEM }), inconsistent('.content')],
    [
      'a supplement of a code',
      codeSystem({ content: 'supplement', supplements: SYSTEM, concept: [{ code: 'a' }] }),
      [],
    ],
    [
      'a supplement of no code',
      codeSystem({ content: 'supplement', supplements: SYSTEM, concept: [{ code: 'z' }] }),
      ['code-system-supplement-code @ CodeSystem.concept[0]'],
    ],
    ['a value set of something else', codeSystem({ valueSet: `${BASE}/only-a` }), inconsistent('')],
    [
      'a property that HL7 does not define',
      codeSystem({ property: [{ code: 'p', uri: `${STANDARD}nothing`, type: 'code' }] }),
      inconsistent('.property[0]'),
    ],
    ['a parent', parented(`${STANDARD}parent`, 'x'), []],
    [
      'a parent that does not exist',
      parented(`${STANDARD}parent`, 'z'),
      ['code-system-property-code-unknown @ CodeSystem.concept[1].property[0]'],
    ],
    ['an own property of codes', parented(`${BASE}/parent`, 'z'), []],
    ['codes that exist', valueSet({ system: SYSTEM, concept: [{ code: 'a' }] }), []],
    [
      'a code that does not exist',
      valueSet({ system: SYSTEM, concept: [{ code: 'z' }] }),
      ['code-unknown @ ValueSet.compose.include[0].concept[0]'],
    ],
    ['codes of an unknown system', valueSet({ system: `${BASE}/unknown`, concept: [{ code: 'z' }] }), []],
    ['a value set as system', valueSet({ system: `${BASE}/only-a` }), include],
    ['a supplement as system', valueSet({ system: `${BASE}/supplement` }), include],
    ['a version in the system', valueSet({ system: `${SYSTEM}|1` }), include],
    ['a filter by concept', filtered('concept', 'is-a', 'a'), []],
    ['a filter by no concept', filtered('concept', 'is-a', 'z'), filterValue],
    ['a filter by a concept and a blank', filtered('concept', 'is-a', ' a'), filterValue],
    ['filters by concepts and a blank', filtered('concept', 'in', 'a, b'), filterValue],
    ['a pattern of concepts', filtered('concept', 'regex', 'a.*'), filterOperator],
    ['a pattern of codes', filtered('code', 'regex', 'a.*'), []],
    ['no pattern', filtered('code', 'regex', 'a('), filterValue],
    ['whether something exists', filtered('kind', 'exists', 'true'), []],
    ['whether something exists, unclearly', filtered('kind', 'exists', 'yes'), filterValue],
    ['an operator that the system has', filtered('size', '=', '1'), []],
    ['an operator that it does not have', filtered('size', 'in', '1'), filterOperator],
    ['an unknown code in a property', filtered('kind', '=', 'z'), []],
    ['a map of codes', mapped('a', 'b'), []],
    [
      'a map of no codes',
      mapped('y', 'z'),
      [
        'code-unknown @ ConceptMap.group[0].element[0].code',
        'code-unknown @ ConceptMap.group[0].element[0].target[0].code',
      ],
    ],
    [
      'a map out of its value set',
      mapped('b', 'b', { sourceCanonical: `${BASE}/only-a` }),
      ['code-not-in-value-set @ ConceptMap.group[0].element[0].code'],
    ],
    [
      'a map of a code system',
      mapped('a', 'a', { targetUri: SYSTEM }),
      ['value-set-is-code-system @ ConceptMap.target.ofType(uri)'],
    ],
    ['a search', searching("Patient.name.where(use = 'usual').given | Person.name.given", 'Patient', 'Person'), []],
    ['a search for nothing', searching('Patient.nickname', 'Patient'), broken],
    ['an unreadable search', searching('Patient.name.(', 'Patient'), broken],
    [
      'an operation with an unknown profile',
      operating(`${BASE}/unknown`),
      ['profile-unknown @ OperationDefinition.inputProfile'],
    ],
    [
      'an operation with a profile of a patient',
      operating(`${BASE}/a-patient`),
      ['operation-profile-type @ OperationDefinition.inputProfile'],
    ],
  ];
  for (const [name, resource, expected] of cases) it(name, () => assert.deepEqual(errors(resource), expected));
});
