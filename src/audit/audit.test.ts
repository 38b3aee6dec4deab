import assert from 'node:assert/strict';
import { generateKeyPairSync, randomBytes, randomUUID } from 'node:crypto';
import { freshDatabase, type TestDatabase } from '../../test/support/database.ts';
import { SlussError } from '../errors/sluss-error.ts';
import { createVaultCrypto } from '../identity/vault-crypto.ts';
import { createRepository, type Repository } from '../repository/repository.ts';
import { entryHash } from './chain-hash.ts';
import { type Checkpoint, latestCheckpoint, takeCheckpoint } from './checkpoint.ts';
import type { LogRecord } from './log-record.ts';
import { createPayloadKeys } from './payload-keys.ts';
import { readDatabaseLog } from './read-log.ts';
import { auditSigningKey } from './signing-key.ts';
import { type LogFault, verifyLog } from './verify-log.ts';
import { verifyPayloads } from './verify-payloads.ts';

type EntryRecord = Extract<LogRecord, { type: 'entry' }>;

describe('the audit log', () => {
  const crypto = createVaultCrypto(randomBytes(32));
  const key = auditSigningKey(randomBytes(32));
  let database: TestDatabase;
  let repository: Repository;
  let log: LogRecord[];
  let kept: Checkpoint;

  before(async () => {
    database = await freshDatabase();
    repository = await createRepository({ pool: database.pool, crypto, registerTables: [] });
    for (let round = 0; round < 3; round++) {
      await Promise.all(
        Array.from({ length: 30 }, () =>
          repository.recordAccess([
            { action: 'read', client: 'c', personKeys: [randomUUID()], outcome: 'ok', detail: { type: 'Encounter' } },
          ]),
        ),
      );
      assert.equal(await takeCheckpoint(database.pool, key), true);
      if (round === 1) kept = (await latestCheckpoint(database.pool))!;
    }
    await repository.recordAccess([
      { action: 'read', client: 'after the last checkpoint', outcome: 'ok' },
      { action: 'read', client: 'after the last checkpoint', outcome: 'ok' },
    ]);
    log = await collect(readDatabaseLog(database.pool));
  });
  after(() => database.close());

  it('uses several chains, all of them sound', async () => {
    const verdict = await verify(log);
    assert.deepEqual([verdict.ok, verdict.entries, verdict.checkpoints, verdict.faults], [true, 92, 3, []]);
    const chains = new Set(entriesOf(log).map(({ chain }) => chain));
    assert.ok(chains.size > 1);
  });

  it('is not opened with a vault key of another database', async () => {
    const stranger = createVaultCrypto(randomBytes(32));
    await assert.rejects(
      createRepository({ pool: database.pool, crypto: stranger, registerTables: [] }),
      (error) => error instanceof SlussError && error.findings[0]?.code === 'vault-key-other',
    );
  });

  it('takes no checkpoint when nothing has happened', async () => {
    const before = await takeCheckpoint(database.pool, key);
    const again = await takeCheckpoint(database.pool, key);
    assert.deepEqual([before, again], [true, false]);
  });

  it('names an entry that was changed, in each of its parts', async () => {
    for (const part of ['at', 'commitment', 'hash'] as const) {
      const forged = structuredClone(log);
      const entry = entriesOf(forged)[20]!;
      entry[part] = part === 'at' ? '2020-01-01T00:00:00.000Z' : randomBytes(32).toString('hex');
      const faults = (await verify(forged)).faults;
      assert.equal(faults[0]?.code, 'entry-changed', part);
      assert.equal(faults[0]?.where, `chain ${entry.chain}, entry ${entry.seq}`);
    }
  });

  it('finds an entry that was removed, moved or doubled', async () => {
    const entries = entriesOf(log);
    const victim = entries.find(({ seq }) => seq === 2)!;
    const at = log.indexOf(victim);
    assert.deepEqual(codes(await verify(withCount(log.toSpliced(at, 1)))), ['entry-missing']);
    assert.ok(codes(await verify(log.toSpliced(at, 2, log[at + 1]!, victim))).includes('entry-misplaced'));
    assert.ok(codes(await verify(withCount(log.toSpliced(at, 0, victim)))).includes('entry-misplaced'));
  });

  it('finds a chain that was rewritten from an entry on, with hashes that fit', async () => {
    const forged = structuredClone(log);
    const { chain } = entriesOf(forged)[0]!;
    let previous = '';
    for (const entry of entriesOf(forged).filter((candidate) => candidate.chain === chain)) {
      if (entry.seq > 1) {
        entry.commitment = randomBytes(32).toString('hex');
        entry.hash = entryHash(entry, previous);
      }
      previous = entry.hash;
    }
    const verdict = await verify(forged);
    assert.ok(
      verdict.faults.every(({ code, where }) => code === 'chain-rewritten' && where.startsWith(`chain ${chain},`)),
    );
    assert.ok(verdict.faults.length > 0);
  });

  it('finds a tail that was cut off below a checkpoint, also with the checkpoint when one was kept elsewhere', async () => {
    const { chain } = entriesOf(log)[0]!;
    const ends = entriesOf(log).filter((entry) => entry.chain === chain);
    const cut = log.filter((record) => record.type !== 'entry' || record.chain !== chain || record.seq <= 1);
    assert.ok(ends.length > 2);
    const verdict = await verify(withCount(cut));
    assert.deepEqual(codes(verdict), ['log-truncated']);
    assert.equal(verdict.faults[0]?.where, `chain ${chain}`);

    const withoutCheckpoints = withCount(cut.filter((record) => record.type !== 'checkpoint'));
    assert.deepEqual(codes(await verify(withoutCheckpoints)), []);
    const withKept = await verifyLog(stream(withoutCheckpoints), { kept: [kept] });
    assert.deepEqual(codes(withKept), ['checkpoint-missing']);
  });

  it('finds checkpoints that were changed, left out or signed by somebody else', async () => {
    const changed = structuredClone(log);
    const checkpoint = changed.find((record) => record.type === 'checkpoint')!;
    checkpoint.statement = checkpoint.statement.replace(/"seq":\d+/, '"seq":0');
    assert.ok(codes(await verify(changed)).includes('checkpoint-forged'));

    const first = log.findIndex((record) => record.type === 'checkpoint');
    assert.ok(codes(await verify(withCount(log.toSpliced(first, 1)))).includes('checkpoint-missing'));

    const other = generateKeyPairSync('ed25519').publicKey.export({ format: 'der', type: 'spki' }).toString('base64');
    const verdict = await verifyLog(stream(log), { publicKeys: [other] });
    assert.ok(codes(verdict).every((code) => code === 'checkpoint-unknown-key') && !verdict.ok);
  });

  it('finds a file that ends too early', async () => {
    assert.deepEqual(codes(await verify(log.slice(0, -1))), ['file-cut']);
    assert.ok(codes(await verify(log.toSpliced(-2, 1))).includes('file-cut'));
  });

  it('refuses change and removal in the database itself', async () => {
    for (const statement of [
      'UPDATE audit.entry SET at = now()',
      'DELETE FROM audit.entry',
      'TRUNCATE audit.entry',
      'DELETE FROM audit.checkpoint',
      'UPDATE audit.payload SET month = month',
    ])
      await assert.rejects(
        database.pool.query(statement),
        (error: { code?: string }) => error.code === '42501',
        statement,
      );
  });

  it('keeps contents that are what was logged, until their key is destroyed; the chain stays whole', async () => {
    const total = entriesOf(await collect(readDatabaseLog(database.pool))).length;
    assert.deepEqual(await verifyPayloads(database.pool, createPayloadKeys(database.pool, crypto)), {
      sound: total,
      erased: 0,
      wrong: [],
    });
    const month = new Date().toISOString().slice(0, 7);
    await database.pool.query('SELECT audit.destroy_payload_key($1)', [month]);
    assert.deepEqual(await verifyPayloads(database.pool, createPayloadKeys(database.pool, crypto)), {
      sound: 0,
      erased: total,
      wrong: [],
    });
    assert.equal((await verifyLog(readDatabaseLog(database.pool))).ok, true);
  });

  it('lets nothing be accessed when it cannot be written (L-4)', async () => {
    const broken = await freshDatabase();
    const other = await createRepository({ pool: broken.pool, crypto, registerTables: [] });
    await other.recordAccess([{ action: 'read', client: 'c', outcome: 'ok' }]);
    await broken.close();
    await assert.rejects(
      other.recordAccess([{ action: 'read', client: 'c', outcome: 'ok' }]),
      (error: unknown) => error instanceof SlussError && error.findings[0]?.code === 'audit-unavailable',
    );
    let read = false;
    await assert.rejects(
      other.snapshot({ register: 'r' }, { action: 'deliver', client: 'c', outcome: 'ok' }, async () => {
        read = true;
      }),
    );
    assert.equal(read, false);
  });
});

function verify(log: LogRecord[]) {
  return verifyLog(stream(log));
}

async function* stream(log: LogRecord[]): AsyncGenerator<LogRecord> {
  yield* log;
}

async function collect(records: AsyncIterable<LogRecord>): Promise<LogRecord[]> {
  const list: LogRecord[] = [];
  for await (const record of records) list.push(record);
  return list;
}

function entriesOf(log: LogRecord[]): EntryRecord[] {
  return log.filter((record) => record.type === 'entry');
}

/** What a forger would do: the last line counts what is left. */
function withCount(log: LogRecord[]): LogRecord[] {
  const count = (type: LogRecord['type']) => log.filter((record) => record.type === type).length;
  return [...log.slice(0, -1), { type: 'end', entries: count('entry'), checkpoints: count('checkpoint') }];
}

function codes({ faults }: { faults: LogFault[] }): string[] {
  return [...new Set(faults.map(({ code }) => code))];
}
