import { finding } from '../errors/finding.ts';
import type { CaseResult } from '../registers/case.ts';
import type { CaseRows, StoredResource, Transaction, Uuid } from '../repository/types.ts';
import { assembleCase, reachedFrom } from './assemble-case.ts';
import type { SubmissionDependencies } from './dependencies.ts';
import type { Entry } from './entry.ts';
import { roleOf } from './node.ts';
import { reduceAll, usedElsewhere } from './reduce.ts';
import { isCurrent } from './resolve-ids.ts';
import { leftOutByNewerStatement } from './stated-with-contact.ts';
import { type Applied, store, type Work } from './work.ts';

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
 * In: ids of the cases, the contacts among them that are gone, as they were, and everything that both reach in `work.known`. Out: what to write and what to tell the sender.
 */
export async function settle(
  caseIds: Uuid[],
  gone: StoredResource[],
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
  // A contact that is gone takes along what it alone referred to, the Patient first of all. A diagnosis of another contact's is that one's.
  for (const former of gone)
    for (const { id, type } of reachedFrom(former, former, work.known))
      if (roleOf(type) !== 'member' && !receiversOf.has(id)) receiversOf.set(id, new Set());
  for (const id of await usedElsewhere(receiversOf, caseIds, work, transaction)) receiversOf.delete(id);
  reduceAll(receiversOf, work, dependencies);
  tellLeftOut(work);
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
    if (member.personKey !== personKey) store({ ...member, personKey }, work);
  }
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
    store({ ...member, state: 'retracted', content: null, references: [] }, work);
  const members = current();
  const parts = { caseId, members, reached: reach(members, root, work) };
  if (!root || root.state === 'expected') {
    const results = registers.ids().map((register) => waitingResult(register, members, objections));
    return { ...parts, results, receivers: receiving(results), waiting: true };
  }
  const { state } = root;
  if (!isCurrent(root)) {
    const results = registers.ids().map((register) => goneResult(register, state));
    return { ...parts, results, receivers: [], waiting: false };
  }
  const situation = assembleCase(root, members, work.known, work.submitter, registers.normaliseDates);
  const results = registers.evaluate(situation, {
    objections: objections.get(root.personKey) ?? new Set(),
    now: new Date(work.now),
  });
  return { ...parts, results, receivers: receiving(results), waiting: false };
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

function reach(members: StoredResource[], root: StoredResource | undefined, work: Work): Set<Uuid> {
  const reached = new Set<Uuid>();
  const queue = [...members];
  for (const next of queue) {
    if (reached.has(next.id)) continue;
    reached.add(next.id);
    queue.push(...reachedFrom(next, root ?? next, work.known));
  }
  return reached;
}

/** A member of an older statement that a newer one has left out, wherever it came from, is told what an older version of anything is told. */
function tellLeftOut({ results, known }: Work): void {
  for (const result of results.values()) {
    const { id, decision, node, entry } = result;
    if (decision !== 'replace' || !id || !node.statedWithContact || known.get(id)?.state !== 'retracted') continue;
    result.decision = 'superseded';
    result.created = false;
    delete result.id;
    entry.findings.push(finding('superseded', entry.path));
  }
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
