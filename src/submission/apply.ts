import type { Patient } from '@medplum/fhirtypes';
import { finding } from '../errors/finding.ts';
import type { StoredResource, Transaction, Uuid } from '../repository/types.ts';
import type { SubmissionDependencies } from './dependencies.ts';
import type { Entry, Envelope } from './entry.ts';
import { joinLateMembers, moveReferrers } from './move-members.ts';
import type { Graph, Node } from './node.ts';
import { factsOf, type Person } from './person.ts';
import { personKeysOf, personsToRelease } from './person-keys.ts';
import { idsOf, isCurrent, resolveIds } from './resolve-ids.ts';
import { settle } from './settle.ts';
import type { Submitter } from './submitter.ts';
import { takeEntry } from './take-entry.ts';
import { timesOf } from './times.ts';
import { loadReachable, touchedCases } from './touched-cases.ts';
import type { Applied, Work } from './work.ts';

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
  const gone = caseIds.flatMap((id) => {
    const former = before.get(id);
    return isCurrent(former) && !isCurrent(known.get(id)) ? [former] : [];
  });
  const left = gone.flatMap(({ references }) => references).filter((id) => !known.has(id));
  if (left.length > 0) for (const [id, resource] of await transaction.loadResources(left)) known.set(id, resource);
  await loadReachable(known, transaction);
  const applied = await settle(caseIds, gone, work, transaction, dependencies);
  tellExpected(work);
  tellOtherPersons(work, personKeys);
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

/**
 * Tells of members that came without their contact and are about somebody else. In one bundle that is an error; here the two may be one person, who got a
 * personnummer since the contact came. A person without any identifier is nobody else's namesake, so nothing can be told of one.
 */
function tellOtherPersons({ results, known }: Work, personKeys: Map<Node, Uuid>): void {
  for (const [{ type, role, contact, patient }, { entry, decision, id }] of results) {
    const root = contact?.id && !contact.entry ? known.get(contact.id) : undefined;
    if (role !== 'member' || decision !== 'replace' || !id || !patient?.id || !isCurrent(root)) continue;
    const isOther = personKeys.get(patient) !== root.personKey && !root.references.includes(patient.id);
    const ofContact = root.references.map((target) => known.get(target)).find((one) => one?.type === 'Patient');
    if (isOther && isIdentified(ofContact) && isIdentified(known.get(patient.id)))
      entry.findings.push(finding('contact-other-person', `${entry.path}.resource`, { type }));
  }
}

function isIdentified(patient: StoredResource | undefined): boolean {
  return isCurrent(patient) && factsOf(patient.content as Patient).identifier !== 'none';
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
