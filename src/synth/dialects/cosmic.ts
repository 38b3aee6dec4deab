import { localDateTime } from '../calendar.ts';
import type { Dialect } from '../dialect.ts';
import { kvaProfession } from '../professions.ts';
import { LOCAL, OFFICIAL } from '../systems.ts';
import { demographics, identifiers, labels } from './patient.ts';
import { provenance } from './provenance.ts';

/** An EHR that writes HL7 Sweden's base profiles: a transaction of POSTs, fullUrls that hold in one message, official URIs, local time. */
export const cosmic: Dialect = {
  vendor: 'cosmic',
  reference: (_type, key, uuid) => `urn:uuid:${uuid(key)}`,
  elsewhere: (contact) => {
    const { system, value } = identifier('Encounter', contact.id);
    return `Encounter?identifier=${system}|${value}`;
  },
  dateTime: localDateTime,
  patient: (person) => ({
    resourceType: 'Patient',
    meta: { profile: ['http://hl7.se/fhir/ig/base/StructureDefinition/SEBasePatient'], security: labels(person) },
    ...identifiers(person, OFFICIAL),
    name: [{ use: 'official', family: person.family, given: [person.given] }],
    ...demographics(person),
    address: [
      {
        extension: [
          { url: LOCAL.kommunExtension, valueCoding: { system: OFFICIAL.kommunkod, code: person.kommun.kommunkod } },
        ],
        use: 'home',
        line: [`Exempelgatan ${1 + (person.index % 90)}`],
        city: person.kommun.city,
        postalCode: person.kommun.postalCode,
      },
    ],
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
  identifier,
  organisationLevels: true,
  bundle(message, items, context) {
    const who = { reference: context.reference('Organization', `o${message.vardgivare.organisationsnummer}`) };
    const resource = provenance(context, message, items, localDateTime(message.written), who);
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

function identifier(type: string, id: string): { system: string; value: string } {
  return { system: `https://cosmic.example/id/${type.toLowerCase()}`, value: `C${id}` };
}
