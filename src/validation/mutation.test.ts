import assert from 'node:assert/strict';
import fc from 'fast-check';
import { loadR4Core } from '../fhir/definitions/r4-core.ts';
import { createValidator } from './validator.ts';

const validator = createValidator({ definitions: loadR4Core() });

type Json = Record<string, unknown>;

const coding = fc.record({
  system: fc.constant('http://terminology.hl7.org/CodeSystem/v3-MaritalStatus'),
  code: fc.constantFrom('M', 'S', 'D'),
});
const text = fc.stringMatching(/^[A-Za-z]{1,12}$/);
const date = fc
  .date({ min: new Date('1900-01-01'), max: new Date('2100-01-01'), noInvalidDate: true })
  .map((day) => day.toISOString().slice(0, 10));

const patient = fc.record(
  {
    resourceType: fc.constant('Patient'),
    id: fc.stringMatching(/^[A-Za-z0-9-]{1,64}$/),
    active: fc.boolean(),
    gender: fc.constantFrom('male', 'female', 'other', 'unknown'),
    birthDate: date,
    name: fc.array(fc.record({ family: text, given: fc.array(text, { minLength: 1, maxLength: 3 }) }), {
      minLength: 1,
      maxLength: 3,
    }),
    maritalStatus: fc.record({ coding: fc.array(coding, { minLength: 1, maxLength: 2 }) }),
    telecom: fc.array(fc.record({ system: fc.constantFrom('phone', 'email'), value: text }), {
      minLength: 1,
      maxLength: 2,
    }),
  },
  { requiredKeys: ['resourceType', 'name', 'gender', 'birthDate', 'maritalStatus', 'telecom'] },
) as fc.Arbitrary<Json>;

/** A change that breaks one rule, and the errors that it must give, no more and no less. */
interface Mutation {
  name: string;
  change(resource: Json): void;
  expected: string[];
}

const first = (resource: Json, name: string) => (resource[name] as Json[])[0]!;
const MUTATIONS: Mutation[] = [
  { name: 'an unknown property', change: (r) => Object.assign(r, { zzz: 1 }), expected: ['element-unknown @ Patient'] },
  {
    name: 'an unknown property below',
    change: (r) => Object.assign(first(r, 'name'), { zzz: 1 }),
    expected: ['element-unknown @ Patient.name[0]'],
  },
  {
    name: 'an impossible date',
    change: (r) => Object.assign(r, { birthDate: '2026-02-30' }),
    expected: ['primitive-impossible-date @ Patient.birthDate'],
  },
  {
    name: 'a number for a string',
    change: (r) => Object.assign(first(r, 'name'), { family: 7 }),
    expected: ['element-wrong-json-type @ Patient.name[0].family'],
  },
  {
    name: 'an empty string',
    change: (r) => Object.assign(first(r, 'name'), { family: '' }),
    expected: ['primitive-empty @ Patient.name[0].family'],
  },
  {
    name: 'an unknown code',
    change: (r) => Object.assign(r, { gender: 'zzz' }),
    expected: ['code-not-in-value-set @ Patient.gender'],
  },
  {
    name: 'a code that its system lacks',
    change: (r) => Object.assign(first(r.maritalStatus as Json, 'coding'), { code: 'zzz' }),
    expected: ['code-unknown @ Patient.maritalStatus.coding[0].code'],
  },
  {
    name: 'a value without its system',
    change: (r) => delete first(r, 'telecom').system,
    expected: ['invariant-violated @ Patient.telecom[0]'],
  },
  {
    name: 'two types of a choice',
    change: (r) => Object.assign(r, { deceasedBoolean: true, deceasedDateTime: '2020' }),
    expected: ['choice-several-types @ Patient'],
  },
  {
    name: 'an empty list',
    change: (r) => Object.assign(r, { contact: [] }),
    expected: ['element-empty-list @ Patient.contact'],
  },
  {
    name: 'no required child',
    change: (r) => Object.assign(r, { link: [{ type: 'seealso' }] }),
    expected: ['element-missing @ Patient.link[0]'],
  },
];

describe('one fault in a valid resource', () => {
  const errorsOf = (resource: Json) =>
    validator
      .validate(resource)
      .filter((item) => item.severity === 'error')
      .map((item) => `${item.code} @ ${item.expression}`);

  it('is not there before it is made', () => {
    fc.assert(fc.property(patient, (resource) => assert.deepEqual(errorsOf(resource), [])));
  });

  for (const { name, change, expected } of MUTATIONS) {
    it(`gives exactly its finding: ${name}`, () => {
      fc.assert(
        fc.property(patient, (resource) => {
          const changed = structuredClone(resource);
          change(changed);
          assert.deepEqual(errorsOf(changed), expected);
        }),
        { numRuns: 25 },
      );
    });
  }
});
