import assert from 'node:assert/strict';
import { loadR4Core } from '../../fhir/definitions/r4-core.ts';
import { createValidator } from '../validator.ts';

type Json = Record<string, unknown>;

const CORE = 'http://hl7.org/fhir/StructureDefinition/';
const BASE = 'http://nowhere.test';
const profile = (type: string, element: Json[], more: Json = {}): Json => ({
  resourceType: 'StructureDefinition',
  url: `${BASE}/p`,
  name: 'P',
  status: 'draft',
  kind: 'resource',
  abstract: false,
  type,
  baseDefinition: `${CORE}${type}`,
  derivation: 'constraint',
  differential: { element: element.map((item) => ({ id: item.path, ...item })) },
  ...more,
});
const extension = (fixedUri: string | undefined, more: Json = {}, root: Json = {}) =>
  profile(
    'Extension',
    [
      { path: 'Extension', ...root },
      { path: 'Extension.url', ...(fixedUri && { fixedUri }) },
    ],
    {
      kind: 'complex-type',
      context: [{ type: 'element', expression: 'Patient.name' }],
      ...more,
    },
  );
const one = (type: string, path: string, more: Json) => profile(type, [{ path, ...more }]);

const validator = createValidator({ definitions: loadR4Core() }).withDefinitions([
  profile('Patient', [{ path: 'Patient.name', min: 1, max: '2', mustSupport: true }], { url: `${BASE}/base` }),
  extension(`${BASE}/modifier`, { url: `${BASE}/modifier` }, { isModifier: true, isModifierReason: 'x' }),
]);
const onBase = (more: Json) =>
  profile('Patient', [{ path: 'Patient.name', ...more }], { baseDefinition: `${BASE}/base` });
/** Invariants and structure find some of it too. */
const CHECKED = new Set(['profile-inconsistent', 'invariant-expression-broken']);
const errors = (resource: Json) =>
  validator
    .validate(resource)
    .filter((item) => item.severity === 'error' && CHECKED.has(item.code))
    .map((item) => `${item.code} @ ${item.expression}`);

describe('profiles as input', () => {
  const at = (below = '') => [`profile-inconsistent @ StructureDefinition${below}`];
  const first = (below = '') => at(`.differential.element[0]${below}`);
  const cases: [name: string, resource: Json, expected: string[]][] = [
    ['a profile of another type', profile('Patient', [], { type: 'Person' }), at()],
    ['a type of its own', profile('Patient', [], { derivation: 'specialization' }), [...at(), ...at('.type')]],
    [
      'a context of no extension',
      profile('Patient', [], { context: [{ type: 'element', expression: 'Patient' }] }),
      at('.context[0]'),
    ],
    ['an extension', extension(`${BASE}/p`), []],
    ['an extension with another url', extension(`${BASE}/q`), at()],
    ['an extension without a url', extension(undefined), at()],
    [
      'an extension of nothing',
      extension(`${BASE}/p`, { context: [{ type: 'element', expression: 'Patient.nickname' }] }),
      at('.context[0]'),
    ],
    [
      'an extension by an unreadable expression',
      extension(`${BASE}/p`, { context: [{ type: 'fhirpath', expression: 'Patient.(' }] }),
      at('.context[0]'),
    ],
    ['fewer', onBase({ min: 0 }), first()],
    ['more', onBase({ max: '*' }), first()],
    ['as many', onBase({ min: 1, max: '1' }), []],
    ['no support', onBase({ mustSupport: false }), first()],
    ['a weaker binding', one('Patient', 'Patient.gender', { binding: { strength: 'extensible' } }), first()],
    [
      'a wider binding',
      one('Patient', 'Patient.gender', {
        binding: { strength: 'required', valueSet: 'http://hl7.org/fhir/ValueSet/name-use' },
      }),
      first(),
    ],
    [
      'a type that is not allowed',
      one('Observation', 'Observation.value[x]', { type: [{ code: 'Address' }] }),
      first(),
    ],
    ['a type that is', one('Observation', 'Observation.value[x]', { type: [{ code: 'Quantity' }] }), []],
    [
      'another fixed value than the base has',
      profile('Extension', [{ path: 'Extension.url', fixedUri: 'x' }], {
        kind: 'complex-type',
        baseDefinition: `${BASE}/modifier`,
      }),
      first(),
    ],
    [
      'targets of a text',
      one('Patient', 'Patient.language', { type: [{ code: 'code', targetProfile: [`${CORE}Patient`] }] }),
      first('.type[0]'),
    ],
    [
      'a target that is no resource',
      one('Observation', 'Observation.subject', { type: [{ code: 'Reference', targetProfile: [`${CORE}Coding`] }] }),
      first('.type[0].targetProfile[0]'),
    ],
    [
      'a profile of another type in an element',
      one('Patient', 'Patient.name', { type: [{ code: 'HumanName', profile: [`${CORE}bp`] }] }),
      first('.type[0].profile[0]'),
    ],
    [
      'a modifier among the others',
      one('Patient', 'Patient.extension', { type: [{ code: 'Extension', profile: [`${BASE}/modifier`] }] }),
      first('.type[0].profile[0]'),
    ],
    ['a length of a truth value', one('Patient', 'Patient.active', { maxLength: 3 }), first()],
    ['a length of a date', one('Patient', 'Patient.birthDate', { maxLength: 3 }), []],
    ['the least of texts', one('Patient', 'Patient.language', { minValueInteger: 1 }), first()],
    ['the least of dates', one('Patient', 'Patient.birthDate', { minValueDate: '1900-01-01' }), []],
    ['slices of a single one', one('Patient', 'Patient.birthDate', { slicing: { rules: 'open' } }), first('.slicing')],
    [
      'an unreadable rule',
      one('Patient', 'Patient', { constraint: [{ key: 'x-1', severity: 'error', human: 'x', expression: 'name.(' }] }),
      ['invariant-expression-broken @ StructureDefinition.differential.element[0].constraint[0]'],
    ],
  ];
  for (const [name, resource, expected] of cases) it(name, () => assert.deepEqual(errors(resource), expected));
});
