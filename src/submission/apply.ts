import type { Patient, Resource } from '@medplum/fhirtypes';
import { finding, isError } from '../errors/finding.ts';
import type { CaseResult } from '../registers/case.ts';
import { type CaseRows, NO_PERSON, type StoredResource, type Transaction, type Uuid } from '../repository/types.ts';
import { internalCopy, referencedIds, sameContent } from './content.ts';
import { type Decision, decide } from './decide.ts';
import type { SubmissionDependencies } from './dependencies.ts';
import type { Entry, Envelope } from './entry.ts';
import { toUtc } from './instant.ts';
import { type Graph, type Node, roleOf } from './node.ts';
import { type Person, withFacts } from './person.ts';
import { idsOf, isCurrent, resolveIds } from './resolve-ids.ts';
import { setNotKept, settle } from './settle.ts';
import { lastStated, markStatedWithContact, noteStatement } from './stated-with-contact.ts';
import type { Submitter } from './submitter.ts';

/** A person about whom nothing is known but a resource's id. */
export const UNIDENTIFIED = 'https://sluss.se/fhir/NamingSystem/unidentified';

/** What became of one entry. */
export interface EntryResult {
  entry: Entry;
  node: Node;
  decision?: Decision;
  outcome: CaseResult['outcome'];
  /** Internal id and version, where something is stored. */
  id?: Uuid;
  version?: number;
  created?: boolean;
  /** Paths of the resource that were not kept. */
  dropped: string[];
  rule?: string;
}

export interface Applied {
  entries: EntryResult[];
  /** One per case that this submission touched and register. */
  cases: { caseId: Uuid; contact?: Entry; result: CaseResult }[];
  resources: StoredResource[];
  rows: CaseRows[];
  personKeys: Uuid[];
  /** Persons of whom nothing may be left. */
  persons: Uuid[];
}

/** What one submission is about to do, gathered while it goes through the database. */
export interface Work {
  graph: Graph;
  submissionId: Uuid;
  submitter: Submitter;
  now: string;
  known: Map<Uuid, StoredResource>;
  /** Ids whose head this submission writes. */
  changed: Set<Uuid>;
  /** Shared resources among these that say what they said, at a later time: no rows depend on that. */
  sameAsBefore: Set<Uuid>;
  results: Map<Node, EntryResult>;
  /** Of Patients in this submission, by internal id: what the vault and the rows need of them. */
  persons: Map<Uuid, Person>;
}

/**
 * Computes everything that a submission changes, inside its transaction: newest version wins, every touched case is computed again from all that
 * is known of it, and each resource is reduced to what its receiving registers use before anything is written.
 *
 * In: the graph of the good entries, persons by their Patient entry. Out: what to write and what to tell. Writes only ids and persons.
 */
export async function applySubmission(
  input: {
    envelope: Envelope;
    graph: Graph;
    persons: Map<Entry, Person>;
    submitter: Submitter;
    submissionId: Uuid;
    inward: (id: string) => Uuid | undefined;
  },
  transaction: Transaction,
  dependencies: SubmissionDependencies,
): Promise<Applied> {
  const { envelope, graph, submitter, submissionId } = input;
  const vardgivare = submitter.organisationsnummer;
  const now = dependencies.now().toISOString();
  await findRetracted(graph, vardgivare, transaction, dependencies);
  const merged = await resolveIds(graph, vardgivare, transaction, input.inward);
  const known = await transaction.loadResources([...idsOf(graph), ...merged.keys()]);
  const work: Work = {
    graph,
    submissionId,
    submitter,
    now,
    known,
    changed: new Set(),
    sameAsBefore: new Set(),
    results: new Map(),
    persons: new Map(),
  };
  const before = new Map(known);
  await moveReferrers(merged, work, transaction);
  const { times, statements } = timesOf(envelope, graph, now);
  const personKeys = await personKeysOf(input.persons, work, transaction);
  for (const [entry, node] of graph.entries)
    takeEntry(entry, node, { times, statements, personKeys, persons: input.persons }, work, dependencies);
  await joinLateMembers(work, before, transaction);
  const caseIds = await touchedCases(work, before, transaction);
  for (const member of await transaction.loadCaseMembers(caseIds))
    if (!known.has(member.id)) known.set(member.id, member);
  await loadReachable(known, transaction);
  const applied = await settle(caseIds, work, transaction, dependencies);
  tellExpected(work);
  return { ...applied, persons: personsToRelease(personKeys, before, work) };
}

/** Tells of references that lead to what has not come yet, or was not kept; an entry of which nothing is stored waits for nothing. */
function tellExpected({ graph, known, results }: Work): void {
  for (const { entry, path, target } of graph.mentions) {
    const result = results.get(graph.entries.get(entry) as Node);
    const isWaiting = result?.outcome === 'accepted' || result?.outcome === 'draft';
    if (!isWaiting || result.decision !== 'replace' || target.role === 'contact' || target.role === 'other') continue;
    if (target.id && !isCurrent(known.get(target.id)))
      entry.findings.push(finding('reference-expected', path, { type: target.type }));
  }
}

/** Persons that were named or moved from, and of whom this submission leaves nothing that it knows of. */
function personsToRelease(named: Map<Node, Uuid>, before: Map<Uuid, StoredResource>, { known }: Work): Uuid[] {
  const persons = new Set(named.values());
  for (const { personKey } of before.values()) persons.add(personKey);
  persons.delete(NO_PERSON);
  for (const resource of known.values()) if (isCurrent(resource)) persons.delete(resource.personKey);
  return [...persons];
}

/** A member that is to be deleted by its identifier does not say which contact it is of: the one that is there is meant. */
async function findRetracted(
  graph: Graph,
  vardgivare: string,
  transaction: Transaction,
  { identifierHash }: SubmissionDependencies,
): Promise<void> {
  for (const [{ method, condition, path, findings }, node] of graph.entries) {
    if (method !== 'DELETE' || node.role !== 'member' || condition === undefined) continue;
    const found = await transaction.findByIdentifier(vardgivare, node.type, identifierHash(condition));
    if (found.length > 1) findings.push(finding('condition-several', `${path}.request.url`, { type: node.type }));
    else if (found.length === 1) {
      await transaction.lockHeads(found);
      node.id = found[0].id;
    } else node.keys = [];
  }
}

/** The sender's time of each entry: its lastUpdated, else the bundle's timestamp, else arrival. A statement of a contact's members has one time. */
function timesOf(
  envelope: Envelope,
  graph: Graph,
  now: string,
): { times: Map<Node, string>; statements: Map<Node, string> } {
  const times = new Map<Node, string>();
  for (const [entry, node] of graph.entries)
    times.set(node, toUtc(entry.resource?.meta?.lastUpdated) ?? envelope.timestamp ?? now);
  const statements = new Map<Node, string>();
  for (const [node, time] of times)
    if (node.statedWithContact && node.contact) {
      const soFar = statements.get(node.contact) ?? times.get(node.contact);
      statements.set(node.contact, later(time, soFar));
    }
  for (const node of times.keys())
    if (node.statedWithContact && node.contact) times.set(node, statements.get(node.contact) as string);
  return { times, statements };
}

/** The later of two ISO instants in UTC. */
function later(a: string, b: string | undefined): string {
  return b && b > a ? b : a;
}

/** Person keys by the node of the Patient: of the identifiers that it carries, of what is stored of it, or of its bare id. */
async function personKeysOf(
  persons: Map<Entry, Person>,
  work: Work,
  transaction: Transaction,
): Promise<Map<Node, Uuid>> {
  const keys = new Map<Node, Uuid>();
  const ask: { node: Node; system: string; value: string }[] = [];
  for (const node of work.graph.nodes) {
    if (node.role !== 'patient' || !node.id) continue;
    const identifiers = (node.entry && persons.get(node.entry)?.identifiers) ?? identifierMentioned(node);
    const head = work.known.get(node.id);
    if (identifiers.length > 0) ask.push({ node, ...identifiers[0] });
    else if (head) keys.set(node, head.personKey);
    else ask.push({ node, system: UNIDENTIFIED, value: node.id });
  }
  const found = await transaction.resolvePersons(ask.map(({ system, value }) => ({ system, value })));
  for (const [index, { node }] of ask.entries()) keys.set(node, found[index]);
  return keys;
}

/** A Patient that is only mentioned by a logical reference still names its person. */
function identifierMentioned(node: Node): { system: string; value: string }[] {
  const key = node.entry ? undefined : node.keys.find(({ kind }) => kind === 'identifier');
  const cut = key?.value.indexOf('|') ?? -1;
  return key && cut > 0 ? [{ system: key.value.slice(0, cut), value: key.value.slice(cut + 1) }] : [];
}

/** What is known of the entries before any of them is taken. */
interface Facts {
  times: Map<Node, string>;
  /** When each contact's members were stated. */
  statements: Map<Node, string>;
  personKeys: Map<Node, Uuid>;
  persons: Map<Entry, Person>;
}

/** Turns one good entry into the new head of its resource, unless something newer is there. */
function takeEntry(entry: Entry, node: Node, facts: Facts, work: Work, dependencies: SubmissionDependencies): void {
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
  if (content && node.role === 'context') {
    const reduced = dependencies.registers.minimise(content, dependencies.registers.ids());
    if (reduced.resource && isCurrent(head) && sameContent(head.content as Resource, reduced.resource)) {
      result.dropped = reduced.dropped;
      if (!newerBySender(entry, head)) return;
      work.sameAsBefore.add(node.id);
    }
  }
  const owner = node.role === 'patient' ? node : node.patient;
  work.known.set(node.id, {
    id: node.id,
    personKey: (owner && facts.personKeys.get(owner)) ?? head?.personKey ?? NO_PERSON,
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

/** What referred to a name that has turned out to be another's refers to that one now. */
async function moveReferrers(merged: Map<Uuid, Uuid>, work: Work, transaction: Transaction): Promise<void> {
  if (merged.size === 0) return;
  const rewrite = (text: string) => text.replace(/[0-9a-f-]{36}/g, (id) => merged.get(id) ?? id);
  for (const referrer of await transaction.loadReferrers([...merged.keys()])) {
    if (!referrer.content) continue;
    const content = JSON.parse(rewrite(JSON.stringify(referrer.content))) as Resource;
    const caseId = referrer.caseId && (merged.get(referrer.caseId) ?? referrer.caseId);
    store({ ...referrer, content, references: referencedIds(content), ...(caseId && { caseId }) }, work);
  }
  for (const former of merged.keys()) {
    const head = work.known.get(former);
    if (head) store({ ...head, state: 'retracted', content: null, references: [] }, work);
  }
}

/** Writes a further version of a stored resource that this submission changes without carrying it. */
function store(resource: StoredResource, work: Work): void {
  const again = work.changed.has(resource.id);
  work.known.set(resource.id, {
    ...resource,
    version: resource.version + (again ? 0 : 1),
    lastUpdated: work.now,
    submissionId: work.submissionId,
  });
  work.changed.add(resource.id);
}

/** Members without a contact of their own belong to the contact whose diagnosis names them, whichever came first. */
async function joinLateMembers(work: Work, before: Map<Uuid, StoredResource>, transaction: Transaction): Promise<void> {
  for (const [node] of work.results)
    if (node.role === 'contact' && node.id && work.changed.has(node.id))
      for (const id of work.known.get(node.id)?.references ?? []) {
        const member = work.known.get(id);
        if (member && isCurrent(member) && !member.caseId && isMember(member))
          work.changed.has(id)
            ? work.known.set(id, { ...member, caseId: node.id })
            : store({ ...member, caseId: node.id }, work);
      }
  const lone = [...work.results.keys()].filter(({ role, id, created }) => {
    const stored = id ? work.known.get(id) : undefined;
    return role === 'member' && created === false && stored && !stored.caseId && !before.get(stored.id)?.caseId;
  });
  if (lone.length === 0) return;
  const referrers = await transaction.loadReferrers(lone.map(({ id }) => id as Uuid));
  const contactOf = new Map<Uuid, Uuid>();
  for (const { id: contact, type, references } of referrers)
    if (roleOf(type) === 'contact') for (const id of references) if (!contactOf.has(id)) contactOf.set(id, contact);
  for (const { id } of lone) {
    const caseId = contactOf.get(id as Uuid);
    const stored = work.known.get(id as Uuid);
    if (caseId && stored) work.known.set(stored.id, { ...stored, caseId });
  }
}

function isMember({ type }: StoredResource): boolean {
  return roleOf(type) === 'member';
}

/** Every case whose rows may differ after this submission. */
async function touchedCases(work: Work, before: Map<Uuid, StoredResource>, transaction: Transaction): Promise<Uuid[]> {
  const cases = new Set<Uuid>();
  // What was unknown before this submission cannot be referred to by anything stored.
  const fresh = new Set([...work.results.keys()].filter(({ created }) => created).map(({ id }) => id));
  let frontier: Uuid[] = [];
  const shared: StoredResource[] = [];
  for (const id of work.changed) {
    const after = work.known.get(id) as StoredResource;
    for (const caseId of [after.caseId, before.get(id)?.caseId]) if (caseId) cases.add(caseId);
    if (fresh.has(id) || work.sameAsBefore.has(id) || roleOf(after.type) === 'contact') continue;
    frontier.push(id);
    if (roleOf(after.type) === 'context') shared.push(after);
  }
  await lockShared(shared, work, before, transaction);
  const named = new Set(work.graph.nodes.map(({ id }) => id));
  // An organization's correction reaches contacts through the units below it, hence the rounds.
  const seen = new Set(frontier);
  const roots = new Map<Uuid, number>();
  while (frontier.length > 0) {
    const referrers = await transaction.loadReferrers(frontier);
    frontier = [];
    for (const referrer of referrers) {
      if (!work.known.has(referrer.id)) work.known.set(referrer.id, referrer);
      const { caseId, version } = work.known.get(referrer.id) as StoredResource;
      if (caseId) cases.add(caseId);
      if (caseId === referrer.id && !named.has(referrer.id))
        roots.set(referrer.id, work.changed.has(referrer.id) ? version - 1 : version);
      if (caseId || seen.has(referrer.id)) continue;
      seen.add(referrer.id);
      frontier.push(referrer.id);
    }
  }
  await transaction.lockHeads([...roots].map(([id, version]) => ({ id, version })));
  return [...cases];
}

/**
 * Those that only mention what is shared do not wait for each other; who changes it waits for all of them, and sees what they have stored. A lock that
 * is shared already is not made exclusive, for two who do that wait for each other: the work is done again with the right lock from its beginning.
 */
async function lockShared(
  shared: StoredResource[],
  work: Work,
  before: Map<Uuid, StoredResource>,
  transaction: Transaction,
): Promise<void> {
  const nodes = new Map(work.graph.nodes.flatMap((node) => (node.id ? [[node.id, node] as const] : [])));
  const late = shared.filter(({ id }) => nodes.get(id)?.exclusive !== true);
  const named = late.flatMap(({ id }) => nodes.get(id) ?? []);
  if (named.length > 0) {
    for (const node of named) node.exclusive = true;
    throw new TryAgain();
  }
  await transaction.lockHeads(late.map(({ id }) => ({ id, version: before.get(id)?.version ?? 0 })));
}

/** Has the repository run the transaction again, as after any conflict (SQLSTATE serialization_failure). */
class TryAgain extends Error {
  readonly code = '40001';
}

async function loadReachable(known: Map<Uuid, StoredResource>, transaction: Transaction): Promise<void> {
  const asked = new Set<Uuid>();
  for (;;) {
    const wanted = new Set<Uuid>();
    for (const { references } of known.values())
      for (const id of references) if (!known.has(id) && !asked.has(id)) wanted.add(id);
    if (wanted.size === 0) return;
    for (const id of wanted) asked.add(id);
    for (const [id, resource] of await transaction.loadResources([...wanted])) known.set(id, resource);
  }
}
