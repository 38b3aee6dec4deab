import assert from 'node:assert/strict';
import fc from 'fast-check';
import { profileOf } from '../../test/support/profile.ts';
import { loadR4Core } from '../fhir/definitions/r4-core.ts';
import { createValidator } from './validator.ts';

const definitions = loadR4Core();
const SYSTEM = 'http://test.example/CodeSystem/colours';
const concept = [
  { code: 'red', display: 'Red', designation: [{ language: 'sv', value: 'Röd' }] },
  { code: 'green', display: 'Green', designation: [{ language: 'sv', value: 'Grön' }] },
  { code: 'old', display: 'Old colour', property: [{ code: 'inactive', valueBoolean: true }] },
];
const colours = {
  resourceType: 'CodeSystem',
  url: SYSTEM,
  status: 'active',
  content: 'complete',
  caseSensitive: true,
  property: [{ code: 'inactive', uri: 'http://hl7.org/fhir/concept-properties#inactive', type: 'boolean' }],
  concept,
};
const numbered = {
  resourceType: 'CodeSystem',
  url: 'http://test.example/CodeSystem/numbered',
  status: 'active',
  content: 'complete',
  caseSensitive: true,
  concept: Array.from({ length: 3000 }, (_, n) => ({ code: `C${1000 + n}`, display: `Number ${1000 + n}` })),
};
const valueSet = (name: string, ...systems: string[]) => ({
  resourceType: 'ValueSet',
  url: `http://test.example/ValueSet/${name}`,
  status: 'active',
  compose: { include: systems.map((system) => ({ system })) },
});
const profile = (name: string, strength: string) => ({
  ...profileOf('Observation', `http://test.example/StructureDefinition/${name}-${strength}`, 'Bound'),
  differential: {
    element: [{ path: 'Observation.code', binding: { strength, valueSet: `http://test.example/ValueSet/${name}` } }],
  },
});

const validator = createValidator({
  definitions: definitions.layer([
    colours,
    numbered,
    valueSet('colours', SYSTEM),
    valueSet('numbered', numbered.url),
    profile('colours', 'required'),
    profile('colours', 'extensible'),
    profile('numbered', 'required'),
  ]),
});

function fixOf(code: object, name = 'colours-required') {
  const findings = validator.validate(
    { resourceType: 'Observation', status: 'final', code },
    { profiles: [`http://test.example/StructureDefinition/${name}`] },
  );
  return findings.find(({ code: of, fix }) => /^code-(?:not-in|missing|system-unknown)/.test(of) && fix)?.fix;
}
const coding = (code: string, system = SYSTEM, display?: string) => ({ coding: [{ system, code, display }] });

describe('the codes that are allowed', () => {
  it('are told in both languages, those in use, the nearest first', () => {
    assert.deepEqual(fixOf(coding('gren')), {
      en: 'Did you mean green (Green)? Also allowed: red (Red).',
      sv: 'Menade du green (Grön)? Också tillåtet: red (Röd).',
    });
    assert.equal(fixOf(coding('xyzzy'))?.en, 'Allowed: red (Red) or green (Green).');
    assert.equal(fixOf(coding('xyzzy'), 'colours-extensible')?.en, 'Allowed: red (Red) or green (Green).');
    assert.equal(fixOf({ text: 'red' })?.en, 'Allowed: red (Red) or green (Green).');
  });

  it('are found by what the sender called the code', () => {
    assert.match(fixOf(coding('1', SYSTEM, 'GREEN'))?.en ?? '', /^Did you mean green /);
    assert.match(fixOf(coding('Gren'))?.en ?? '', /^Did you mean green /);
  });

  it('name the system where only that is wrong', () => {
    assert.match(
      fixOf(coding('red', 'http://terminology.hl7.org/CodeSystem/nothing'))?.en ?? '',
      /^Did you mean red \(Red\) of the system http:\/\/test\.example\/CodeSystem\/colours\?/,
    );
    assert.match(
      fixOf(coding('red', 'http://hl7.org/fhir/administrative-gender'))?.sv ?? '',
      /^Menade du red \(Röd\) i systemet http/,
    );
  });

  it('are told of elements without a system too', () => {
    const [finding] = validator.validate({ resourceType: 'Patient', gender: 'Female' });
    assert.match(finding?.fix?.en ?? '', /^Did you mean female \(Female\)\? Also allowed: male \(Male\), /);
  });

  it('are not looked for in large value sets, where only the same code is', () => {
    assert.equal(fixOf(coding('C100'), 'numbered-required'), undefined);
    assert.equal(
      fixOf(coding('C1000', SYSTEM), 'numbered-required')?.en,
      'Did you mean C1000 (Number 1000) of the system http://test.example/CodeSystem/numbered?',
    );
  });

  it('hold nothing of what was sent', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[0-9]{8}-[0-9]{4}$/), (personal) => {
        assert.ok(!JSON.stringify(fixOf(coding(personal, SYSTEM, personal))).includes(personal));
      }),
      { numRuns: 50 },
    );
  });
});
