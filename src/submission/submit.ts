import { randomUUID } from 'node:crypto';
import type { OperationOutcome, Resource, Task } from '@medplum/fhirtypes';
import { shownId } from '../access/shown-id.ts';
import { type Finding, finding, isError } from '../errors/finding.ts';
import { SlussError } from '../errors/sluss-error.ts';
import { toOperationOutcome } from '../fhir/operation-outcome.ts';
import { checkPersonIdentifier } from '../identity/person-identifier.ts';
import type { Submission, Uuid } from '../repository/types.ts';
import { applySubmission } from './apply.ts';
import { boundFindings } from './bound-findings.ts';
import { canonicalJson } from './canonical-json.ts';
import { decodeBundle } from './decode.ts';
import type { FetchedForValidation, Step, SubmissionDependencies } from './dependencies.ts';
import type { Entry, Envelope, Method } from './entry.ts';
import { buildGraph } from './graph.ts';
import { createTurns } from './in-turn.ts';
import type { Graph } from './node.ts';
import { describePerson, type Person } from './person.ts';
import { foreseenPersons } from './person-keys.ts';
import { buildReceipt } from './receipt.ts';
import { foreseenNames } from './resolve-ids.ts';
import { buildResponse } from './response.ts';
import { findSubmitter, type Submitter } from './submitter.ts';
import type { Applied, EntryResult } from './work.ts';

export interface SubmissionAnswer {
  status: number;
  body: Resource;
  receiptId?: string;
  headers?: Record<string, string>;
}

/** Who submits: the client and the vårdgivare that it may act for. */
export interface SubmittingClient {
  client: string;
  vardgivare: string[];
  /** Whether its token lets it do this to a resource of the type; absent: everything. */
  may?(type: string, method: Method): boolean;
}

/** What the answer needs to link its receipt. */
const RECEIPT_LINK = 'https://sluss.se/fhir/StructureDefinition/receipt';

/** A submission on its way, after its envelope has been understood. */
interface Received {
  id: Uuid;
  text: string;
  client: string;
  envelope: Envelope;
  submitter: Submitter;
  contentHash: Buffer;
  messageId?: string;
}

/**
 * Makes the one way in: takes a bundle's text, gives the FHIR answer and stores resources, rows, receipt and audit in one transaction, or nothing.
 *
 * The returned function throws `SlussError` for what is not a submission at all (not JSON, not a Bundle, a vårdgivare that the client may not act
 * for); everything else is an answer with a receipt. See docs/submission-guide.md.
 */
export function createSubmit(dependencies: SubmissionDependencies) {
  const timed = <T>(step: Step, work: () => T): T => {
    const began = performance.now();
    try {
      return work();
    } finally {
      dependencies.observe(step, (performance.now() - began) / 1000);
    }
  };
  const inTurn = createTurns();
  return async function submit(text: string, caller: SubmittingClient): Promise<SubmissionAnswer> {
    const { value, findings } = timed('parse', () => dependencies.parse(text));
    if (findings.some(isError)) throw new SlussError(findings);
    const decoded = decodeBundle(value);
    const { envelope } = decoded;
    if (!envelope) throw new SlussError(located(decoded.findings, text, dependencies));
    // The hash is of what was sent, before anything is normalised in place.
    const contentHash = timed('parse', () => dependencies.contentHash(canonicalJson(value)));
    timed('normalise', () => {
      for (const entry of envelope.entries) {
        if (entry.resource) dependencies.normalise(entry.resource);
        if (entry.condition) entry.condition = normaliseCondition(entry, dependencies);
      }
    });
    const submitter = findSubmitterLocated(envelope, caller.vardgivare, text, dependencies);
    refuseBeyondScopes(envelope, caller);
    const messageId = envelope.entries.find(({ type }) => type === 'MessageHeader')?.resource?.id;
    const received: Received = {
      id: randomUUID(),
      text,
      client: caller.client,
      envelope,
      submitter,
      contentHash,
      messageId,
    };
    const fetching = dependencies.fetchCodes(envelope);
    const fetched = fetching && (await fetching);
    const { graph, persons } = timed('validate', () => examine(received, findings, fetched, dependencies));
    const failed = envelope.entries.some((entry) => entry.findings.some(isError));
    if (failed && envelope.type !== 'batch') return rejectUnlessKnown(received, graph, dependencies);
    const receipt = await inTurn(submitter.organisationsnummer, graph, () =>
      store(received, graph, persons, dependencies),
    );
    if (!receipt) return rejectUnlessKnown(received, graph, dependencies);
    return timed('answer', () => answer(receipt, received, dependencies));
  };
}

/** The identifier of a conditional request in the form that identifiers inside resources get. */
function normaliseCondition({ type, condition = '' }: Entry, { normalise }: SubmissionDependencies): string {
  const bar = condition.indexOf('|');
  if (bar < 0) return condition;
  const identifier = { system: condition.slice(0, bar), value: condition.slice(bar + 1) };
  normalise({ resourceType: 'Basic', identifier: [identifier] } as unknown as Resource);
  const person = type === 'Patient' ? checkPersonIdentifier(identifier.system, identifier.value) : undefined;
  const { system, value } = person?.ok ? person : identifier;
  return `${system}|${value}`;
}

/** Resources that say who sends and what for; they are part of the envelope and are not written. */
const ENVELOPE_TYPES = new Set(['MessageHeader', 'Provenance']);

/** An entry that the caller's token does not cover is rejected, as any other that has an error. */
function refuseBeyondScopes(envelope: Envelope, caller: SubmittingClient): void {
  for (const { type, method, path, findings } of envelope.entries)
    if (type && !ENVELOPE_TYPES.has(type) && caller.may?.(type, method) === false)
      findings.push(finding('entry-scope', path, { type }));
}

/** Everything that can be said of the entries without the database. Adds to their findings. */
function examine(
  { envelope }: Received,
  parsing: Finding[],
  fetched: FetchedForValidation | undefined,
  dependencies: SubmissionDependencies,
): { graph: Graph; persons: Map<Entry, Person> } {
  spread([...parsing, ...dependencies.validate(envelope, fetched)], envelope.entries);
  const persons = new Map<Entry, Person>();
  for (const entry of envelope.entries)
    if (entry.resource?.resourceType === 'Patient') {
      const person = describePerson(entry.resource, `${entry.path}.resource`);
      persons.set(entry, person);
      entry.findings.push(...person.findings);
    }
  const graph = buildGraph(envelope, dependencies.baseUrl, (entry) => persons.get(entry)?.identifiers ?? []);
  return { graph, persons };
}

/** Gives each entry its findings; those of the bundle itself go to its first entry, so that none is lost. */
function spread(findings: Finding[], entries: Entry[]): void {
  for (const item of findings) {
    const index = /^Bundle\.entry\[(\d+)\]/.exec(item.expression)?.[1];
    (entries[Number(index ?? 0)] ?? entries[0]).findings.push(item);
  }
}

/** What was accepted once stays so, whatever would be said of it today: the same submission has one receipt (S-3). */
async function rejectUnlessKnown(
  received: Received,
  graph: Graph,
  dependencies: SubmissionDependencies,
): Promise<SubmissionAnswer> {
  const { submitter, contentHash } = received;
  const known = await dependencies.repository.findSubmission(submitter.organisationsnummer, contentHash);
  return known ? answer(known.receipt, received, dependencies) : reject(received, graph, dependencies);
}

/** Nothing but the receipt is stored; all entries are told, those without errors that another stopped them (S-4). */
async function reject(
  received: Received,
  graph: Graph,
  dependencies: SubmissionDependencies,
): Promise<SubmissionAnswer> {
  const results = [...graph.entries].map(([entry, node]): EntryResult => {
    const own = entry.findings.some(isError);
    return { entry, node, outcome: 'rejected', dropped: [], ...(!own && { rule: 'S-4' }) };
  });
  const { submission, findings } = await describe(received, results, [], 'rejected', dependencies);
  await dependencies.repository.transaction(async (transaction) => {
    await transaction.insertSubmission(submission);
    await transaction.appendAudit([auditEntry(received, submission, [])]);
  });
  if (received.envelope.type === 'message')
    return answer(submission.receipt, received, dependencies, statusOf(findings));
  const url = receiptUrl(submission.receipt, dependencies);
  const body: OperationOutcome = { ...toOperationOutcome(findings), extension: [{ url: RECEIPT_LINK, valueUrl: url }] };
  return { status: statusOf(findings), body, receiptId: submission.receipt.id, headers: receiptHeaders(url) };
}

/** The results of all entries in their order; one that is no resource at all has no other. */
function everyEntry(results: EntryResult[], { entries }: Envelope): EntryResult[] {
  const told = new Map(results.map((result) => [result.entry, result]));
  return entries.map(
    (entry) =>
      told.get(entry) ?? { entry, node: { type: '', role: 'other', keys: [] }, outcome: 'rejected', dropped: [] },
  );
}

function statusOf(findings: Finding[]): number {
  return new SlussError(findings.filter(isError)).status;
}

/** Rolls a transaction back. */
class Stopped extends Error {}

/** Undefined when what is stored already shows an entry of a transaction to be wrong: then nothing is stored. */
async function store(
  received: Received,
  graph: Graph,
  persons: Map<Entry, Person>,
  dependencies: SubmissionDependencies,
): Promise<Task | undefined> {
  const { submitter, envelope, contentHash } = received;
  const ids = await dependencies.viewIds(submitter.organisationsnummer);
  const findingsBefore = new Map(envelope.entries.map((entry) => [entry, entry.findings.length]));
  let mapping = 0;
  let auditing = 0;
  const began = performance.now();
  const inner: SubmissionDependencies = {
    ...dependencies,
    observe(step, seconds) {
      if (step === 'map') mapping += seconds;
      dependencies.observe(step, seconds);
    },
  };
  const work = dependencies.repository.transaction(
    async (transaction) => {
      // A transaction that is tried again starts from what the entries were told before; what it met may have been the same submission.
      for (const [entry, length] of findingsBefore) entry.findings.length = length;
      fresh(graph);
      const known = await transaction.foresee(submitter.organisationsnummer, {
        contentHash,
        groups: foreseenNames(graph),
        persons: foreseenPersons(persons, graph),
        heed: dependencies.registers.heedObjections,
      });
      if (known) return known.receipt;
      const input = {
        envelope,
        graph,
        persons,
        submitter,
        submissionId: received.id,
        inward: ids.inward,
      };
      const applied = await applySubmission(input, transaction, inner);
      const partial = envelope.entries.some(({ findings }) => findings.some(isError));
      if (partial && envelope.type !== 'batch') throw new Stopped();
      const { submission } = await describe(
        received,
        applied.entries,
        applied.cases,
        partial ? 'partial' : 'accepted',
        dependencies,
      );
      // Sent together, carried out in this order: nothing here waits for an answer of the one before.
      const writes = [
        transaction.insertSubmission(submission),
        transaction.putResources(applied.resources),
        transaction.replaceRows(applied.rows),
        transaction.releasePersons(applied.persons),
      ];
      const auditBegan = performance.now();
      writes.push(transaction.appendAudit([auditEntry(received, submission, applied.personKeys)]));
      auditing = (performance.now() - auditBegan) / 1000;
      await Promise.all(writes);
      return submission.receipt;
    },
    { optimistic: true },
  );
  const receipt = await work.catch((error) => {
    if (error instanceof Stopped) return undefined;
    throw error;
  });
  dependencies.observe('audit', auditing);
  dependencies.observe('database', (performance.now() - began) / 1000 - mapping - auditing);
  return receipt;
}

/** Takes the ids of an attempt that was rolled back out of the graph. */
function fresh(graph: Graph): void {
  for (const node of graph.nodes) {
    delete node.id;
    delete node.created;
    delete node.twin;
    delete node.scopedKeys;
    delete node.statedWithContact;
  }
}

/** The submission's record and its receipt. */
async function describe(
  received: Received,
  results: EntryResult[],
  cases: Applied['cases'],
  outcome: Submission['outcome'],
  dependencies: SubmissionDependencies,
): Promise<{ submission: Submission; findings: Finding[] }> {
  const { id, client, submitter, envelope, contentHash, text } = received;
  const ids = await dependencies.viewIds(submitter.organisationsnummer);
  const entries = everyEntry(results, envelope);
  const clientIds = new Map<Uuid, string>();
  for (const { id: own, entry } of entries) if (own && entry.clientId) clientIds.set(own, entry.clientId);
  const findings = located(
    boundFindings([...entries.map(({ entry }) => entry.findings), ...cases.map(caseFindings)]),
    text,
    dependencies,
  );
  const receivedAt = dependencies.now().toISOString();
  const receipt = buildReceipt({
    id: ids.outward(id),
    submitter,
    client,
    bundleType: envelope.type,
    receivedAt,
    outcome,
    entries,
    cases,
    findings,
    nameOf: (type, internal) => `${type}/${shownId(clientIds.get(internal), ids.outward(internal))}`,
  });
  const { organisationsnummer: vardgivare } = submitter;
  return {
    submission: { id, client, vardgivare, bundleType: envelope.type, contentHash, receivedAt, outcome, receipt },
    findings,
  };
}

/** A register's findings are about the contact's entry, when this submission carries it. */
function caseFindings({ contact, result }: Applied['cases'][number]): Finding[] {
  return result.findings.map((item) => ({ ...item, expression: contact?.path ?? 'Bundle' }));
}

function auditEntry(received: Received, { id, outcome, receipt }: Submission, personKeys: Uuid[]) {
  return {
    action: 'submit',
    client: received.client,
    vardgivare: received.submitter.organisationsnummer,
    personKeys,
    rule: 'L-1',
    outcome: outcome === 'rejected' ? ('failed' as const) : ('ok' as const),
    detail: { submission: id, receipt: receipt.id as string, entries: received.envelope.entries.length },
  };
}

function answer(
  receipt: Task,
  { envelope, messageId }: Received,
  dependencies: SubmissionDependencies,
  status = 200,
): SubmissionAnswer {
  const body = buildResponse(envelope.type, receipt, dependencies.baseUrl, messageId);
  return { status, body, receiptId: receipt.id, headers: receiptHeaders(receiptUrl(receipt, dependencies)) };
}

function receiptUrl(receipt: Task, { baseUrl }: SubmissionDependencies): string {
  return `${baseUrl}/Task/${receipt.id}`;
}

function receiptHeaders(url: string): Record<string, string> {
  return { link: `<${url}>; rel="related"; title="receipt"` };
}

function findSubmitterLocated(
  envelope: Envelope,
  allowed: string[],
  text: string,
  dependencies: SubmissionDependencies,
): Submitter {
  try {
    return findSubmitter(envelope, allowed);
  } catch (error) {
    if (error instanceof SlussError)
      throw new SlussError(located(error.findings, text, dependencies), { status: error.status });
    throw error;
  }
}

/** Findings with the line and column that they are about. What only informs, as almost every answer does, has its FHIRPath; the text is not read for it. */
function located(findings: Finding[], text: string, { locate }: SubmissionDependencies): Finding[] {
  const wanted = findings.filter(({ line, severity }) => line === undefined && severity !== 'information');
  if (wanted.length === 0) return findings;
  const positions = locate(
    text,
    wanted.map(({ expression }) => expression),
  );
  const found = new Map(wanted.map((item, index) => [item, positions[index]]));
  return findings.map((item) => ({ ...item, ...found.get(item) }));
}
