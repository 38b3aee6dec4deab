import type { Patient, Resource } from '@medplum/fhirtypes';
import { finding, isError } from '../errors/finding.ts';
import { NO_PERSON, type StoredResource, type Uuid } from '../repository/types.ts';
import { internalCopy, referencedIds, sameContent } from './content.ts';
import { decide } from './decide.ts';
import type { SubmissionDependencies } from './dependencies.ts';
import type { Entry } from './entry.ts';
import { toUtc } from './instant.ts';
import type { Node } from './node.ts';
import { type Person, withFacts } from './person.ts';
import { setNotKept } from './reduce.ts';
import { isCurrent } from './resolve-ids.ts';
import { searchValues } from './search-values.ts';
import { lastStated, markStatedWithContact, noteStatement } from './stated-with-contact.ts';
import { type EntryResult, store, type Work } from './work.ts';

/** What is known of the entries before any of them is taken. */
export interface Facts {
  times: Map<Node, string>;
  /** When each contact's members were stated. */
  statements: Map<Node, string>;
  personKeys: Map<Node, Uuid>;
  persons: Map<Entry, Person>;
}

/** Turns one good entry into the new head of its resource, unless something newer is there. */
export function takeEntry(
  entry: Entry,
  node: Node,
  facts: Facts,
  work: Work,
  dependencies: SubmissionDependencies,
): void {
  const result: EntryResult = { entry, node, outcome: 'accepted', dropped: [] };
  work.results.set(node, result);
  if (entry.findings.some(isError)) {
    result.outcome = 'rejected';
    return;
  }
  if (node.role === 'other') setNotKept(result);
  if (!node.id || node.twin || node.role === 'other') return;
  result.id = node.id;
  const head = work.known.get(node.id);
  const time = facts.times.get(node) as string;
  const statement = facts.statements.get(node);
  const isForgotten = olderThanForgotten(node, head, time);
  result.decision = decide(node, isForgotten ? undefined : head, time);
  result.created = !head;
  result.version = head?.version ?? 1;
  if (result.decision === 'superseded') {
    entry.findings.push(finding('superseded', entry.path));
    if (isCurrent(head)) noteOlder(head, statement, work);
    return;
  }
  let content =
    entry.resource && result.decision === 'replace' ? internalCopy(entry.resource, node.id, work.graph) : null;
  if (content && node.statedWithContact) content = markStatedWithContact(content);
  if (content && node.role === 'contact')
    content = noteStatement(noteStatement(content, lastStated(head?.content)), statement);
  const person = facts.persons.get(entry);
  if (content && person) {
    work.persons.set(node.id, person);
    content = withFacts(content as Patient, person.facts);
    if (isForgotten) delete (content as Patient).address;
  }
  const owner = node.role === 'patient' ? node : node.patient;
  const personKey = (owner && facts.personKeys.get(owner)) ?? head?.personKey ?? NO_PERSON;
  const dropped =
    content && isCurrent(head) && droppedOfSame(content, head, personKey, person, node, work, dependencies);
  if (dropped) {
    result.dropped = dropped;
    const isNewer =
      node.role === 'patient' ? time !== head?.sourceUpdated : newerBySender(entry, head as StoredResource);
    if (!isNewer) return;
    work.sameAsBefore.add(node.id);
  }
  work.known.set(node.id, {
    id: node.id,
    personKey,
    type: node.type,
    vardgivare: work.submitter.organisationsnummer,
    version: (head?.version ?? 0) + 1,
    state: result.decision === 'retract' ? 'retracted' : 'current',
    sourceUpdated: isForgotten ? head?.sourceUpdated : time,
    lastUpdated: work.now,
    ...caseOf(node, head),
    references: content ? referencedIds(content) : [],
    content,
    search: { identifiers: [], codes: [] },
    submissionId: work.submissionId,
  });
  result.version = (head?.version ?? 0) + 1;
  work.changed.add(node.id);
}

/**
 * A Patient, or a time under compulsory care, that came with contacts of no register is known by its time alone. An older version that comes with a
 * contact of some register is better than none: only where the person lives is left out, for they may have become protected since (I-5).
 */
function olderThanForgotten({ role }: Node, head: StoredResource | undefined, time: string): boolean {
  return (
    (role === 'patient' || role === 'context') &&
    head?.state === 'not-kept' &&
    head.sourceUpdated !== undefined &&
    time < head.sourceUpdated
  );
}

/** A contact that is older than what is there may come with members that are newer than those that are there. */
function noteOlder(head: StoredResource, statement: string | undefined, work: Work): void {
  const content = noteStatement(head.content as Resource, statement);
  if (content !== head.content) store({ ...head, content }, work);
}

/**
 * What is left out of a shared resource or a Patient that says what is stored already; undefined where it says something else. A Patient is kept as its
 * receivers need it: when known contacts change too, there may be fewer of these, and it has to be reduced again.
 */
function droppedOfSame(
  content: Resource,
  head: StoredResource,
  personKey: Uuid,
  person: Person | undefined,
  { role }: Node,
  { graph }: Work,
  { registers, identifierHash }: SubmissionDependencies,
): string[] | undefined {
  const isOfNewContacts = () => graph.nodes.every((node) => !isOfCase(node) || node.created === true);
  if (role !== 'context' && !(role === 'patient' && person && personKey === head.personKey && isOfNewContacts()))
    return undefined;
  const { resource, dropped } = registers.minimise(content, registers.ids());
  if (!resource) return undefined;
  const kept = person ? withFacts(resource as Patient, person.facts) : resource;
  if (!sameContent(head.content as Resource, kept)) return undefined;
  if (person) {
    const { identifiers } = searchValues(kept, person.identifiers, identifierHash);
    if (identifiers.toSorted().join() !== head.search.identifiers.toSorted().join()) return undefined;
  }
  return dropped;
}

function isOfCase({ role }: Node): boolean {
  return role === 'contact' || role === 'member';
}

/** A shared resource that only comes along with every bundle is not written again, unless its own lastUpdated has moved. */
function newerBySender(entry: Entry, head: StoredResource): boolean {
  const own = toUtc(entry.resource?.meta?.lastUpdated);
  return own !== undefined && own > (head.sourceUpdated ?? '');
}

function caseOf(node: Node, head: StoredResource | undefined): { caseId?: Uuid } {
  const caseId =
    node.role === 'contact' ? node.id : (node.contact?.id ?? (node.role === 'member' ? head?.caseId : undefined));
  return caseId ? { caseId } : {};
}
