import assert from 'node:assert/strict';
import type { Patient } from '@medplum/fhirtypes';
import { describePerson } from './person.ts';

const PERSONNUMMER = { system: 'http://electronichealth.se/identifier/personnummer', value: '198711239833' };
const SAMORDNINGSNUMMER = { system: 'http://electronichealth.se/identifier/samordningsnummer', value: '199007689814' };
const RESERVE = { system: 'urn:oid:1.2.752.113.11.0.2.1.1.1', value: '20210325K069' };

describe('a person with several numbers', () => {
  const orders = [
    [PERSONNUMMER, SAMORDNINGSNUMMER, RESERVE],
    [RESERVE, SAMORDNINGSNUMMER, PERSONNUMMER],
    [SAMORDNINGSNUMMER, PERSONNUMMER, RESERVE],
  ];
  for (const identifier of orders)
    it(`goes by the personnummer, the samordningsnummer, the reserve number, whatever comes first (${orders.indexOf(identifier)})`, () => {
      const person = describePerson({ resourceType: 'Patient', identifier } as Patient, 'Patient');
      assert.deepEqual(person.findings, []);
      assert.deepEqual(person.identifiers, [PERSONNUMMER, SAMORDNINGSNUMMER, RESERVE]);
      assert.equal(person.facts.birthYear, 1987);
      assert.equal(person.facts.identifier, 'PNR');
    });
});
