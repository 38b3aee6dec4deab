import assert from 'node:assert/strict';
import { profileOf } from '../../../test/support/profile.ts';
import { loadR4Core } from '../../fhir/definitions/r4-core.ts';
import { createValidator } from '../validator.ts';

type Json = Record<string, unknown>;
const URL = 'http://test.example/StructureDefinition/fixed';
const core = createValidator({ definitions: loadR4Core() });

function told(patient: Json, validator = core): string[] {
  return validator
    .validate({ resourceType: 'Patient', ...patient })
    .filter(({ severity }) => severity !== 'information')
    .map(({ code, severity, expression }) => `${severity} ${code} ${expression}`);
}

describe('a fixed value', () => {
  const extension = [{ url: 'http://example.org/x', valueString: 'x' }];
  const by = (more: Json) =>
    core.withDefinitions([
      {
        ...profileOf('Patient', URL, 'Fixed'),
        differential: { element: [{ id: 'Patient.gender', path: 'Patient.gender', ...more }] },
      },
    ]);
  const patient = { meta: { profile: [URL] }, gender: 'other' };
  const extended = { ...patient, _gender: { extension } };

  it('has no extensions, unlike one that fits a pattern', () => {
    assert.deepEqual(told(patient, by({ fixedCode: 'other' })), []);
    assert.deepEqual(told(extended, by({ fixedCode: 'other' })), ['error value-not-fixed Patient.gender']);
    assert.deepEqual(told(extended, by({ patternCode: 'other' })), []);
    assert.deepEqual(told({ ...patient, _gender: { id: 'g' } }, by({ fixedCode: 'other' })), []);
  });
});

describe('a type of FHIR that is claimed by its version', () => {
  const claims = (version: string, type: string) =>
    told({ meta: { profile: [`http://hl7.org/fhir/${version}/StructureDefinition/${type}`] } });

  it('is that of the resource, or is not known', () => {
    assert.deepEqual(claims('4.0', 'Patient'), []);
    assert.deepEqual(claims('4.0.1', 'DomainResource'), []);
    assert.deepEqual(claims('4.0', 'Person'), ['error profile-wrong-type Patient.meta.profile[0]']);
    assert.deepEqual(claims('5.0', 'Patient'), ['warning profile-unknown Patient.meta.profile[0]']);
  });
});

describe('an obligation', () => {
  it('is told to be unchecked', () => {
    for (const url of [
      'http://hl7.org/fhir/StructureDefinition/obligation',
      'http://hl7.org/fhir/tools/StructureDefinition/obligation',
    ]) {
      const found = core.validate({
        resourceType: 'Patient',
        extension: [{ url, extension: [{ url: 'code', valueCode: 'SHALL:populate' }] }],
      });
      assert.deepEqual(
        found.map(({ code, severity }) => `${severity} ${code}`),
        ['information obligation-not-checked'],
      );
    }
  });
});
