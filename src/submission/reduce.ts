import type { Patient, Resource } from '@medplum/fhirtypes';
import { finding } from '../errors/finding.ts';
import { NO_PERSON, type StoredResource, type Transaction, type Uuid } from '../repository/types.ts';
import { referencedIds } from './content.ts';
import type { SubmissionDependencies } from './dependencies.ts';
import { roleOf } from './node.ts';
import { factsOf, withFacts } from './person.ts';
import { isCurrent } from './resolve-ids.ts';
import { searchValues } from './search-values.ts';
import { type EntryResult, store, type Work } from './work.ts';

/** What no touched case receives any more, and a contact outside of this submission still uses. */
export async function usedElsewhere(
  receiversOf: Map<Uuid, Set<string>>,
  caseIds: Uuid[],
  work: Work,
  transaction: Transaction,
): Promise<Set<Uuid>> {
  const fresh = new Set([...work.results.values()].filter(({ node }) => node.created).map(({ id }) => id));
  const unwanted = [...receiversOf].flatMap(([id, receivers]) => {
    const resource = work.known.get(id);
    const isOfPerson = resource?.personKey !== NO_PERSON && roleOf(resource?.type ?? '') !== 'contact';
    return receivers.size === 0 && isOfPerson && isCurrent(resource) && !fresh.has(id) ? [id] : [];
  });
  const used = new Set<Uuid>();
  if (unwanted.length === 0) return used;
  for (const referrer of await transaction.loadReferrers(unwanted))
    if (roleOf(referrer.type) === 'contact' && isCurrent(referrer) && !caseIds.includes(referrer.id))
      for (const id of referrer.references) used.add(id);
  return used;
}

/** Reduces what this submission writes, and empties what no register receives any more. */
export function reduceAll(receiversOf: Map<Uuid, Set<string>>, work: Work, dependencies: SubmissionDependencies): void {
  const resultOf = new Map<Uuid, EntryResult>();
  for (const result of work.results.values()) if (result.id && !result.node.twin) resultOf.set(result.id, result);
  const all = dependencies.registers.ids();
  for (const [id, receivers] of receiversOf) {
    const resource = work.known.get(id) as StoredResource;
    const ofPerson = resource.caseId !== undefined || resource.personKey !== NO_PERSON;
    if (receivers.size === 0 && ofPerson && isCurrent(resource)) store(emptied(resource), work);
  }
  for (const id of work.changed) {
    const resource = work.known.get(id) as StoredResource;
    const result = resultOf.get(id);
    const receivers = receiversOf.get(id);
    // A case outside this submission may need a shared resource; what is a person's is kept only where a register receives it.
    const shared = !resource.caseId && resource.personKey === NO_PERSON;
    if (resource.state === 'not-kept' && result) setNotKept(result);
    if (!isCurrent(resource)) continue;
    const reduced = dependencies.registers.minimise(
      resource.content as Resource,
      shared || !receivers?.size || work.sameAsBefore.has(id) ? all : [...receivers],
    );
    // Of a Patient the facts are kept where nothing else is: every later computation of its cases needs them.
    if (!reduced.resource && resource.type !== 'Patient') {
      work.known.set(id, emptied(resource));
      if (result) setNotKept(result);
      continue;
    }
    let content = reduced.resource ?? bareResource(resource);
    if (content.resourceType === 'Patient')
      content = withFacts(content as Patient, work.persons.get(id)?.facts ?? factsOf(resource.content as Patient));
    if (resource.content?.meta?.tag)
      content = { ...content, meta: { ...content.meta, tag: resource.content.meta.tag } };
    if (result) result.dropped = reduced.dropped;
    work.known.set(id, {
      ...resource,
      content,
      references: referencedIds(content),
      search: searchValues(content, work.persons.get(id)?.identifiers ?? [], dependencies.identifierHash),
    });
  }
}

function bareResource({ type, id, content }: StoredResource): Resource {
  const { lastUpdated, security } = content?.meta ?? {};
  return {
    resourceType: type,
    id,
    meta: { ...(lastUpdated && { lastUpdated }), ...(security && { security }) },
  } as Resource;
}

function emptied(resource: StoredResource): StoredResource {
  return { ...resource, state: 'not-kept', content: null, references: [], search: { identifiers: [], codes: [] } };
}

/** Marks an entry of which nothing is stored. */
export function setNotKept(result: EntryResult): void {
  result.outcome = 'not-eligible';
  result.rule = 'R-3';
  result.entry.findings.push(finding('not-kept', result.entry.path));
}
