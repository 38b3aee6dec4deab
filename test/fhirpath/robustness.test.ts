import assert from 'node:assert/strict';
import fc from 'fast-check';
import { compileFhirPath, type FhirPathExpression } from '../../src/fhir/fhirpath/fhirpath.ts';
import { FhirPathError } from '../../src/fhir/fhirpath/fhirpath-error.ts';
import { EXPRESSIONS } from './differential-expressions.ts';

/** Runs and lets FhirPathError pass: everything else is a fault of the engine. */
function tolerate<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    if (error instanceof FhirPathError) return undefined;
    throw error;
  }
}

const ELEMENTS = [
  'name',
  'birthDate',
  '_birthDate',
  'active',
  'deceasedBoolean',
  'deceasedDateTime',
  'extension',
  'telecom',
  'contact',
  'identifier',
  'multipleBirthInteger',
  'contained',
  'managingOrganization',
  'meta',
  'text',
  'gender',
  'id',
];
const json = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom<unknown>(
      null,
      true,
      0,
      -1.5,
      1e300,
      '',
      'x',
      '2026-02-30',
      '9999-12-31',
      '#org',
      'Patient/1',
      '\ud800',
    ),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(
      fc.constantFrom(
        'url',
        'value',
        'valueQuantity',
        'use',
        'given',
        'family',
        'system',
        'code',
        'reference',
        'id',
        'start',
        'resourceType',
        '__proto__',
        'constructor',
        '_given',
        'div',
      ),
      tie('value'),
      { maxKeys: 4 },
    ),
  ),
})).value;
const anything = fc
  .dictionary(fc.constantFrom(...ELEMENTS), json, { maxKeys: 8 })
  .map((elements) => ({ ...elements, resourceType: 'Patient' }));

describe('FHIRPath on anything', () => {
  it('answers or throws a FhirPathError, whatever the resource holds', function () {
    this.timeout(60_000);
    const compiled = EXPRESSIONS.map((expression) =>
      tolerate(() => compileFhirPath(expression, { type: 'Patient' })),
    ).filter((one): one is FhirPathExpression => one !== undefined);
    fc.assert(
      fc.property(anything, (resource) => {
        const before = JSON.stringify(resource);
        for (const evaluate of compiled) tolerate(() => evaluate(resource));
        assert.equal(JSON.stringify(resource), before);
      }),
      { numRuns: 300 },
    );
  });

  it('reads or refuses any text as an expression', () => {
    const pieces = [
      'name',
      '.',
      '(',
      ')',
      'where',
      "'a",
      "'a'",
      '1',
      '1.5',
      '@2026',
      '@T1',
      ' ',
      'and',
      'is',
      'Patient',
      '%x',
      '$this',
      '[',
      ']',
      '{',
      '}',
      '-',
      '`',
      '\\',
      '//',
      '/*',
      '|',
      '&',
      ',',
      'L',
      'days',
      'é',
      '\u0000',
    ];
    const text = fc.oneof(
      fc.string({ maxLength: 30 }),
      fc.array(fc.constantFrom(...pieces), { maxLength: 12 }).map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(text, (expression) => {
        const evaluate = tolerate(() => compileFhirPath(expression));
        if (evaluate?.engine === 'sluss')
          tolerate(() => evaluate({ resourceType: 'Patient', name: [{ family: 'Ek' }] }));
      }),
      { numRuns: 2000 },
    );
  });
});
