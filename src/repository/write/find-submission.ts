import type pg from 'pg';
import type { FoundSubmission } from '../types.ts';

/** The receipt of the same content from the same vårdgivare, unless it was rejected (S-3). */
export async function findSubmission(
  client: pg.ClientBase | pg.Pool,
  vardgivare: string,
  contentHash: Buffer,
): Promise<FoundSubmission | undefined> {
  const { rows } = await client.query<FoundSubmission>({
    name: 'find-submission',
    text: `SELECT id, receipt FROM sluss.submission
           WHERE vardgivare = $1 AND content_hash = $2 AND outcome <> 'rejected'`,
    values: [vardgivare, contentHash],
  });
  return rows[0];
}
