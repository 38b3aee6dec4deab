import type { BundleEntry } from '@medplum/fhirtypes';
import { utcDateTime } from '../calendar.ts';
import { type Dialect, dotted } from '../dialect.ts';
import { hospProfession } from '../professions.ts';
import { ALIAS, OFFICIAL } from '../systems.ts';
import { demographics, identifiers, labels } from './patient.ts';
import { byNumber, provenance } from './provenance.ts';

/** An EHR that follows Inera's guides: patients as in IPS, a transaction of PUTs with its own ids, OIDs, dotted ICD codes, UTC. */
export const takecare: Dialect = {
  vendor: 'takecare',
  reference: (type, key) => `${type}/tc-${key}`,
  elsewhere: (contact) => `Encounter/tc-e${contact.id}`,
  dateTime: utcDateTime,
  patient: (person) => ({
    resourceType: 'Patient',
    meta: {
      source: `${ALIAS.hsaId}#${person.region.vardgivare.hsaId}`,
      security: labels(person),
    },
    ...identifiers(person, { ...OFFICIAL, ...ALIAS }),
    name: [{ text: `${person.given} ${person.family}`, family: person.family, given: [person.given] }],
    ...demographics(person),
    address: [{ use: 'home', district: person.kommun.kommunkod, city: person.kommun.city, country: 'SE' }],
  }),
  icd: (code) => ({ system: ALIAS.icd, code: dotted(code) }),
  kva: ALIAS.kva,
  atc: ALIAS.atc,
  hsaId: ALIAS.hsaId,
  profession: (profession) => [hospProfession(profession)],
  ranks: 'use',
  listsCauses: false,
  dueTo: 'coding',
  hl7Dispositions: true,
  identifier: (type, id) =>
    type === 'Encounter' ? { system: 'urn:oid:1.2.752.129.2.1.2.1', value: `TC-${id}` } : undefined,
  organisationLevels: true,
  note: 'Syntetisk journaltext.',
  bundle(message, items, context) {
    const resource = provenance(context, message, items, utcDateTime(message.written), byNumber(message.vardgivare));
    const deletes = message.deletes ?? [];
    return {
      resourceType: 'Bundle',
      type: 'transaction',
      entry: [
        ...items.map(
          ({ key, resource }): BundleEntry => ({
            fullUrl: `https://takecare.example/fhir/${resource.resourceType}/tc-${key}`,
            resource: { ...resource, id: `tc-${key}` },
            request: { method: 'PUT', url: `${resource.resourceType}/tc-${key}` },
          }),
        ),
        ...deletes.map(
          (contact): BundleEntry => ({ request: { method: 'DELETE', url: `Encounter/tc-e${contact.id}` } }),
        ),
        {
          fullUrl: `https://takecare.example/fhir/Provenance/tc-${context.uuid('provenance')}`,
          resource,
          request: { method: 'POST', url: 'Provenance' },
        },
      ],
    };
  },
};
