import assert from 'node:assert/strict';
import type { Encounter, Reference } from '@medplum/fhirtypes';
import { PEOPLE, patient, REGION, region, urn, visit } from '../../test/support/care.ts';
import { decodeBundle } from './decode.ts';
import { buildGraph } from './graph.ts';
import { describePerson } from './person.ts';

const PERSONNUMMER = 'http://electronichealth.se/identifier/personnummer';

/** What the references of a contact lead to, in a bundle with its patient and its region, and what the contact is told. */
function targetsOf(contact: Partial<Encounter>, patientAt = urn('a1')) {
  const { envelope } = decodeBundle({
    resourceType: 'Bundle',
    type: 'transaction',
    entry: [
      { fullUrl: patientAt, resource: patient(PEOPLE.maja) },
      { fullUrl: urn('a2'), resource: region() },
      { fullUrl: urn('a5'), resource: visit('1', { participant: undefined, serviceProvider: undefined, ...contact }) },
    ],
  });
  const [person, organization, encounter] = envelope!.entries;
  const { identifiers } = describePerson(person!.resource as never, '');
  const graph = buildGraph(envelope!, 'http://localhost/fhir', (entry) => (entry === person ? identifiers : []));
  const { subject, serviceProvider } = encounter!.resource as Encounter;
  const target = (reference: Reference | undefined) => graph.targets.get(reference!);
  return {
    patient: target(subject) === graph.entries.get(person!),
    provider: target(serviceProvider) === graph.entries.get(organization!),
    subject: target(subject),
    told: encounter!.findings.map(({ code, expression }) => [code, expression]),
  };
}

describe('references of a submission', () => {
  it('lead by an identifier alone to what the element is for, when they name no type', () => {
    const found = targetsOf({
      subject: { identifier: { system: PERSONNUMMER, value: '19500304-9805' } },
      serviceProvider: { identifier: { system: 'urn:oid:2.5.4.97', value: REGION } },
    });
    assert.deepEqual([found.patient, found.provider, found.told], [true, true, []]);
  });

  it('lead by a condition to the person however the number is written', () => {
    for (const value of ['195003049805', '19500304-9805', encodeURIComponent('19500304-9805')])
      assert.ok(targetsOf({ subject: { reference: `Patient?identifier=${PERSONNUMMER}|${value}` } }).patient, value);
  });

  it('lead to an entry by its address with a version', () => {
    const address = 'https://ehr.example/fhir/Patient/7';
    assert.ok(targetsOf({ subject: { reference: `${address}/_history/2` } }, address).patient);
  });

  it('tell a wrong number in a condition, and name nobody by it (I-1)', () => {
    const { subject, told } = targetsOf({ subject: { reference: `Patient?identifier=${PERSONNUMMER}|195003049806` } });
    assert.equal(subject, undefined);
    assert.deepEqual(told, [['identifier-check-digit', 'Bundle.entry[2].resource.subject.reference']]);
  });
});
