import assert from 'node:assert/strict';
import fc from 'fast-check';
import { profileOf } from '../../../test/support/profile.ts';
import { loadR4Core } from '../../fhir/definitions/r4-core.ts';
import { createValidator } from '../validator.ts';

const URL = 'http://test.example/StructureDefinition/sliced';
const discriminator = { type: 'value', path: 'system' };

/** What a slice may say of its key and of the rest. */
const ofSystem = [
  {},
  { min: 1 },
  { max: '1' },
  { maxLength: 3 },
  { constraint: [{ key: 'x-1', severity: 'error', human: 'one', expression: "startsWith('http')" }] },
];
const ofValue = [undefined, { min: 1 }, { max: '0' }, { fixedString: '1' }];

interface SliceRules {
  system: (typeof ofSystem)[number];
  value: (typeof ofValue)[number];
  isPattern: boolean;
  min: number;
  max: string;
}

/** A profile with two slices of the identifiers of a Patient. Told the same twice, slices are not looked up by a key. */
function profile(slices: readonly SliceRules[], slicingRules: string, discriminators: readonly object[]) {
  const path = 'Patient.identifier';
  const element = [
    {
      id: path,
      path,
      slicing: { discriminator: discriminators, rules: slicingRules, ordered: slicingRules === 'openAtEnd' },
    },
    ...slices.flatMap(({ system, value, isPattern, min, max }, index) => {
      const id = `${path}:s${index}`;
      const text = `http://s${index}`;
      return [
        { id, path, sliceName: `s${index}`, min, max },
        {
          id: `${id}.system`,
          path: `${path}.system`,
          ...system,
          ...(isPattern ? { patternUri: text } : { fixedUri: text }),
        },
        ...(value ? [{ id: `${id}.value`, path: `${path}.value`, ...value }] : []),
      ];
    }),
  ];
  return {
    ...profileOf('Patient', URL, 'Sliced'),
    differential: { element },
  };
}

const slice = fc.record({
  system: fc.constantFrom(...ofSystem),
  value: fc.constantFrom(...ofValue),
  isPattern: fc.boolean(),
  min: fc.integer({ min: 0, max: 1 }),
  max: fc.constantFrom('1', '*'),
});
const identifier = fc.oneof(
  fc.record(
    {
      system: fc.constantFrom<unknown>('http://s0', 'http://s0', 'http://s1', 'http://other', 1, ['http://s0'], null),
      _system: fc.constantFrom<unknown>({ id: 'i' }, [], [null], null),
      value: fc.constantFrom<unknown>('1', '2', 3),
    },
    { requiredKeys: [] },
  ),
  fc.constantFrom<unknown>(null, 'x', [], {}),
);

describe('slices that one text tells apart', () => {
  const validator = createValidator({ definitions: loadR4Core() });

  it('are checked as those that are looked at one by one', () => {
    let told = 0;
    fc.assert(
      fc.property(
        fc.tuple(slice, slice),
        fc.constantFrom('open', 'closed', 'openAtEnd'),
        fc.array(fc.array(identifier, { maxLength: 4 }), { minLength: 3, maxLength: 3 }),
        (slices, rules, patients) => {
          const byKey = validator.withDefinitions([profile(slices, rules, [discriminator])]);
          const oneByOne = validator.withDefinitions([profile(slices, rules, [discriminator, discriminator])]);
          for (const list of patients) {
            const patient = { resourceType: 'Patient', identifier: list };
            const findings = byKey.validate(patient, { profiles: [URL] });
            told += findings.length;
            assert.deepEqual(findings, oneByOne.validate(patient, { profiles: [URL] }));
          }
        },
      ),
      { numRuns: 60 },
    );
    assert.ok(told > 100);
  });
});
