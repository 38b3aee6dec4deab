import type { Encounter, Patient, Resource } from '@medplum/fhirtypes';
import type { Case } from '../registers/case.ts';
import type { StoredResource, Uuid } from '../repository/types.ts';
import { canonicalJson } from './canonical-json.ts';
import { roleOf } from './node.ts';
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
    queue.push(...reachedFrom(next, root, known));
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

/**
 * What belongs to a contact's case because one of its resources refers to it. Another contact is a case of its own (an emergency visit that led to
 * admission is not part of the stay), and so is what belongs to it: of members only the diagnoses that the contact itself names, and its own. A procedure
 * that is part of an earlier contact's, or done because of that contact's diagnosis, does not make these be reported once more.
 */
export function reachedFrom(
  resource: StoredResource,
  root: StoredResource,
  known: Map<Uuid, StoredResource>,
): StoredResource[] {
  const diagnoses = resource.id === root.id ? diagnosesOf(resource) : undefined;
  return resource.references.flatMap((id) => {
    const target = known.get(id);
    if (!target) return [];
    const role = roleOf(target.type);
    const isReached = role === 'member' ? target.caseId === root.id || diagnoses?.has(id) : role !== 'contact';
    return isReached ? [target] : [];
  });
}

/** Ids that `Encounter.diagnosis` names. */
function diagnosesOf({ content }: StoredResource): Set<Uuid> {
  const named = (content as Encounter | null)?.diagnosis ?? [];
  return new Set(named.flatMap(({ condition }) => condition?.reference?.split('/')[1] ?? []));
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
