import NodeCache from 'node-cache';
import type pg from 'pg';
import { SlussError } from '../errors/sluss-error.ts';
import { createVaultCrypto, type VaultCrypto } from '../identity/vault-crypto.ts';

const ONE_HOUR = 3600;

export interface PayloadKeys {
  /** Seals and opens the payloads of a month (ÅÅÅÅ-MM). */
  of(month: string): Promise<VaultCrypto>;
}

/**
 * The keys that audit payloads are sealed under, one a month, made when first used. A month's key is committed before anything is
 * sealed under it: a submission that is rolled back must not take it along. See docs/adr/0064-audit-chains.md.
 */
export function createPayloadKeys(pool: pg.Pool, crypto: VaultCrypto): PayloadKeys {
  const cache = new NodeCache({ stdTTL: ONE_HOUR, useClones: false, checkperiod: 0 });
  return {
    async of(month) {
      const cached = cache.get<VaultCrypto>(month);
      if (cached) return cached;
      const candidate = crypto.wrapKey(crypto.newKey(), `audit ${month}`);
      const { rows } = await pool.query<{ wrapped: Buffer | null }>('SELECT audit.payload_key($1, $2) AS wrapped', [
        month,
        candidate,
      ]);
      const wrapped = rows[0]?.wrapped;
      if (!wrapped) throw SlussError.of('audit-key-destroyed', { month });
      const sealing = createVaultCrypto(crypto.unwrapKey(wrapped, `audit ${month}`));
      cache.set(month, sealing);
      return sealing;
    },
  };
}

/**
 * Refuses a vault key that is not the database's, before anything is written under it: persons would be taken for new ones, and the log would
 * bear a stranger's signature for good. Whatever was done with the database has left a month's key, which only its own vault key opens.
 * @throws SlussError vault-key-other
 */
export async function requireVaultKey(pool: pg.Pool, crypto: VaultCrypto): Promise<void> {
  const { rows } = await pool.query<{ month: string; wrapped: Buffer }>(
    'SELECT month, wrapped FROM audit.payload_key WHERE wrapped IS NOT NULL ORDER BY month DESC LIMIT 1',
  );
  const [newest] = rows;
  if (!newest) return;
  try {
    crypto.unwrapKey(newest.wrapped, `audit ${newest.month}`);
  } catch (cause) {
    throw SlussError.of('vault-key-other', {}, { cause });
  }
}
