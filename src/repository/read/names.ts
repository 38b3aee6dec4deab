import type pg from 'pg';
import type { VaultCrypto } from '../../identity/vault-crypto.ts';
import { aliasContext, aliasKey } from '../alias-key.ts';
import type { AliasKey, Uuid } from '../types.ts';
import type { ReadView } from './view.ts';

/** The internal ids that the view's vårdgivare have a name for, in the order of the view: several systems may have given the same one. */
export async function resolveAlias(
  pool: pg.Pool,
  crypto: VaultCrypto,
  view: ReadView,
  type: string,
  key: AliasKey,
): Promise<Uuid[]> {
  const keys = view.vardgivare.map((vardgivare) => aliasKey(crypto, vardgivare, type, key));
  const { rows } = await pool.query<{ id: Uuid }>({
    name: 'resolve-alias',
    text: `SELECT a.id FROM unnest($1::uuid[]) WITH ORDINALITY AS asked(key, place)
           JOIN sluss.alias a ON a.key = asked.key ORDER BY asked.place`,
    values: [keys],
  });
  return rows.map(({ id }) => id);
}

/**
 * The ids that the view's vårdgivare themselves gave to resources (`PUT Type/id`), by internal id, for showing them in their own view. One that an earlier
 * vårdgivare of the view gave to another resource that is there is left out: an address leads to one resource.
 */
export async function clientIds(
  pool: pg.Pool,
  crypto: VaultCrypto,
  view: ReadView,
  ids: Uuid[],
): Promise<Map<Uuid, string>> {
  const { rows } = await pool.query<{ id: Uuid; key: Uuid; vardgivare: string; type: string; ciphertext: Buffer }>({
    name: 'client-ids',
    text: `SELECT id, key, vardgivare, type, ciphertext FROM sluss.alias
           WHERE id = ANY ($1::uuid[]) AND vardgivare = ANY ($2) AND kind = 'id' ORDER BY key DESC`,
    values: [ids, view.vardgivare],
  });
  const names = rows.map(({ id, key, vardgivare, type, ciphertext }) => {
    const value = crypto.decrypt(ciphertext, aliasContext(key)).toString();
    const earlier = view.vardgivare.slice(0, view.vardgivare.indexOf(vardgivare));
    return { id, value, keys: earlier.map((other) => aliasKey(crypto, other, type, { kind: 'id', value })) };
  });
  const taken = await keysOfCurrent(
    pool,
    names.flatMap(({ keys }) => keys),
  );
  const own = names.filter(({ keys }) => !keys.some((key) => taken.has(key)));
  return new Map(own.map(({ id, value }) => [id, value]));
}

/** Those of the names that lead to a resource which is there. */
async function keysOfCurrent(pool: pg.Pool, keys: Uuid[]): Promise<Set<Uuid>> {
  if (keys.length === 0) return new Set();
  const { rows } = await pool.query<{ key: Uuid }>({
    name: 'aliases-of-current',
    text: `SELECT a.key FROM sluss.alias a JOIN sluss.resource r ON r.id = a.id
           WHERE a.key = ANY ($1::uuid[]) AND r.state = 'current'`,
    values: [keys],
  });
  return new Set(rows.map(({ key }) => key));
}
