/** Bundles of care for tests: one region, one kommun, a person, and the resources of a contact. */
import type { Bundle, BundleEntry, Resource } from '@medplum/fhirtypes';

export const REGION = '2321991016';
export const OTHER_REGION = '2321992014';
export const KOMMUN = '2120991019';
export const EXTENSION = 'https://sluss.se/fhir/StructureDefinition/kommunkod';

type Fields = Record<string, unknown>;

const CODE = 'https://sluss.se/fhir/CodeSystem';
const PERSONNUMMER = 'http://electronichealth.se/identifier/personnummer';

/** Published test numbers of Skatteverket. */
export const PEOPLE = { maja: '195003049805', nils: '198711239833', girl: '201505179802' } as const;

export function patient(personnummer: string, more: Fields = {}): Resource {
  return {
    resourceType: 'Patient',
    identifier: [{ system: PERSONNUMMER, value: personnummer }],
    address: [
      {
        use: 'home',
        extension: [{ url: EXTENSION, valueCoding: { system: 'urn:oid:1.2.752.129.2.2.1.17', code: '0580' } }],
      },
    ],
    ...more,
  } as Resource;
}

export function region(more: Fields = {}): Resource {
  return {
    resourceType: 'Organization',
    identifier: [
      { system: 'urn:oid:2.5.4.97', value: REGION },
      { system: 'https://sluss.se/fhir/NamingSystem/sjukhuskod', value: '21001' },
    ],
    ...more,
  } as Resource;
}

export function clinic(partOf: string, more: Fields = {}): Resource {
  return {
    resourceType: 'Organization',
    identifier: [{ system: 'urn:oid:1.2.752.29.4.19', value: 'SE2321991016-21001107' }],
    type: [{ coding: [{ system: `${CODE}/mvo`, code: '107' }] }],
    partOf: { reference: partOf },
    ...more,
  } as Resource;
}

export function physician(more: Fields = {}): Resource {
  return {
    resourceType: 'PractitionerRole',
    code: [{ coding: [{ system: 'urn:oid:1.2.752.116.3.1.3', code: 'LK' }] }],
    ...more,
  } as Resource;
}

/** A visit to a physician in specialised care, with the number `contact`; `level` 1 makes it primary care. */
export function visit(contact: string, more: Fields = {}, level = '2'): Resource {
  return {
    resourceType: 'Encounter',
    identifier: [{ system: 'https://ehr.example/contact', value: contact }],
    status: 'finished',
    class: { system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'AMB' },
    type: [
      { coding: [{ system: `${CODE}/par-ktyp`, code: '0' }] },
      { coding: [{ system: `${CODE}/vardniva`, code: level }] },
    ],
    priority: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-ActPriority', code: 'EL' }] },
    subject: { reference: 'urn:uuid:00000000-0000-4000-8000-0000000000a1' },
    participant: [{ individual: { reference: 'urn:uuid:00000000-0000-4000-8000-0000000000a4' } }],
    period: { start: '2026-10-06T09:00:00+02:00', end: '2026-10-06T09:30:00+02:00' },
    serviceProvider: { reference: 'urn:uuid:00000000-0000-4000-8000-0000000000a3' },
    ...more,
  } as Resource;
}

export function diagnosis(icd: string, more: Fields = {}): Resource {
  return {
    resourceType: 'Condition',
    code: { coding: [{ system: 'http://hl7.org/fhir/sid/icd-10-se', code: icd }] },
    subject: { reference: 'urn:uuid:00000000-0000-4000-8000-0000000000a1' },
    encounter: { reference: 'urn:uuid:00000000-0000-4000-8000-0000000000a5' },
    ...more,
  } as Resource;
}

export function procedure(kva: string, more: Fields = {}): Resource {
  return {
    resourceType: 'Procedure',
    status: 'completed',
    code: { coding: [{ system: 'urn:oid:1.2.752.116.1.3.2.1.4', code: kva }] },
    subject: { reference: 'urn:uuid:00000000-0000-4000-8000-0000000000a1' },
    encounter: { reference: 'urn:uuid:00000000-0000-4000-8000-0000000000a5' },
    performedDateTime: '2026-10-06T09:10:00+02:00',
    ...more,
  } as Resource;
}

/** fullUrl of an entry by its number in the bundle. */
export function urn(number: string): string {
  return `urn:uuid:00000000-0000-4000-8000-0000000000${number}`;
}

/** A Bundle of POSTs (or PUTs, where the resource has an id) under the given fullUrls, and a custodian. */
export function bundle(
  resources: Record<string, Resource>,
  options: { type?: Bundle['type']; vardgivare?: string; timestamp?: string; deletes?: string[] } = {},
): Bundle {
  const { type = 'transaction', vardgivare = REGION, timestamp, deletes = [] } = options;
  const entry = Object.entries(resources).map(([number, resource]): BundleEntry => {
    const { resourceType, id } = resource;
    const request = id
      ? { method: 'PUT' as const, url: `${resourceType}/${id}` }
      : { method: 'POST' as const, url: resourceType };
    return { fullUrl: id ? `https://ehr.example/fhir/${resourceType}/${id}` : urn(number), resource, request };
  });
  for (const url of deletes) entry.push({ request: { method: 'DELETE', url } });
  const provenance = {
    resourceType: 'Provenance',
    target: [{ identifier: { system: 'https://ehr.example/bundle', value: '1' } }],
    recorded: '2026-10-06T12:00:00+02:00',
    agent: [
      {
        type: {
          coding: [{ system: 'http://terminology.hl7.org/CodeSystem/provenance-participant-type', code: 'custodian' }],
        },
        who: { identifier: { system: 'urn:oid:2.5.4.97', value: vardgivare } },
      },
    ],
  } as Resource;
  entry.push({ fullUrl: urn('ff'), resource: provenance, request: { method: 'POST', url: 'Provenance' } });
  return { resourceType: 'Bundle', type, ...(timestamp && { timestamp }), entry };
}

/** What every contact comes with: the person (a1), the region (a2), its clinic (a3), a physician (a4). */
export function around(personnummer: string = PEOPLE.maja): Record<string, Resource> {
  return { a1: patient(personnummer), a2: region(), a3: clinic(urn('a2')), a4: physician() };
}

/** Names the diagnoses of a contact, the first as the main one. */
export function diagnosed(...references: string[]): Fields {
  return { diagnosis: references.map((reference, index) => ({ condition: { reference }, rank: index + 1 })) };
}

/** The sender's time of a version: minutes after noon. */
export function at(minutes: number): Fields {
  return { meta: { lastUpdated: new Date(Date.UTC(2026, 9, 6, 10, minutes)).toISOString() } };
}
