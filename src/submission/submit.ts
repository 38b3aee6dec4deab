import { randomUUID } from 'node:crypto';
import type { OperationOutcome, Resource, Task } from '@medplum/fhirtypes';
import { errorDefinition } from '../errors/catalogue.ts';
import { type Finding, finding, isError } from '../errors/finding.ts';
import { SlussError } from '../errors/sluss-error.ts';
import { toOperationOutcome } from '../fhir/operation-outcome.ts';
import { canonicalJson } from './canonical-json.ts';
import { commitSubmission } from './commit-submission.ts';
import { decodeBundle } from './decode.ts';
import type { FetchedForValidation, Step, SubmissionDependencies } from './dependencies.ts';
import type { Entry, Envelope, Method } from './entry.ts';
import { buildGraph } from './graph.ts';
import { createStep, othersDoTheSame } from './in-step.ts';
import { createTurns } from './in-turn.ts';
import { located } from './located.ts';
import type { Graph } from './node.ts';
import { normaliseCondition } from './normalise-condition.ts';
import { describePerson, type Person } from './person.ts';
import type { Received } from './received.ts';
import { auditEntry, recordOf } from './record.ts';
import { buildResponse } from './response.ts';
import { spreadFindings } from './spread-findings.ts';
import { findSubmitter, type Submitter } from './submitter.ts';
import type { EntryResult } from './work.ts';

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
  /** Of what it is told when it is refused; English when absent. */
  language?: 'en' | 'sv';
}

/** What the answer needs to link its receipt. */
const RECEIPT_LINK = 'https://sluss.se/fhir/StructureDefinition/receipt';

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
  const arrived = createStep();
  const committed = createStep();
  return async function submit(text: string, caller: SubmittingClient): Promise<SubmissionAnswer> {
    await arrived();
    const { value, findings } = timed('parse', () => dependencies.parse(text));
    if (value === undefined || findings.some(isUnreadable)) throw new SlussError(findings);
    const decoded = decodeBundle(value);
    const { envelope } = decoded;
    const isFaulty = findings.some(isError);
    if (!envelope) throw new SlussError(isFaulty ? findings : located(decoded.findings, text, dependencies));
    const refused = faultsOf(findings) + refuseBeyondScopes(envelope, caller);
    // The hash is of what was sent, before anything is normalised in place, and of what is refused for its form or for the token: mended, or with another token,
    // it is another submission.
    const contentHash = timed('parse', () => dependencies.contentHash(canonicalJson(value) + refused));
    await othersDoTheSame();
    timed('normalise', () => {
      for (const entry of envelope.entries) {
        if (entry.resource) dependencies.normalise(entry.resource);
        if (entry.condition) entry.condition = normaliseCondition(entry, dependencies);
      }
    });
    const submitter = findSubmitterLocated(envelope, caller.vardgivare, text, findings, dependencies);
    const messageId = envelope.entries.find(({ type }) => type === 'MessageHeader')?.resource?.id;
    const received: Received = {
      id: randomUUID(),
      text,
      client: caller.client,
      envelope,
      submitter,
      contentHash,
      messageId,
      ...(caller.language && { language: caller.language }),
    };
    const fetching = dependencies.fetchCodes(envelope);
    const fetched = fetching && (await fetching);
    await othersDoTheSame();
    const { graph, persons, isBroken } = timed('validate', () => examine(received, findings, fetched, dependencies));
    const failed = envelope.entries.some((entry) => entry.findings.some(isError));
    if (isBroken || (failed && envelope.type !== 'batch')) return rejectUnlessKnown(received, graph, dependencies);
    await othersDoTheSame();
    const receipt = await inTurn(submitter.organisationsnummer, graph, () =>
      commitSubmission(received, graph, persons, dependencies),
    );
    if (!receipt) return rejectUnlessKnown(received, graph, dependencies);
    await committed();
    return timed('answer', () => answer(receipt, received, dependencies));
  };
}

/** An error that leaves nothing to go on with; others of a text's form are of single entries. */
function isUnreadable(item: Finding): boolean {
  return isError(item) && errorDefinition(item.code).status !== 422;
}

/** What of a text is wrong and leaves no trace in its value. */
function faultsOf(findings: readonly Finding[]): string {
  return findings
    .filter(isError)
    .map(({ code, expression }) => ` ${code} ${expression}`)
    .join('');
}

/** Resources that say who sends and what for; they are part of the envelope and are not written. */
const ENVELOPE_TYPES = new Set(['MessageHeader', 'Provenance']);

/** An entry that the caller's token does not cover is rejected, as any other that has an error. Gives the paths of those entries. */
function refuseBeyondScopes(envelope: Envelope, caller: SubmittingClient): string {
  let beyond = '';
  for (const { type, method, path, findings } of envelope.entries)
    if (type && !ENVELOPE_TYPES.has(type) && caller.may?.(type, method) === false) {
      findings.push(finding('entry-scope', path, { type }));
      beyond += ` ${path}`;
    }
  return beyond;
}

/** Everything that can be said of the entries without the database. Adds to their findings. */
function examine(
  { envelope }: Received,
  parsing: Finding[],
  fetched: FetchedForValidation | undefined,
  dependencies: SubmissionDependencies,
): { graph: Graph; persons: Map<Entry, Person>; isBroken: boolean } {
  const isBroken = spreadFindings([...parsing, ...dependencies.validate(envelope, fetched)], envelope);
  const persons = new Map<Entry, Person>();
  for (const entry of envelope.entries)
    if (entry.resource?.resourceType === 'Patient') {
      const person = describePerson(entry.resource, `${entry.path}.resource`);
      persons.set(entry, person);
      entry.findings.push(...person.findings);
    }
  const graph = buildGraph(envelope, dependencies.baseUrl, (entry) => persons.get(entry)?.identifiers ?? []);
  return { graph, persons, isBroken };
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
  const { submission, findings } = await recordOf(received, results, [], 'rejected', dependencies);
  await dependencies.repository.transaction(async (transaction) => {
    await transaction.insertSubmission(submission);
    await transaction.appendAudit([auditEntry(received, submission, [])]);
  });
  if (received.envelope.type === 'message')
    return answer(submission.receipt, received, dependencies, statusOf(findings));
  const url = receiptUrl(submission.receipt, dependencies);
  const { language = 'en' } = received;
  const extension = [{ url: RECEIPT_LINK, valueUrl: url }];
  const body: OperationOutcome = { ...toOperationOutcome(findings, { language }), extension };
  return { status: statusOf(findings), body, receiptId: submission.receipt.id, headers: receiptHeaders(url) };
}

function statusOf(findings: Finding[]): number {
  return new SlussError(findings.filter(isError)).status;
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
  faults: Finding[],
  dependencies: SubmissionDependencies,
): Submitter {
  try {
    return findSubmitter(envelope, allowed);
  } catch (error) {
    // Whom it is for may not be seen for a fault of the text.
    if (error instanceof SlussError && error.status !== 403 && faults.some(isError)) throw new SlussError(faults);
    if (error instanceof SlussError)
      throw new SlussError(located(error.findings, text, dependencies), { status: error.status });
    throw error;
  }
}
