import type pg from 'pg';
import type { Submission } from '../types.ts';

/** Stores a submission and its receipt. The same content twice is a conflict, which runs the transaction again. */
export function* insertSubmission(submission: Submission): Generator<pg.QueryConfig> {
  yield {
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
  };
}
