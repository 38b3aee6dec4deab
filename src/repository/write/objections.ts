import type pg from 'pg';
import type { Uuid } from '../types.ts';
import type { Foreseen } from './foreseen.ts';

/** Register ids that the persons object to; persons without an objection are not in the map (P-2). */
export async function objections(
  client: pg.ClientBase,
  personKeys: Uuid[],
  foreseen: Foreseen,
): Promise<Map<Uuid, Set<string>>> {
  const unseen = personKeys.filter((key) => !foreseen.objections.has(key));
  const found = unseen.length > 0 ? await readObjections(client, unseen) : new Map();
  for (const key of personKeys) {
    const registers = foreseen.objections.get(key);
    if (registers && registers.size > 0) found.set(key, registers);
  }
  return found;
}

/** The same, asked of the database. */
export function readObjections(client: pg.ClientBase, personKeys: Uuid[]): Promise<Map<Uuid, Set<string>>> {
  return select(client, 'objections', '$1::uuid[]', personKeys);
}

/** The same by the keyed hashes of identifiers, sent along with their resolution: see foreseen.ts. */
export function objectionsOf(client: pg.ClientBase, hmacs: Buffer[]): Promise<Map<Uuid, Set<string>>> {
  return select(client, 'objections-of', 'ARRAY(SELECT person_key FROM vault.find_persons($1))', hmacs);
}

async function select(
  client: pg.ClientBase,
  name: string,
  persons: string,
  values: unknown[],
): Promise<Map<Uuid, Set<string>>> {
  const { rows } = await client.query<{ person_key: Uuid; registers: string[] }>({
    name,
    text: `SELECT person_key, array_agg(register) AS registers FROM sluss.objection
           WHERE person_key = ANY (${persons}) AND since <= current_date GROUP BY person_key`,
    values: [values],
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
