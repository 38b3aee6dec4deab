import { localDateTime } from '../calendar.ts';
import type { Dialect } from '../dialect.ts';
import { kvaProfession } from '../professions.ts';
import { OFFICIAL } from '../systems.ts';
import { demographics, identifiers, labels } from './patient.ts';
import { byNumber, provenance } from './provenance.ts';

/** The system of several kommuner's home care: few facts, a transaction of POSTs, now and then a person without any identifier. */
export const kommun: Dialect = {
  vendor: 'kommun',
  reference: (_type, key, uuid) => `urn:uuid:${uuid(key)}`,
  dateTime: localDateTime,
  patient: (person) => ({
    resourceType: 'Patient',
    meta: { security: labels(person) },
    ...identifiers(person, OFFICIAL),
    ...demographics(person),
    address: [{ use: 'home', district: person.kommun.kommunkod }],
  }),
  icd: (code) => ({ system: OFFICIAL.icd, code }),
  kva: OFFICIAL.kva,
  atc: OFFICIAL.atc,
  hsaId: OFFICIAL.hsaId,
  profession: (profession) => [kvaProfession(profession)],
  ranks: 'rank',
  listsCauses: false,
  dueTo: 'extension',
  hl7Dispositions: false,
  identifier: (type, id) => ({ system: `https://hemvard.example/${type.toLowerCase()}`, value: `K${id}` }),
  organisationLevels: false,
  bundle(message, items, context) {
    const resource = provenance(context, message, items, localDateTime(message.written), byNumber(message.vardgivare));
    return {
      resourceType: 'Bundle',
      type: 'transaction',
      entry: [...items, { key: 'provenance', resource }].map(({ key, resource }) => ({
        fullUrl: context.reference(resource.resourceType, key),
        resource,
        request: { method: 'POST', url: resource.resourceType },
      })),
    };
  },
};
