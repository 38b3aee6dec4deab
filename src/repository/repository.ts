import type { Task } from '@medplum/fhirtypes';
import type pg from 'pg';
import type { AuditSeal } from '../audit/append.ts';
import { createPayloadKeys, requireVaultKey } from '../audit/payload-keys.ts';
import { recordAccess } from '../audit/record-access.ts';
import type { VaultCrypto } from '../identity/vault-crypto.ts';
import { asSlussError } from './failure.ts';
import type { SearchCriterion } from './read/criteria.ts';
import { clientIds, resolveAlias } from './read/names.ts';
import { readReceipt } from './read/read-receipt.ts';
import { readResource, readVersion } from './read/read-resource.ts';
import { type SearchOptions, type SearchPage, search } from './read/search.ts';
import { type RegisterReader, readSnapshot } from './read/snapshot.ts';
import type { ReadResource, ReadView, RegisterView } from './read/view.ts';
import { createViewKeys } from './read/view-key.ts';
import { prepareRegisterTables, type RegisterTables } from './register-tables.ts';
import { runTransaction, type TransactionOptions } from './transaction.ts';
import type { AliasKey, AuditEntry, FoundSubmission, Transaction, Uuid } from './types.ts';
import { findSubmission } from './write/find-submission.ts';
import { useOnce } from './write/use-once.ts';

export interface RepositoryOptions {
  pool: pg.Pool;
  crypto: VaultCrypto;
  registerTables: RegisterTables[];
}

/** All that the rooms above do with the database. What is read of persons is read through a view, or not at all. */
export interface Repository {
  /** Everything that writes: committed together or not at all, run again from its beginning after a conflict. */
  transaction<T>(work: (transaction: Transaction) => Promise<T>, options?: TransactionOptions): Promise<T>;
  /** The receipt of the same content from the same vårdgivare, before any work is done for it. */
  findSubmission(vardgivare: string, contentHash: Buffer): Promise<FoundSubmission | undefined>;

  readReceipt(view: ReadView, id: Uuid): Promise<Task | undefined>;
  readResource(view: ReadView, type: string, id: Uuid): Promise<ReadResource | undefined>;
  readVersion(view: ReadView, type: string, id: Uuid, version: number): Promise<ReadResource | undefined>;
  search(view: ReadView, type: string, criteria: SearchCriterion[], options: SearchOptions): Promise<SearchPage>;
  /** The internal ids that the view's vårdgivare have a name for, in the order of the view. */
  resolveAlias(view: ReadView, type: string, key: AliasKey): Promise<Uuid[]>;
  /** The ids that the view's vårdgivare gave to resources themselves, by internal id; one that several gave is the first one's. */
  clientIds(view: ReadView, ids: Uuid[]): Promise<Map<Uuid, string>>;

  /** Reads of one register, all of one moment. The access is written to the audit log first (L-1, L-4). */
  snapshot<T>(view: RegisterView, access: AuditEntry, work: (reader: RegisterReader) => Promise<T>): Promise<T>;

  /** The key of a view, made when first asked for; destroyed for good. */
  viewKey(name: string): Promise<Buffer>;
  destroyViewKey(name: string): Promise<void>;
  /** Writes to the audit log before an answer is given; throws `audit-unavailable` when it cannot (L-4). */
  recordAccess(entries: AuditEntry[]): Promise<void>;
  /** Notes the use of what may be used once, until it expires; false when it had been used, here or by another gateway on the database. */
  useOnce(mark: Buffer, expires: Date): Promise<boolean>;
  /** Whether the database answers. */
  ping(): Promise<boolean>;
}

/**
 * Opens the repository on a database that `openDatabase` has brought up to date; makes the registers' row tables.
 * @throws SlussError vault-key-other
 */
export async function createRepository({ pool, crypto, registerTables }: RepositoryOptions): Promise<Repository> {
  await requireVaultKey(pool, crypto);
  await prepareRegisterTables(pool, registerTables);
  const payloadKeys = createPayloadKeys(pool, crypto);
  const viewKeys = createViewKeys(pool, crypto);
  const seal = async (at: Date): Promise<AuditSeal> => {
    const month = at.toISOString().slice(0, 7);
    return { month, crypto: await payloadKeys.of(month) };
  };
  const context = { pool, crypto, registers: registerTables, seal };
  /** Every read tells a lost connection in the catalogue's words. */
  const read = async <T>(result: Promise<T>): Promise<T> => {
    try {
      return await result;
    } catch (error) {
      throw asSlussError(error);
    }
  };
  return {
    transaction: (work, options) => runTransaction(context, work, options),
    findSubmission: (vardgivare, contentHash) => read(findSubmission(pool, vardgivare, contentHash)),
    readReceipt: (view, id) => read(readReceipt(pool, view, id)),
    readResource: (view, type, id) => read(readResource(pool, view, type, id)),
    readVersion: (view, type, id, version) => read(readVersion(pool, view, type, id, version)),
    search: (view, type, criteria, options) => read(search(pool, crypto, view, type, criteria, options)),
    resolveAlias: (view, type, key) => read(resolveAlias(pool, crypto, view, type, key)),
    clientIds: (view, ids) => read(clientIds(pool, crypto, view, ids)),
    async snapshot(view, access, work) {
      await recordAccess(pool, seal, [access]);
      return readSnapshot(context, view, work);
    },
    viewKey: (name) => read(viewKeys.get(name)),
    destroyViewKey: (name) => read(viewKeys.destroy(name)),
    recordAccess: (entries) => recordAccess(pool, seal, entries),
    useOnce: (mark, expires) => read(useOnce(pool, mark, expires)),
    async ping() {
      try {
        await pool.query('SELECT 1');
        return true;
      } catch {
        return false;
      }
    },
  };
}
