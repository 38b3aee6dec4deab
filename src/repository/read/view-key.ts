import NodeCache from 'node-cache';
import type pg from 'pg';
import { SlussError } from '../../errors/sluss-error.ts';
import type { VaultCrypto } from '../../identity/vault-crypto.ts';

export interface ViewKeys {
  /** The key of a view, made when first asked for. */
  get(name: string): Promise<Buffer>;
  /** Forgets the key for good: ids that were given out under it lead nowhere any more (I-4). Other processes follow within a minute. */
  destroy(name: string): Promise<void>;
}

const ONE_MINUTE = 60;

/** The keys of views, wrapped by the vault's master key. @throws SlussError view-key-destroyed */
export function createViewKeys(pool: pg.Pool, crypto: VaultCrypto): ViewKeys {
  const cache = new NodeCache({ stdTTL: ONE_MINUTE, useClones: false, checkperiod: 0 });
  return {
    async get(name) {
      const cached = cache.get<Buffer>(name);
      if (cached) return cached;
      const { rows } = await pool.query<{ wrapped: Buffer | null }>({
        name: 'view-key',
        text: 'SELECT vault.view_key($1, $2) AS wrapped',
        values: [name, crypto.wrapKey(crypto.newKey(), name)],
      });
      const wrapped = rows[0]?.wrapped;
      if (!wrapped) throw SlussError.of('view-key-destroyed');
      const key = crypto.unwrapKey(wrapped, name);
      cache.set(name, key);
      return key;
    },
    async destroy(name) {
      await pool.query('SELECT vault.destroy_view_key($1)', [name]);
      cache.del(name);
    },
  };
}
