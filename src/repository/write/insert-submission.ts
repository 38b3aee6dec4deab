import type pg from 'pg';
import type { Submission } from '../types.ts';

/** Stores a submission and its receipt. The same content twice is a conflict, which runs the transaction again. */
export async function insertSubmission(client: pg.ClientBase, submission: Submission): Promise<void> {
  await client.query({
    name: 'insert-submission',
    text: `INSERT INTO sluss.submission (id, client, vardgivare, bundle_type, content_hash, received_at, outcome, receipt)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
    values: [
      submission.id,
      submission.client,
      submission.vardgivare,
      submission.bundleType,
      submission.contentHash,
      submission.receivedAt,
      submission.outcome,
      JSON.stringify(submission.receipt),
    ],
  });
}
