import assert from 'node:assert/strict';
import fc from 'fast-check';
import fhirpath from 'fhirpath';
import r4 from 'fhirpath/fhir-context/r4';
import { compileFhirPath } from '../../src/fhir/fhirpath/fhirpath.ts';
import { EXPRESSIONS } from './differential-expressions.ts';

/** Where this engine answers otherwise on purpose. */
const INTENDED: Record<string, string> = {
  "name.given.subsetOf('Alva' | 'Bo' | 'Disa' | 'Egil')": 'a name given twice is still in the set',
  "name.given.join(', ')": "of nothing '', as the tests of SQL on FHIR have it",
  '-multipleBirth.ofType(integer)': 'the negative of nothing is nothing',
  "extension('https://example.org/weight').value.value.lowBoundary()":
    'JSON.parse turns 72.0 into 72: one decimal is assumed',
  'identifier.value.convertsToInteger()': 'a conversion of several items is an error',
  '%sct': 'the package knows it only as a variable',
  'text.div.exists()': 'div is an operator only between operands',
  'name.as(HumanName).use.count() >= 0': "as() takes several items, as R4's own dom-3 needs",
};

const optional = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
const given = fc.constantFrom('Alva', 'Bo', 'Disa', 'Egil', 'Åsa');
const date = fc.constantFrom('1974-12-25', '1974', '1980-02', '2004-02-29', '2026-11-22');
const time = fc.constantFrom('2021-05-01T10:00:00Z', '2019-12-31T23:30:00+01:00', '2021-05-01T10:00:00.250-05:00');
const name = fc.record(
  {
    use: fc.constantFrom('official', 'usual', 'old'),
    family: fc.constantFrom('Ek', 'Lind'),
    given: fc.array(given, { minLength: 1, maxLength: 3 }),
    period: fc.record({ start: time, end: time }, { requiredKeys: ['start'] }),
  },
  { requiredKeys: [] },
);
const extension = fc.oneof(
  fc.record({
    url: fc.constant('https://example.org/weight'),
    valueQuantity: fc.record({
      value: fc.constantFrom(72, 48.5, 0.125, 100),
      unit: fc.constant('kg'),
      system: fc.constant('http://unitsofmeasure.org'),
      code: fc.constant('kg'),
    }),
  }),
  fc.record({ url: fc.constant('https://example.org/time'), valueDateTime: time }),
  fc.record({ url: fc.constant('https://example.org/note'), valueString: given }),
);

const patient = fc
  .record(
    {
      id: fc.constantFrom('p', 'p1', 'another-id'),
      meta: fc.record({ lastUpdated: time }),
      text: fc.constant({ status: 'generated', div: '<div xmlns="http://www.w3.org/1999/xhtml">x</div>' }),
      contained: fc.constant([{ resourceType: 'Organization', id: 'org', name: 'Vårdcentralen' }]),
      extension: fc.array(extension, { minLength: 1, maxLength: 3 }),
      identifier: fc.array(
        fc.record({
          system: fc.constantFrom('https://example.org/a', 'https://example.org/b'),
          value: fc.constantFrom('1', '12', 'x', '3.5'),
        }),
        { minLength: 1, maxLength: 2 },
      ),
      active: fc.boolean(),
      name: fc.array(name, { minLength: 1, maxLength: 3 }),
      telecom: fc.array(
        fc.record({
          system: fc.constantFrom('phone', 'email'),
          use: fc.constantFrom('home', 'work'),
          value: fc.constantFrom('08-1', 'a@b'),
        }),
        { minLength: 1, maxLength: 2 },
      ),
      gender: fc.constantFrom('female', 'male'),
      birthDate: date,
      deceased: fc.oneof(fc.boolean(), time),
      address: fc.constant([{ use: 'home', line: ['Vägen 1', 'c/o'], city: 'Umeå', postalCode: '90325' }]),
      multipleBirthInteger: fc.integer({ min: 0, max: 5 }),
      contact: fc.constant([{ name: { family: 'Ek' }, telecom: [{ value: '1' }] }]),
      managingOrganization: fc.constant({ reference: '#org' }),
      birthTime: optional(extension),
    },
    { requiredKeys: ['id'] },
  )
  .map(({ deceased, birthTime, ...rest }) => ({
    resourceType: 'Patient',
    ...rest,
    ...(typeof deceased === 'boolean' && { deceasedBoolean: deceased }),
    ...(typeof deceased === 'string' && { deceasedDateTime: deceased }),
    ...(birthTime && { _birthDate: { extension: [birthTime] } }),
  }));

type Answer = { values: unknown[] } | { error: true };

const ours = new Map(
  EXPRESSIONS.map((expression) => [expression, attempt(() => compileFhirPath(expression, { type: 'Patient' }))]),
);
type Theirs = (input: unknown, variables: object) => unknown[];
const theirs = new Map(
  EXPRESSIONS.map((expression) => [
    expression,
    attempt(() => fhirpath.compile(expression, r4, { traceFn: () => {} }) as unknown as Theirs),
  ]),
);

function attempt<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}

function answer(values: (() => unknown[]) | undefined): Answer {
  const found = values && attempt(values);
  return found ? { values: found.map(plain) } : { error: true };
}

/** The package's own objects for dates and quantities, in the form of this engine. */
function plain(value: unknown): unknown {
  if (typeof value === 'object' && value !== null) {
    const kind = value.constructor?.name ?? '';
    if (kind === 'FP_Quantity' || 'unit' in value) {
      const { value: amount, unit } = value as { value: number; unit: string };
      return { value: Number(Number(amount).toPrecision(12)), unit: String(unit).replace(/^'|'$/g, '') };
    }
    if (kind.startsWith('FP_')) return String(value);
    return JSON.parse(JSON.stringify(value));
  }
  return typeof value === 'number' ? Number(value.toPrecision(12)) : value;
}

describe('FHIRPath beside the fhirpath package', function () {
  this.timeout(60_000);

  for (const expression of EXPRESSIONS.filter((one) => !Object.hasOwn(INTENDED, one))) {
    it(expression, () => {
      fc.assert(
        fc.property(patient, (resource) => {
          const compiled = ours.get(expression);
          const other = theirs.get(expression);
          const mine = answer(compiled && (() => compiled(resource)));
          const copy = structuredClone(resource);
          const reference = answer(other && (() => other(copy, { resource: copy })));
          assert.deepEqual(mine, reference);
        }),
        { numRuns: 25, seed: 20261122 },
      );
    });
  }
});
