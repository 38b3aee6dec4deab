import type { Submission } from '../types.ts';
import type { Call } from './call.ts';

/** Stores a submission and its receipt. The same content twice is a conflict, which runs the transaction again. */
export function insertSubmission(submission: Submission): Call {
  return {
    function: 'sluss.insert_submission',
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
