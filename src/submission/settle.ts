import type { Patient, Resource } from '@medplum/fhirtypes';
import { finding } from '../errors/finding.ts';
import type { CaseResult } from '../registers/case.ts';
import { type CaseRows, NO_PERSON, type StoredResource, type Transaction, type Uuid } from '../repository/types.ts';
import type { Applied, EntryResult, Work } from './apply.ts';
import { assembleCase } from './assemble-case.ts';
import { referencedIds } from './content.ts';
import type { SubmissionDependencies } from './dependencies.ts';
import type { Entry } from './entry.ts';
import { roleOf } from './node.ts';
import { factsOf, withFacts } from './person.ts';
import { isCurrent } from './resolve-ids.ts';
import { searchValues } from './search-values.ts';
import { leftOutByNewerStatement } from './stated-with-contact.ts';

type Outcome = CaseResult['outcome'];

/** A register with one of these outcomes receives the case, now or once it is completed; with any other nothing may be kept for it. */
const RECEIVES = new Set<Outcome>(['accepted', 'draft', 'rejected']);
/** What an entry is told when its case has several outcomes: the first of these that some register gave. */
const PRECEDENCE: Outcome[] = ['accepted', 'draft', 'rejected', 'opted-out', 'not-eligible'];

/** One touched case with everything that is decided about it. */
interface Settled {
  caseId: Uuid;
  members: StoredResource[];
  /** Ids of members and of what they reach. */
  reached: Set<Uuid>;
  results: CaseResult[];
  receivers: string[];
  waiting: boolean;
}

/**
 * Evaluates the touched cases and reduces every resource to what its receiving registers use; what has no receiver loses its content.
 *
 * In: ids of the cases, everything that they reach in `work.known`. Out: what to write and what to tell the sender.
 */
export async function settle(
  caseIds: Uuid[],
  work: Work,
  transaction: Transaction,
  dependencies: SubmissionDependencies,
): Promise<Omit<Applied, 'persons'>> {
  const byCase = membersByCase(caseIds, work.known);
  for (const caseId of caseIds) followPatient(caseId, byCase.get(caseId) ?? [], work);
  const personKeys = new Set<Uuid>();
  for (const caseId of caseIds)
    for (const id of byCase.get(caseId) ?? []) personKeys.add((work.known.get(id) as StoredResource).personKey);
  const asked = dependencies.registers.heedObjections ? [...personKeys] : [];
  const objections = asked.length > 0 ? await transaction.objections(asked) : new Map<Uuid, Set<string>>();
  const began = performance.now();
  const settled = caseIds.map((caseId) => settleCase(caseId, byCase.get(caseId) ?? [], objections, work, dependencies));
  const receiversOf = new Map<Uuid, Set<string>>();
  for (const { reached, receivers } of settled)
    for (const id of reached) {
      const all = receiversOf.get(id) ?? new Set();
      for (const register of receivers) all.add(register);
      receiversOf.set(id, all);
    }
  for (const id of await usedElsewhere(receiversOf, caseIds, work, transaction)) receiversOf.delete(id);
  reduceAll(receiversOf, work, dependencies);
  tellEntries(settled, work);
  dependencies.observe('map', (performance.now() - began) / 1000);
  const contactEntries = new Map<Uuid, Entry>();
  for (const { entry, id, node } of work.results.values())
    if (id && node.role === 'contact') contactEntries.set(id, entry);
  const versions = new Map<string, number>();
  for (const { id, type, version } of work.known.values()) versions.set(`${type}/${id}`, version);
  return {
    entries: [...work.results.values()],
    cases: settled.flatMap(({ caseId, results }) =>
      results.map((result) => ({
        caseId,
        ...(contactEntries.has(caseId) && { contact: contactEntries.get(caseId) }),
        result,
      })),
    ),
    resources: [...work.changed].map((id) => work.known.get(id) as StoredResource),
    rows: settled.flatMap((one) => rowsOf(one, versions, work)),
    personKeys: [...personKeys],
  };
}

function membersByCase(caseIds: Uuid[], known: Map<Uuid, StoredResource>): Map<Uuid, Uuid[]> {
  const byCase = new Map<Uuid, Uuid[]>(caseIds.map((id) => [id, []]));
  for (const { id, caseId } of known.values()) if (caseId) byCase.get(caseId)?.push(id);
  return byCase;
}

/** All of a case belongs to the person of its contact's Patient; when that turns out to be another person, the case moves along. */
function followPatient(caseId: Uuid, members: Uuid[], work: Work): void {
  const root = work.known.get(caseId);
  const patientId = root?.references.find((id) => work.known.get(id)?.type === 'Patient');
  const personKey = (patientId && work.known.get(patientId)?.personKey) ?? root?.personKey;
  if (!personKey) return;
  for (const id of members) {
    const member = work.known.get(id) as StoredResource;
    if (member.personKey !== personKey) change({ ...member, personKey }, work);
  }
}

/** Changes what this submission writes; a resource that it does not carry gets a further version. */
function change(resource: StoredResource, work: Work): void {
  const carried = work.changed.has(resource.id);
  work.changed.add(resource.id);
  work.known.set(resource.id, {
    ...resource,
    ...(!carried && { version: resource.version + 1, lastUpdated: work.now, submissionId: work.submissionId }),
  });
}

function settleCase(
  caseId: Uuid,
  memberIds: Uuid[],
  objections: Map<Uuid, Set<string>>,
  work: Work,
  dependencies: SubmissionDependencies,
): Settled {
  const { registers } = dependencies;
  const root = work.known.get(caseId);
  const current = () => memberIds.map((id) => work.known.get(id)).filter(isCurrent);
  for (const member of leftOutByNewerStatement(root, current()))
    change({ ...member, state: 'retracted', content: null, references: [] }, work);
  const members = current();
  if (!root || root.state === 'expected') {
    const results = registers.ids().map((register) => waitingResult(register, members, objections));
    return { caseId, members, reached: reach(members, work), results, receivers: receiving(results), waiting: true };
  }
  const { state } = root;
  if (!isCurrent(root)) {
    const results = registers.ids().map((register) => goneResult(register, state));
    return { caseId, members, reached: reach(members, work), results, receivers: [], waiting: false };
  }
  const situation = assembleCase(root, members, work.known, work.submitter, registers.normaliseDates);
  const results = registers.evaluate(situation, {
    objections: objections.get(root.personKey) ?? new Set(),
    now: new Date(work.now),
  });
  return { caseId, members, reached: reach(members, work), results, receivers: receiving(results), waiting: false };
}

function receiving(results: CaseResult[]): string[] {
  return results.filter(({ outcome }) => RECEIVES.has(outcome)).map(({ register }) => register);
}

/** Nothing can be decided before the contact is here: a draft that lacks the whole contact, in every register that the person lets receive it. */
function waitingResult(register: string, members: StoredResource[], objections: Map<Uuid, Set<string>>): CaseResult {
  const objected = members.some(({ personKey }) => objections.get(personKey)?.has(register));
  return {
    register,
    specification: '',
    mapping: '',
    outcome: objected ? 'opted-out' : 'draft',
    rule: objected ? 'P-2' : 'S-5',
    reason: objected ? 'objection' : 'contact-expected',
    rows: {},
    missing: [],
    findings: objected ? [] : [finding('contact-expected', '')],
  };
}

/** A retracted contact, or one that no register received, takes what belongs to it along. */
function goneResult(register: string, state: StoredResource['state']): CaseResult {
  const retracted = state === 'retracted';
  return {
    register,
    specification: '',
    mapping: '',
    outcome: 'not-eligible',
    rule: retracted ? 'S-3' : 'R-3',
    reason: retracted ? 'contact-retracted' : 'contact-not-kept',
    rows: {},
    missing: [],
    findings: [],
  };
}

function reach(members: StoredResource[], work: Work): Set<Uuid> {
  const reached = new Set<Uuid>();
  const queue = [...members];
  for (const next of queue) {
    if (reached.has(next.id)) continue;
    reached.add(next.id);
    for (const id of next.references) {
      const target = work.known.get(id);
      // Another contact is a case of its own; a diagnosis may be of both.
      if (target && roleOf(target.type) !== 'contact') queue.push(target);
    }
  }
  return reached;
}

/** What no touched case receives any more, and a contact outside of this submission still uses. */
async function usedElsewhere(
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
function reduceAll(receiversOf: Map<Uuid, Set<string>>, work: Work, dependencies: SubmissionDependencies): void {
  const resultOf = new Map<Uuid, EntryResult>();
  for (const result of work.results.values()) if (result.id && !result.node.twin) resultOf.set(result.id, result);
  const all = dependencies.registers.ids();
  for (const [id, receivers] of receiversOf) {
    const resource = work.known.get(id) as StoredResource;
    const ofPerson = resource.caseId !== undefined || resource.personKey !== NO_PERSON;
    if (receivers.size === 0 && ofPerson && isCurrent(resource)) change(emptied(resource), work);
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
      shared || !receivers?.size ? all : [...receivers],
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

/** An entry's outcome is the best that any register gave to a case that it is part of. */
function tellEntries(settled: Settled[], work: Work): void {
  const best = new Map<Uuid, { outcome: Outcome; rule?: string; waiting: boolean }>();
  for (const { caseId, reached, results, waiting } of settled)
    for (const { outcome, rule } of results)
      for (const id of [caseId, ...reached]) {
        const soFar = best.get(id);
        if (!soFar || PRECEDENCE.indexOf(outcome) < PRECEDENCE.indexOf(soFar.outcome))
          best.set(id, { outcome, rule, waiting });
      }
  for (const result of work.results.values()) {
    const found = result.id ? best.get(result.id) : undefined;
    if (!found || result.outcome !== 'accepted' || result.decision === 'retract') continue;
    result.outcome = found.outcome;
    if (found.rule) result.rule = found.rule;
    if (found.waiting && result.node.role === 'member')
      result.entry.findings.push(finding('contact-expected', result.entry.path));
  }
}

/** Rows of every register, also where there are none any more, so that what the case had there before goes. */
function rowsOf({ caseId, members, results }: Settled, versions: Map<string, number>, work: Work): CaseRows[] {
  const personKey = work.known.get(caseId)?.personKey ?? members[0]?.personKey;
  if (!personKey) return [];
  const { submissionId, submitter } = work;
  return results.map((result) => ({
    caseId,
    personKey,
    vardgivare: submitter.organisationsnummer,
    submissionId,
    result,
    versions,
  }));
}
