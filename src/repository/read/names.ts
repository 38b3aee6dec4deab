import type pg from 'pg';
import type { VaultCrypto } from '../../identity/vault-crypto.ts';
import { aliasContext, aliasKey } from '../alias-key.ts';
import type { AliasKey, Uuid } from '../types.ts';
import type { ReadView } from './view.ts';

/** The internal id that one of the view's vårdgivare has a name for. With several, the first of the list that knows the name. */
export async function resolveAlias(
  pool: pg.Pool,
  crypto: VaultCrypto,
  view: ReadView,
  type: string,
  key: AliasKey,
): Promise<Uuid | undefined> {
  const keys = view.vardgivare.map((vardgivare) => aliasKey(crypto, vardgivare, type, key));
  const { rows } = await pool.query<{ id: Uuid }>({
    name: 'resolve-alias',
    text: `SELECT a.id FROM unnest($1::uuid[]) WITH ORDINALITY AS asked(key, place)
           JOIN sluss.alias a ON a.key = asked.key ORDER BY asked.place LIMIT 1`,
    values: [keys],
  });
  return rows[0]?.id;
}

/** The ids that the view's vårdgivare themselves gave to resources (`PUT Type/id`), by internal id, for showing them in their own view. */
export async function clientIds(
  pool: pg.Pool,
  crypto: VaultCrypto,
  view: ReadView,
  ids: Uuid[],
): Promise<Map<Uuid, string>> {
  const { rows } = await pool.query<{ id: Uuid; key: Uuid; ciphertext: Buffer }>({
    name: 'client-ids',
    text: `SELECT id, key, ciphertext FROM sluss.alias
           WHERE id = ANY ($1::uuid[]) AND vardgivare = ANY ($2) AND kind = 'id' ORDER BY key DESC`,
    values: [ids, view.vardgivare],
  });
  return new Map(rows.map(({ id, key, ciphertext }) => [id, crypto.decrypt(ciphertext, aliasContext(key)).toString()]));
}
