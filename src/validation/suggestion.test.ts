import assert from 'node:assert/strict';
import { nearest } from './suggestion.ts';

describe('nearest', () => {
  const names = [
    'name',
    'gender',
    'birthDate',
    'maritalStatus',
    'http://hl7.org/fhir/StructureDefinition/patient-birthPlace',
  ];

  it('finds what differs by a letter or two', () => {
    assert.equal(nearest('nam', names), 'name');
    assert.equal(nearest('birthdate', names), 'birthDate');
    assert.equal(nearest('maritalStatuss', names), 'maritalStatus');
    assert.equal(nearest('maritStatus', names), 'maritalStatus');
    assert.equal(nearest('http://hl7.org/fhir/StructureDefinition/patient-birthplace', names), names[4]);
    assert.equal(nearest('https://hl7.org/fhir/StructureDefinition/patient-birthPlac', names), names[4]);
  });

  it('finds nothing in what means something else', () => {
    for (const word of [
      '',
      'x',
      'address',
      'xyzbirthDate',
      'http://hl7.org/fhir/StructureDefinition/patient-nationality',
      'n'.repeat(1000),
    ]) {
      assert.equal(nearest(word, names), undefined, word);
    }
  });
});
