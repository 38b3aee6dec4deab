import type { Bundle, BundleEntry } from '@medplum/fhirtypes';
import { utcDateTime } from '../calendar.ts';
import type { Message } from '../care.ts';
import { type Dialect, dotted, type Item, type MessageContext } from '../dialect.ts';
import { kvaProfession } from '../professions.ts';
import { LOCAL, OFFICIAL } from '../systems.ts';
import { demographics, identifiers, labels } from './patient.ts';
import { byNumber, provenance } from './provenance.ts';

/** An EHR with a message queue: most people's care leaves as messages, that of every fourth as batches of PUTs. */
export const millennium: Dialect = {
  vendor: 'millennium',
  reference: (type, key) => `${type}/m-${key}`,
  dateTime: utcDateTime,
  patient: (person) => ({
    resourceType: 'Patient',
    meta: { security: labels(person) },
    ...identifiers(person, OFFICIAL),
    name: [{ use: 'usual', text: `${person.family}, ${person.given}` }],
    ...demographics(person),
    address: [
      {
        extension: [
          { url: LOCAL.kommunExtension, valueCoding: { system: OFFICIAL.kommunkod, code: person.kommun.kommunkod } },
        ],
        use: 'home',
        city: person.kommun.city,
      },
    ],
  }),
  icd: (code) => ({ system: OFFICIAL.icd, code: dotted(code) }),
  kva: OFFICIAL.kva,
  atc: OFFICIAL.atc,
  hsaId: OFFICIAL.hsaId,
  profession: (profession) => [kvaProfession(profession)],
  ranks: 'both',
  listsCauses: true,
  dueTo: 'extension',
  hl7Dispositions: true,
  // Diagnoses and staff have no number of their own: their content is what tells them apart.
  identifier: (type, id) =>
    type === 'Condition' || type === 'PractitionerRole'
      ? undefined
      : { system: `https://millennium.example/${type}`, value: `M${id}` },
  organisationLevels: false,
  bundle: (message, items, context) =>
    message.person.index % 4 === 3 ? batch(message, items, context) : messageBundle(message, items, context),
};

function batch(message: Message, items: Item[], context: MessageContext): Bundle {
  const resource = provenance(context, message, items, utcDateTime(message.written), byNumber(message.vardgivare));
  const deletes = message.deletes ?? [];
  return {
    resourceType: 'Bundle',
    type: 'batch',
    entry: [
      ...items.map(
        ({ key, resource }): BundleEntry => ({
          fullUrl: url(resource.resourceType, `m-${key}`),
          resource: { ...resource, id: `m-${key}` },
          request: { method: 'PUT', url: `${resource.resourceType}/m-${key}` },
        }),
      ),
      ...deletes.map((contact): BundleEntry => ({ request: { method: 'DELETE', url: `Encounter/m-e${contact.id}` } })),
      {
        fullUrl: url('Provenance', `m-${context.uuid('provenance')}`),
        resource,
        request: { method: 'POST', url: 'Provenance' },
      },
    ],
  };
}

function messageBundle(message: Message, items: Item[], context: MessageContext): Bundle {
  const owner = `o${message.vardgivare.organisationsnummer}`;
  const focus = items.filter((item) => item.resource.resourceType === 'Encounter');
  return {
    resourceType: 'Bundle',
    type: 'message',
    timestamp: utcDateTime(message.written),
    entry: [
      {
        fullUrl: url('MessageHeader', context.uuid('header')),
        resource: {
          resourceType: 'MessageHeader',
          id: context.uuid('header'),
          eventCoding: { system: 'https://millennium.example/event', code: 'care-contact' },
          source: { name: 'millennium', endpoint: 'https://millennium.example/queue' },
          responsible: { reference: context.reference('Organization', owner) },
          focus: focus.map(({ key }) => ({ reference: context.reference('Encounter', key) })),
        },
      },
      ...items.map(
        ({ key, resource }): BundleEntry => ({
          fullUrl: url(resource.resourceType, `m-${key}`),
          resource: { ...resource, id: `m-${key}` },
        }),
      ),
    ],
  };
}

function url(type: string, id: string): string {
  return `https://millennium.example/fhir/${type}/${id}`;
}
