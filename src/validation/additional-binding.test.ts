import assert from 'node:assert/strict';
import { profileOf } from '../../test/support/profile.ts';
import { loadR4Core } from '../fhir/definitions/r4-core.ts';
import { createValidator } from './validator.ts';

type Json = Record<string, unknown>;

const BASE = 'http://nowhere.test';
const ADDITIONAL = 'http://hl7.org/fhir/tools/StructureDefinition/additional-binding';
const MAXIMUM = 'http://hl7.org/fhir/StructureDefinition/elementdefinition-maxValueSet';
const SYSTEM = `${BASE}/cs`;

const system: Json = {
  resourceType: 'CodeSystem',
  url: SYSTEM,
  status: 'active',
  content: 'complete',
  concept: [{ code: 'a' }, { code: 'b' }, { code: 'c' }],
};
const valueSet = (id: string, ...codes: string[]): Json => ({
  resourceType: 'ValueSet',
  url: `${BASE}/${id}`,
  status: 'active',
  compose: { include: [{ system: SYSTEM, concept: codes.map((code) => ({ code })) }] },
});
const profile = (id: string, binding: Json): Json => ({
  ...profileOf('Observation', `${BASE}/${id}`, id),
  differential: { element: [{ id: 'Observation.code', path: 'Observation.code', binding }] },
});
const additional = (purpose: string, valueSetId: string, usage?: Json): Json => ({
  url: ADDITIONAL,
  extension: [
    { url: 'purpose', valueCode: purpose },
    { url: 'valueSet', valueCanonical: `${BASE}/${valueSetId}` },
    ...(usage ? [{ url: 'usage', valueUsageContext: usage }] : []),
  ],
});
const preliminary: Json = {
  code: { system: `${BASE}/when-preliminary`, code: 'Observation.category' },
  valueCodeableConcept: { coding: [{ system: SYSTEM, code: 'c' }] },
};

const validator = createValidator({ definitions: loadR4Core() }).withDefinitions([
  system,
  valueSet('only-a', 'a'),
  valueSet('a-or-b', 'a', 'b'),
  profile('required', {
    strength: 'preferred',
    valueSet: `${BASE}/only-a`,
    extension: [additional('required', 'a-or-b')],
  }),
  profile('candidate', { strength: 'preferred', extension: [additional('candidate', 'only-a')] }),
  profile('when-preliminary', { strength: 'preferred', extension: [additional('required', 'only-a', preliminary)] }),
  profile('maximum', {
    strength: 'extensible',
    valueSet: `${BASE}/only-a`,
    extension: [{ url: MAXIMUM, valueCanonical: `${BASE}/a-or-b` }],
  }),
  profile('to-a-system', { strength: 'required', valueSet: SYSTEM }),
]);

const errors = (id: string, code: string, more: Json = {}) =>
  validator
    .validate(
      { resourceType: 'Observation', status: 'final', code: { coding: [{ system: SYSTEM, code }] }, ...more },
      { profiles: [`${BASE}/${id}`] },
    )
    .filter((item) => item.severity === 'error')
    .map((item) => `${item.code} @ ${item.expression}`);

describe('additional bindings and maximum value sets', () => {
  const outside = ['code-not-in-value-set @ Observation.code'];
  const cases: [name: string, id: string, code: string, expected: string[], more?: Json][] = [
    ['an additional one is met', 'required', 'b', []],
    ['an additional one is not met', 'required', 'c', outside],
    ['candidates demand nothing', 'candidate', 'c', []],
    ['out of its context', 'when-preliminary', 'b', []],
    ['in its context', 'when-preliminary', 'b', outside, { category: [preliminary.valueCodeableConcept] }],
    ['within the value set', 'maximum', 'a', []],
    ['within the maximum', 'maximum', 'b', []],
    ['beyond the maximum', 'maximum', 'c', outside],
    ['a code system is no value set', 'to-a-system', 'a', ['value-set-is-code-system @ Observation.code']],
  ];
  for (const [name, id, code, expected, more] of cases) {
    it(name, () => assert.deepEqual(errors(id, code, more), expected));
  }
});
