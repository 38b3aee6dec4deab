import type { Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { type AuditSeal, appendAudit } from '../audit/append.ts';
import { SlussError } from '../errors/sluss-error.ts';
import type { VaultCrypto } from '../identity/vault-crypto.ts';
import { asSlussError, isConflict, isConnectionLoss } from './failure.ts';
import { optimisticTransaction } from './optimistic-transaction.ts';
import type { RegisterTables } from './register-tables.ts';
import type { AuditEntry, Transaction } from './types.ts';
import { type Call, statementOf } from './write/call.ts';
import { findSubmission } from './write/find-submission.ts';
import { insertSubmission } from './write/insert-submission.ts';
import { findByIdentifier, loadCaseMembers, loadReferrers, loadResources } from './write/load-resources.ts';
import { lockHeads } from './write/lock-heads.ts';
import { gateOf } from './write/names.ts';
import { putObjection, readObjections, removeObjection } from './write/objections.ts';
import { putResources } from './write/put-resources.ts';
import { releasePersons } from './write/release-persons.ts';
import { replaceRows } from './write/replace-rows.ts';
import { resolveAliases } from './write/resolve-aliases.ts';
import { resolvePersons } from './write/resolve-persons.ts';

const ATTEMPTS = 6;
/** From this attempt on the work has its vårdgivare's names to itself, so that nobody else can make it start again. */
const ALONE_FROM = 4;

export interface TransactionContext {
  pool: pg.Pool;
  crypto: VaultCrypto;
  registers: RegisterTables[];
  /** The audit key of now. */
  seal(at: Date): Promise<AuditSeal>;
}

export interface TransactionOptions {
  /**
   * Tries once without locks: everything is read before anything is written, what was read is checked at the end (ADR 0120). Work that meets another
   * is run again with locks.
   */
  optimistic?: boolean;
}

/**
 * Runs the work in one transaction. It is committed as a whole when the work returns, rolled back when it throws, and run again, from
 * its beginning, when it met another transaction (serialization failure, deadlock, the same submission twice). Work that keeps meeting others gets its
 * vårdgivare's names to itself when it says what it will ask for (`foresee`), so that it comes to an end.
 * @throws SlussError database-conflict, database-unavailable, database-outcome-unknown, database-disk-full, and whatever the work throws
 */
export async function runTransaction<T>(
  context: TransactionContext,
  work: Work<T>,
  { optimistic = false }: TransactionOptions = {},
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    const isOptimistic = optimistic && attempt === 1;
    try {
      return await runOnce(context, isOptimistic ? runOptimistic : runLocked(attempt >= ALONE_FROM), work);
    } catch (error) {
      if (!isConflict(error)) throw asSlussError(error);
      if (attempt === ATTEMPTS) throw SlussError.of('database-conflict', { attempts: attempt }, { cause: error });
      if (isOptimistic) continue;
      await sleep(Math.random() * 10 * 2 ** attempt);
    }
  }
}

type Work<T> = (transaction: Transaction) => Promise<T>;
type Run = <T>(context: TransactionContext, client: pg.PoolClient, seal: SealAt, work: Work<T>) => Promise<T>;

/** When the transaction began, and the audit key of then. */
interface SealAt {
  seal: AuditSeal;
  now: Date;
}

async function runOnce<T>(context: TransactionContext, run: Run, work: Work<T>): Promise<T> {
  const now = new Date();
  const seal = await context.seal(now);
  const client = await context.pool.connect();
  let broken = false;
  try {
    return await run(context, client, { seal, now }, work);
  } catch (error) {
    broken = error instanceof NotRolledBack || isConnectionLoss(error);
    throw error instanceof NotRolledBack ? error.cause : error;
  } finally {
    client.release(broken);
  }
}

/** The connection is of no more use. */
class NotRolledBack extends Error {}

/** Locks what it names from the first statement on; `isAlone`: everything of its vårdgivare. */
const runLocked =
  (isAlone: boolean): Run =>
  async ({ crypto, registers }, client, { seal, now }, work) => {
    const sent = createSender(client);
    try {
      sent.push({ text: 'BEGIN' });
      const entries: AuditEntry[] = [];
      const result = await work(lockedTransaction(client, crypto, registers, sent, entries, isAlone));
      if (entries.length > 0) sent.push(statementOf([appendAudit(entries, seal, now)]));
      await commit(client, sent);
      return result;
    } catch (error) {
      // A statement that failed makes all after it fail too; the first one tells why.
      const cause = sent.failure ?? error;
      if (isConnectionLoss(cause) || isConnectionLoss(error)) throw new NotRolledBack('', { cause });
      await client.query('ROLLBACK').catch(() => {
        throw new NotRolledBack('', { cause });
      });
      throw cause;
    }
  };

/** Reads without locks; one statement, which is a transaction of its own, checks what was read and writes. */
const runOptimistic: Run = async ({ crypto, registers }, client, { seal, now }, work) => {
  const { transaction, calls, entries } = optimisticTransaction(client, crypto, registers);
  const result = await work(transaction);
  const all = calls();
  // Work that writes nothing has nothing that could have changed meanwhile.
  if (all.length === 0) return result;
  if (entries.length > 0) all.push(appendAudit(entries, seal, now));
  await outcomeOf(client.query(statementOf(all)));
  return result;
};

/** Statements that are sent without waiting for their answers. */
interface Sender {
  push(statement: pg.QueryConfig): void;
  /** Sends the calls: a single one without waiting, several one by one, for they are large. */
  send(calls: Iterable<Call>): Promise<void>;
  settled(): Promise<unknown>;
  failure: unknown;
}

/**
 * Writes give no answer that the work needs, so they are sent and the work goes on: the connection keeps their order, the server
 * refuses everything after a failure, COMMIT included, and a round trip is the dearest part of a small statement.
 */
function createSender(client: pg.ClientBase): Sender {
  const pending: Promise<unknown>[] = [];
  const push = (statement: pg.QueryConfig) => {
    holdBack(client);
    pending.push(
      client.query(statement).catch((error) => {
        sender.failure ??= error;
      }),
    );
  };
  const sender: Sender = {
    failure: undefined,
    push,
    async send(calls) {
      let last: Call | undefined;
      for (const call of calls) {
        if (last) await client.query(statementOf([last]));
        last = call;
      }
      if (last) push(statementOf([last]));
    },
    settled: () => Promise.all(pending),
  };
  return sender;
}

/** Lets everything that is sent before the next turn of the event loop leave in one system call. */
function holdBack(client: pg.ClientBase): void {
  const { stream } = (client as unknown as { connection: { stream: Writable } }).connection;
  stream.cork();
  process.nextTick(() => stream.uncork());
}

async function commit(client: pg.PoolClient, sent: Sender): Promise<void> {
  if (sent.failure) throw sent.failure;
  const [{ command }] = await outcomeOf(Promise.all([client.query('COMMIT'), sent.settled()]), sent);
  if (sent.failure) throw sent.failure;
  // The server answers so to the COMMIT of a transaction in which something failed and nobody said so.
  if (command === 'ROLLBACK') throw new Error('sluss: a failed statement of the transaction was not reported');
}

/**
 * When the connection is lost while the server commits, nobody knows whether it has. A server that says that it is ending the connection has not: after
 * a commit it says so first.
 */
async function outcomeOf<T>(committing: Promise<T>, sent?: Sender): Promise<T> {
  try {
    return await committing;
  } catch (cause) {
    if (isConnectionLoss(cause) && !isConnectionLoss(sent?.failure) && !(cause instanceof pg.DatabaseError))
      throw SlussError.of('database-outcome-unknown', {}, { cause });
    throw cause;
  }
}

function lockedTransaction(
  client: pg.ClientBase,
  crypto: VaultCrypto,
  registers: RegisterTables[],
  sent: Sender,
  entries: AuditEntry[],
  isAlone: boolean,
): Transaction {
  return {
    async foresee(vardgivare, { contentHash }) {
      // All others hold it too, shared, before anything else of theirs.
      if (isAlone) sent.push({ text: 'SELECT pg_advisory_xact_lock($1)', values: [gateOf(vardgivare)] });
      return findSubmission(client, vardgivare, contentHash);
    },
    insertSubmission: async (submission) => sent.send([insertSubmission(submission)]),
    resolvePersons: (identifiers) => resolvePersons(client, crypto, identifiers),
    objections: (personKeys) => readObjections(client, personKeys),
    putObjection: (personKey, register, since) => putObjection(client, personKey, register, since),
    removeObjection: (personKey, register) => removeObjection(client, personKey, register),
    resolveAliases: (vardgivare, groups) => resolveAliases(client, crypto, vardgivare, groups),
    loadResources: (ids) => loadResources(client, ids),
    loadCaseMembers: (caseIds) => loadCaseMembers(client, caseIds),
    loadReferrers: (ids) => loadReferrers(client, ids),
    findByIdentifier: (vardgivare, type, hash) => findByIdentifier(client, vardgivare, type, hash),
    lockHeads: async (heads) => {
      if (heads.length > 0) await lockHeads(client, heads);
    },
    putResources: async (resources) => sent.send(putResources(resources, true)),
    replaceRows: async (rows) => sent.send(replaceRows(registers, rows)),
    releasePersons: async (personKeys) => sent.send(releasePersons(personKeys)),
    // Written right before the commit: from then on until the commit the chain waits for us.
    appendAudit: async (added) => {
      entries.push(...added);
    },
  };
}
