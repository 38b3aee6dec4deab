import {
  NO_PERSON,
  type PersonIdentifier,
  type StoredResource,
  type Transaction,
  type Uuid,
} from '../repository/types.ts';
import type { Entry } from './entry.ts';
import type { Graph, Node } from './node.ts';
import type { Person } from './person.ts';
import { isCurrent } from './resolve-ids.ts';
import type { Work } from './work.ts';

/** A person about whom nothing is known but a resource's id. */
const UNIDENTIFIED = 'https://sluss.se/fhir/NamingSystem/unidentified';

/** Person keys by the node of the Patient: of the identifiers that it carries, of what is stored of it, or of its bare id. */
export async function personKeysOf(
  persons: Map<Entry, Person>,
  work: Work,
  transaction: Transaction,
): Promise<Map<Node, Uuid>> {
  const keys = new Map<Node, Uuid>();
  const ask: { node: Node; system: string; value: string }[] = [];
  for (const node of work.graph.nodes) {
    if (node.role !== 'patient' || !node.id) continue;
    const identifiers = identifiersOf(node, persons);
    const head = work.known.get(node.id);
    if (identifiers.length > 0) ask.push({ node, ...identifiers[0] });
    else if (head) keys.set(node, head.personKey);
    else ask.push({ node, system: UNIDENTIFIED, value: node.id });
  }
  const found = await transaction.resolvePersons(ask.map(({ system, value }) => ({ system, value })));
  for (const [index, { node }] of ask.entries()) keys.set(node, found[index]);
  return keys;
}

/** The identifiers that the persons of a submission are found by. */
export function foreseenPersons(persons: Map<Entry, Person>, { nodes }: Graph): PersonIdentifier[] {
  return nodes.flatMap((node) => (node.role === 'patient' ? identifiersOf(node, persons).slice(0, 1) : []));
}

function identifiersOf(node: Node, persons: Map<Entry, Person>): PersonIdentifier[] {
  return (node.entry && persons.get(node.entry)?.identifiers) ?? identifierMentioned(node);
}

/** A Patient that is only mentioned by a logical reference still names its person. */
function identifierMentioned(node: Node): PersonIdentifier[] {
  const key = node.entry ? undefined : node.keys.find(({ kind }) => kind === 'identifier');
  const cut = key?.value.indexOf('|') ?? -1;
  return key && cut > 0 ? [{ system: key.value.slice(0, cut), value: key.value.slice(cut + 1) }] : [];
}

/** Persons that were named or moved from, and of whom this submission leaves nothing that it knows of. */
export function personsToRelease(named: Map<Node, Uuid>, before: Map<Uuid, StoredResource>, { known }: Work): Uuid[] {
  const persons = new Set(named.values());
  for (const { personKey } of before.values()) persons.add(personKey);
  persons.delete(NO_PERSON);
  for (const resource of known.values()) if (isCurrent(resource)) persons.delete(resource.personKey);
  return [...persons];
}
