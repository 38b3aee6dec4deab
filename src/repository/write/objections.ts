import type pg from 'pg';
import type { Uuid } from '../types.ts';

/** Register ids that the persons object to; persons without an objection are not in the map (P-2). */
export async function readObjections(client: pg.ClientBase, personKeys: Uuid[]): Promise<Map<Uuid, Set<string>>> {
  if (personKeys.length === 0) return new Map();
  const { rows } = await client.query<{ person_key: Uuid; registers: string[] }>({
    name: 'objections',
    text: `SELECT person_key, array_agg(register) AS registers FROM sluss.objection
           WHERE person_key = ANY ($1::uuid[]) AND since <= current_date GROUP BY person_key`,
    values: [personKeys],
  });
  return new Map(rows.map((row) => [row.person_key, new Set(row.registers)]));
}

/** Records that a person objects to a register from a date (ÅÅÅÅ-MM-DD) on. */
export async function putObjection(
  client: pg.ClientBase,
  personKey: Uuid,
  register: string,
  since: string,
): Promise<void> {
  await client.query(
    `INSERT INTO sluss.objection (person_key, register, since) VALUES ($1, $2, $3)
     ON CONFLICT (person_key, register) DO UPDATE SET since = least(objection.since, excluded.since)`,
    [personKey, register, since],
  );
}

/** Takes an objection back. */
export async function removeObjection(client: pg.ClientBase, personKey: Uuid, register: string): Promise<void> {
  await client.query('DELETE FROM sluss.objection WHERE person_key = $1 AND register = $2', [personKey, register]);
}
