import type pg from 'pg';
import { createPayloadKeys } from '../audit/payload-keys.ts';
import type { VaultCrypto } from '../identity/vault-crypto.ts';
import { prepareRegisterTables, type RegisterTables } from './register-tables.ts';
import { runTransaction, type TransactionContext } from './transaction.ts';
import type { Transaction } from './types.ts';
import { type FoundSubmission, findSubmission } from './write/find-submission.ts';

export interface RepositoryOptions {
  pool: pg.Pool;
  crypto: VaultCrypto;
  registerTables: RegisterTables[];
}

export interface Repository {
  /** Everything that writes: committed together or not at all, run again after a conflict. */
  transaction<T>(work: (transaction: Transaction) => Promise<T>): Promise<T>;
  /** The receipt of the same content from the same vårdgivare, before any work is done for it. */
  findSubmission(vardgivare: string, contentHash: Buffer): Promise<FoundSubmission | undefined>;
}

/** Opens the repository on a database that `openDatabase` has brought up to date; makes the registers' row tables. */
export async function createRepository({ pool, crypto, registerTables }: RepositoryOptions): Promise<Repository> {
  await prepareRegisterTables(pool, registerTables);
  const payloadKeys = createPayloadKeys(pool, crypto);
  const context: TransactionContext = {
    pool,
    crypto,
    registers: registerTables,
    async seal(at) {
      const month = at.toISOString().slice(0, 7);
      return { month, crypto: await payloadKeys.of(month) };
    },
  };
  return {
    transaction: (work) => runTransaction(context, work),
    findSubmission: (vardgivare, contentHash) => findSubmission(pool, vardgivare, contentHash),
  };
}
