import { shownId } from '../access/shown-id.ts';
import type { Finding } from '../errors/finding.ts';
import type { Submission, Uuid } from '../repository/types.ts';
import { boundFindings } from './bound-findings.ts';
import type { SubmissionDependencies } from './dependencies.ts';
import type { Envelope } from './entry.ts';
import { located } from './located.ts';
import { buildReceipt } from './receipt.ts';
import type { Received } from './received.ts';
import type { Applied, EntryResult } from './work.ts';

/** The submission's record and its receipt. */
export async function recordOf(
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
    nameOf: (type, internal) => `${type}/${shownId(clientIds.get(internal), () => ids.outward(internal))}`,
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

/** What the audit log says of a submission. */
export function auditEntry(received: Received, { id, outcome, receipt }: Submission, personKeys: Uuid[]) {
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

/** The results of all entries in their order; one that is no resource at all has no other. */
function everyEntry(results: EntryResult[], { entries }: Envelope): EntryResult[] {
  const told = new Map(results.map((result) => [result.entry, result]));
  return entries.map(
    (entry) =>
      told.get(entry) ?? { entry, node: { type: '', role: 'other', keys: [] }, outcome: 'rejected', dropped: [] },
  );
}
