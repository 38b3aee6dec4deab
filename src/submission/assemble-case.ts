import type { Patient, Resource } from '@medplum/fhirtypes';
import type { Case } from '../registers/case.ts';
import type { StoredResource, Uuid } from '../repository/types.ts';
import { canonicalJson } from './canonical-json.ts';
import { factsOf } from './person.ts';
import { isCurrent } from './resolve-ids.ts';
import type { Submitter } from './submitter.ts';

/**
 * The case of a contact from what is stored: the root, its members and what they reach by reference, with dates in the register's time zone.
 *
 * `known` has every resource that can be reached. What has been retracted, was not kept or has not arrived is not part of a case.
 */
export function assembleCase(
  root: StoredResource,
  members: StoredResource[],
  known: Map<Uuid, StoredResource>,
  submitter: Submitter,
  normaliseDates: (resource: Resource) => Resource,
): Case {
  const reached = new Map<Uuid, StoredResource>();
  const queue = [root, ...inContentOrder(members.filter(({ id }) => id !== root.id))];
  for (const next of queue) {
    if (reached.has(next.id) || !isCurrent(next)) continue;
    reached.set(next.id, next);
    // Another contact is a case of its own: an emergency visit that led to admission is not part of the stay.
    for (const id of next.references) {
      const target = known.get(id);
      if (target && target.type !== root.type) queue.push(target);
    }
  }
  const resources = [...reached.values()].map(({ content }) => normaliseDates(content as Resource));
  const patient = resources.find((resource): resource is Patient => resource.resourceType === 'Patient');
  return {
    root: resources[0],
    ...(patient && { patient }),
    person: factsOf(patient),
    submitter,
    resources,
  };
}

/** An order that does not depend on arrival, so that rows come out the same whatever came first. */
function inContentOrder(members: StoredResource[]): StoredResource[] {
  if (members.length < 2) return members;
  const keyed = members.map((member) => ({ member, key: sortKey(member) }));
  keyed.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
  return keyed.map(({ member }) => member);
}

function sortKey({ type, content }: StoredResource): string {
  const { id: _id, meta: _meta, ...rest } = (content ?? {}) as unknown as Record<string, unknown>;
  // The database gives elements back in an order of its own.
  return type + canonicalJson(rest).replace(/"reference":"[^"]*"/g, '');
}
