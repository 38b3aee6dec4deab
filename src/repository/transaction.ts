import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import { type AuditSeal, appendAudit } from '../audit/append.ts';
import { SlussError } from '../errors/sluss-error.ts';
import type { VaultCrypto } from '../identity/vault-crypto.ts';
import { asSlussError, isConflict, isConnectionLoss } from './failure.ts';
import type { RegisterTables } from './register-tables.ts';
import type { AuditEntry, Transaction } from './types.ts';
import { findSubmission } from './write/find-submission.ts';
import { insertSubmission } from './write/insert-submission.ts';
import { loadCaseMembers, loadReferrers, loadResources } from './write/load-resources.ts';
import { objections, putObjection, removeObjection } from './write/objections.ts';
import { putResources } from './write/put-resources.ts';
import { replaceRows } from './write/replace-rows.ts';
import { resolveAliases } from './write/resolve-aliases.ts';
import { resolvePersons } from './write/resolve-persons.ts';

const ATTEMPTS = 6;

export interface TransactionContext {
  pool: pg.Pool;
  crypto: VaultCrypto;
  registers: RegisterTables[];
  /** The audit key of now. */
  seal(at: Date): Promise<AuditSeal>;
}

/**
 * Runs the work in one transaction. It is committed as a whole when the work returns, rolled back when it throws, and run again, from
 * its beginning, when it met another transaction (serialization failure, deadlock, the same submission twice).
 * @throws SlussError database-conflict, database-unavailable, database-outcome-unknown, database-disk-full, and whatever the work throws
 */
export async function runTransaction<T>(
  context: TransactionContext,
  work: (transaction: Transaction) => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await runOnce(context, work);
    } catch (error) {
      if (!isConflict(error)) throw asSlussError(error);
      if (attempt === ATTEMPTS) throw SlussError.of('database-conflict', { attempts: attempt }, { cause: error });
      await sleep(Math.random() * 10 * 2 ** attempt);
    }
  }
}

async function runOnce<T>(context: TransactionContext, work: (transaction: Transaction) => Promise<T>): Promise<T> {
  const now = new Date();
  const seal = await context.seal(now);
  const client = await context.pool.connect();
  let broken = false;
  const onError = () => {
    broken = true;
  };
  client.on('error', onError);
  try {
    await client.query('BEGIN');
    const entries: AuditEntry[] = [];
    const result = await work(bind(context, client, entries));
    await appendAudit(client, entries, seal, now);
    await commit(client);
    return result;
  } catch (error) {
    broken ||= isConnectionLoss(error);
    if (!broken)
      await client.query('ROLLBACK').catch(() => {
        broken = true;
      });
    throw error;
  } finally {
    client.removeListener('error', onError);
    client.release(broken);
  }
}

async function commit(client: pg.PoolClient): Promise<void> {
  try {
    const { command } = await client.query('COMMIT');
    // The server answers so to the COMMIT of a transaction in which something failed and nobody said so.
    if (command === 'ROLLBACK') throw new Error('sluss: a failed statement of the transaction was not reported');
  } catch (cause) {
    if (isConnectionLoss(cause)) throw SlussError.of('database-outcome-unknown', {}, { cause });
    throw cause;
  }
}

function bind({ crypto, registers }: TransactionContext, client: pg.ClientBase, entries: AuditEntry[]): Transaction {
  return {
    findSubmission: (vardgivare, contentHash) => findSubmission(client, vardgivare, contentHash),
    insertSubmission: (submission) => insertSubmission(client, submission),
    resolvePersons: (identifiers) => resolvePersons(client, crypto, identifiers),
    objections: (personKeys) => objections(client, personKeys),
    putObjection: (personKey, register, since) => putObjection(client, personKey, register, since),
    removeObjection: (personKey, register) => removeObjection(client, personKey, register),
    resolveAliases: (vardgivare, groups) => resolveAliases(client, crypto, vardgivare, groups),
    loadResources: (ids) => loadResources(client, ids),
    loadCaseMembers: (caseIds) => loadCaseMembers(client, caseIds),
    loadReferrers: (ids) => loadReferrers(client, ids),
    putResources: (resources) => putResources(client, resources),
    replaceRows: (rows) => replaceRows(client, registers, rows),
    // Written right before the commit: from then on until the commit the chain waits for us.
    appendAudit: async (added) => {
      entries.push(...added);
    },
  };
}
