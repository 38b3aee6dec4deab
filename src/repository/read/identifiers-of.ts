import type pg from 'pg';
import type { VaultCrypto } from '../../identity/vault-crypto.ts';
import { chunks } from '../chunk.ts';
import type { PersonIdentifier, Uuid } from '../types.ts';
import { identifierContext } from '../write/resolve-persons.ts';
import type { RegisterView } from './view.ts';

/**
 * The identifiers of persons, opened from the vault for the delivery of a register's rows. Only of persons that the view's register has
 * cases of; the others are not in the map. Who calls writes it to the audit log first (L-1).
 */
export async function identifiersOf(
  client: pg.ClientBase | pg.Pool,
  crypto: VaultCrypto,
  view: RegisterView,
  personKeys: Uuid[],
): Promise<Map<Uuid, PersonIdentifier[]>> {
  const found = new Map<Uuid, PersonIdentifier[]>();
  for (const part of chunks([...new Set(personKeys)])) {
    const { rows } = await client.query<{ person_key: Uuid; hmac: Buffer; ciphertext: Buffer }>(
      `SELECT person_key, hmac, ciphertext FROM vault.identifiers_of(ARRAY(
         SELECT DISTINCT person_key FROM sluss.register_case WHERE register = $1 AND person_key = ANY ($2::uuid[])))`,
      [view.register, part],
    );
    for (const { person_key: key, hmac, ciphertext } of rows) {
      const identifier = JSON.parse(
        crypto.decrypt(ciphertext, identifierContext(hmac, key)).toString(),
      ) as PersonIdentifier;
      const list = found.get(key);
      if (list) list.push(identifier);
      else found.set(key, [identifier]);
    }
  }
  return found;
}
