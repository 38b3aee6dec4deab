import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import type { VaultCrypto } from '../../identity/vault-crypto.ts';
import type { PersonIdentifier, Uuid } from '../types.ts';

/** What ties a sealed identifier to its row: it opens nowhere else. */
export function identifierContext(hmac: Buffer, personKey: Uuid): string {
  return `vault.identifier ${hmac.toString('hex')} ${personKey}`;
}

/** Person keys of identifiers in the order asked; unknown identifiers get a new person, sealed in the vault (I-2). */
export async function resolvePersons(
  client: pg.ClientBase,
  crypto: VaultCrypto,
  identifiers: PersonIdentifier[],
): Promise<Uuid[]> {
  if (identifiers.length === 0) return [];
  const asked = identifiers.map(({ system, value }) => crypto.lookup('person', system, value));
  const places = new Map<string, number>();
  const distinct: { hmac: Buffer; candidate: Uuid; ciphertext: Buffer }[] = [];
  for (const [index, hmac] of asked.entries()) {
    const hex = hmac.toString('hex');
    if (places.has(hex)) continue;
    places.set(hex, distinct.length);
    const candidate = randomUUID();
    const { system, value } = identifiers[index]!;
    const ciphertext = crypto.encrypt(JSON.stringify({ system, value }), identifierContext(hmac, candidate));
    distinct.push({ hmac, candidate, ciphertext });
  }
  const hmacs = distinct.map(({ hmac }) => hmac);
  const { rows } = await client.query<{ keys: Uuid[] }>({
    name: 'resolve-persons',
    text: 'SELECT vault.resolve_persons($1, $2, $3) AS keys',
    values: [hmacs, distinct.map(({ candidate }) => candidate), distinct.map(({ ciphertext }) => ciphertext)],
  });
  const keys = rows[0]!.keys;
  return asked.map((hmac) => keys[places.get(hmac.toString('hex'))!]!);
}
