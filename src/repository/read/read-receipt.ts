import type { Task } from '@medplum/fhirtypes';
import type pg from 'pg';
import type { Uuid } from '../types.ts';
import type { ReadView } from './view.ts';

/** The receipt of a submission of one of the view's vårdgivare. */
export async function readReceipt(pool: pg.Pool, view: ReadView, id: Uuid): Promise<Task | undefined> {
  const { rows } = await pool.query<{ receipt: Task }>({
    name: 'read-receipt',
    text: 'SELECT receipt FROM sluss.submission WHERE id = $1 AND vardgivare = ANY ($2)',
    values: [id, view.vardgivare],
  });
  return rows[0]?.receipt;
}
