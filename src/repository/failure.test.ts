import assert from 'node:assert/strict';
import { randomBytes, randomUUID } from 'node:crypto';
import { freshDatabase, type TestDatabase } from '../../test/support/database.ts';
import { SlussError } from '../errors/sluss-error.ts';
import { createVaultCrypto } from '../identity/vault-crypto.ts';
import { openDatabase } from './database.ts';
import { createRepository, type Repository } from './repository.ts';
import { NO_PERSON, type StoredResource } from './types.ts';

const isCode = (code: string) => (error: unknown) => {
  assert.ok(error instanceof SlussError);
  assert.equal(error.findings[0]?.code, code);
  return true;
};

describe('a database that fails', () => {
  let database: TestDatabase;
  let repository: Repository;

  before(async () => {
    database = await freshDatabase();
    repository = await createRepository({
      pool: database.pool,
      crypto: createVaultCrypto(randomBytes(32)),
      registerTables: [],
    });
  });
  after(() => database.close());

  const resource = (): StoredResource => ({
    id: randomUUID(),
    personKey: NO_PERSON,
    type: 'Organization',
    vardgivare: '5560000001',
    version: 1,
    state: 'current',
    lastUpdated: '2026-10-01T00:00:00.000Z',
    references: [],
    content: { resourceType: 'Organization' },
    search: { identifiers: [], codes: [] },
    submissionId: randomUUID(),
  });
  const stored = async (id: string) =>
    (await database.pool.query('SELECT FROM sluss.resource WHERE id = $1', [id])).rowCount;
  /** Ends every other connection of the database, as a server that goes down does. */
  const killConnections = () =>
    database.pool.query(
      'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()',
    );

  it('in the middle of a transaction: a clear error, nothing stored, and the next one works', async () => {
    const lost = resource();
    await assert.rejects(
      repository.transaction(async (transaction) => {
        await transaction.putResources([lost]);
        await transaction.loadResources([lost.id]);
        await killConnections();
        await transaction.loadResources([lost.id]);
      }),
      isCode('database-unavailable'),
    );
    assert.equal(await stored(lost.id), 0);
    await repository.transaction((transaction) => transaction.putResources([lost]));
    assert.equal(await stored(lost.id), 1);
  });

  it('before the commit: nobody is told that it is stored', async () => {
    const lost = resource();
    await assert.rejects(
      repository.transaction(async (transaction) => {
        await transaction.putResources([lost]);
        await transaction.loadResources([lost.id]);
        await killConnections();
      }),
      (error: unknown) =>
        error instanceof SlussError &&
        ['database-unavailable', 'database-outcome-unknown'].includes(error.findings[0]!.code),
    );
    assert.equal(await stored(lost.id), 0);
  });

  it('with a statement whose failure comes later than the next steps: it is that failure that is told', async () => {
    const bad = { ...resource(), state: 'no such state' as 'current' };
    await assert.rejects(
      repository.transaction(async (transaction) => {
        await transaction.putResources([bad]);
        await transaction.appendAudit([{ action: 'submit', client: 'c', outcome: 'ok' }]);
      }),
      (error: { code?: string }) => error.code === '23514',
    );
    await assert.rejects(
      repository.transaction(async (transaction) => {
        await transaction.putResources([bad]);
        await transaction.loadResources([bad.id]);
      }),
      (error: { code?: string }) => error.code === '23514',
    );
  });

  it('with conflicts without end: a clear error after some attempts', async () => {
    let attempts = 0;
    await assert.rejects(
      repository.transaction(async () => {
        attempts++;
        throw Object.assign(new Error('deadlock detected'), { code: '40P01' });
      }),
      isCode('database-conflict'),
    );
    assert.equal(attempts, 6);
  });

  it('that is not there, not let in, or not ours: one line that says so, without the password', async () => {
    const open = (databaseUrl: string) => openDatabase({ databaseUrl, dataFolder: '' });
    const refused = await open('postgresql://u:secret@127.0.0.1:1/x').catch((error) => error);
    assert.ok(isCode('database-connect-failed')(refused));
    assert.match(refused.message, /ECONNREFUSED/);
    assert.ok(!refused.message.includes('secret'));
    await assert.rejects(open('postgresql://u:p@host.invalid/x'), isCode('database-connect-failed'));
    const missing = database.url.replace(/\/[^/?]+(\?.*)?$/, '/no_such_database$1');
    await assert.rejects(open(missing), isCode('database-connect-failed'));
  });

  it('that a newer version has migrated is left alone', async () => {
    const newer = await freshDatabase();
    try {
      await newer.pool.query("INSERT INTO sluss.migration (name, run_on) VALUES ('9999_later', now())");
      await assert.rejects(
        openDatabase({ databaseUrl: newer.url, dataFolder: '' }),
        isCode('database-migration-failed'),
      );
    } finally {
      await newer.close();
    }
  });
});
