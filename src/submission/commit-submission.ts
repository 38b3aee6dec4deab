import type { Task } from '@medplum/fhirtypes';
import { isError } from '../errors/finding.ts';
import { applySubmission } from './apply.ts';
import type { SubmissionDependencies } from './dependencies.ts';
import type { Entry } from './entry.ts';
import { createStep } from './in-step.ts';
import type { Graph } from './node.ts';
import type { Person } from './person.ts';
import { foreseenPersons } from './person-keys.ts';
import type { Received } from './received.ts';
import { auditEntry, recordOf } from './record.ts';
import { foreseenNames } from './resolve-ids.ts';

const lookedUp = createStep();

/** Rolls a transaction back. */
class Stopped extends Error {}

/**
 * Applies a submission and stores it with its receipt and its audit entry, all in one transaction; gives the receipt, that of the same submission where it came before.
 * Undefined when what is stored already shows an entry of a transaction to be wrong: then nothing is stored.
 */
export async function commitSubmission(
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
      await lookedUp();
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
      const { submission } = await recordOf(
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
