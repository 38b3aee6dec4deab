import type pg from 'pg';
import type { Uuid } from '../types.ts';

/** Locks heads until commit. A version that is no longer the one that was read is a conflict, which runs the transaction again. */
export async function lockHeads(client: pg.ClientBase, heads: { id: Uuid; version: number }[]): Promise<void> {
  if (heads.length === 0) return;
  await client.query({
    name: 'lock-heads',
    text: 'SELECT sluss.lock_heads($1, $2)',
    values: [heads.map(({ id }) => id), heads.map(({ version }) => version)],
  });
}
