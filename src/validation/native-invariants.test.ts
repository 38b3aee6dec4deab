import assert from 'node:assert/strict';
import fc from 'fast-check';
import { loadR4Core } from '../fhir/definitions/r4-core.ts';
import { compileFhirPath } from '../fhir/fhirpath/fhirpath.ts';
import { NATIVE } from './native-invariants.ts';

const TYPES: Record<string, string> = { 'per-1': 'Period' };
const when = fc.constantFrom(
  '2020',
  '2020-01',
  '2020-01-01',
  '2020-01-02',
  '2020-01-01T10:00:00Z',
  '2020-01-01T11:00:00+02:00',
  '2020-02-30',
  'x',
);
const element = fc.record(
  {
    start: when,
    end: when,
  },
  { requiredKeys: [] },
) as fc.Arbitrary<Record<string, unknown>>;

describe('rules in code', () => {
  for (const [key, type] of Object.entries(TYPES)) {
    it(`${key} decides as its FHIRPath does, or not at all`, () => {
      const definition = loadR4Core().resolve(`http://hl7.org/fhir/StructureDefinition/${type}`, 'StructureDefinition');
      const constraint = definition?.snapshot?.element?.[0]?.constraint?.find((item) => item.key === key);
      const compiled = compileFhirPath(constraint!.expression!, { type });
      fc.assert(
        fc.property(element, (value) => {
          const native = NATIVE[key]!(value);
          if (native !== undefined) assert.equal(native, compiled.test(value) === true, JSON.stringify(value));
        }),
        { numRuns: 500 },
      );
    });
  }
});
