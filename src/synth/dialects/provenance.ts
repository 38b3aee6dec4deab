import type { Provenance, Reference } from '@medplum/fhirtypes';
import type { Message } from '../care.ts';
import type { Item, MessageContext } from '../dialect.ts';
import { concept } from '../dialect.ts';
import type { Vardgivare } from '../organisations.ts';
import { HL7_SYSTEM, OFFICIAL } from '../systems.ts';

/** Who sends: names the vårdgivare as custodian of the contacts that the message is about, or of the facts that it adds to one. */
export function provenance(
  context: MessageContext,
  message: Message,
  items: Item[],
  recorded: string,
  who: Provenance['agent'][0]['who'],
): Provenance {
  const about = items
    .filter(({ resource }) => resource.resourceType === 'Encounter' || resource.resourceType === 'Procedure')
    .map(({ resource, key }): Reference => ({ reference: context.reference(resource.resourceType, key) }));
  const deleted = (message.deletes ?? []).map(
    (contact): Reference => ({ reference: context.reference('Encounter', `e${contact.id}`) }),
  );
  return {
    resourceType: 'Provenance',
    target: [...about, ...deleted],
    recorded,
    agent: [{ type: concept(HL7_SYSTEM.provenanceAgent, 'custodian'), who }],
  };
}

/** A vårdgivare by its organisationsnummer alone. */
export function byNumber(owner: Vardgivare): Provenance['agent'][0]['who'] {
  return {
    type: 'Organization',
    identifier: { system: OFFICIAL.organisationsnummer, value: owner.organisationsnummer },
  };
}
