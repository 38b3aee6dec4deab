import assert from 'node:assert/strict';
import { freshDatabase, type TestDatabase } from '../../../test/support/database.ts';
import { SlussError } from '../../errors/sluss-error.ts';
import { boundedQueries } from './bounded-queries.ts';

describe('queries that are bounded', () => {
  let database: TestDatabase;
  before(async () => {
    database = await freshDatabase();
  });
  after(() => database.close());

  it('fail when the connection is lost, and the process goes on', async () => {
    const ask = boundedQueries(database.pool, 60_000);
    const asked = ask({ text: `SELECT 'lost', pg_sleep(30)`, values: [] });
    const failed = assert.rejects(asked, (error) => error instanceof SlussError);
    const kill = `SELECT pg_terminate_backend(pid) AS done FROM pg_stat_activity WHERE query LIKE 'SELECT ''lost''%' AND pid <> pg_backend_pid()`;
    while ((await database.superPool.query(kill)).rowCount === 0);
    await failed;
    assert.deepEqual(await ask({ text: 'SELECT 1 AS one', values: [] }), [{ one: 1 }]);
  });

  it('are given up when they take too long', async () => {
    const ask = boundedQueries(database.pool, 50);
    await assert.rejects(
      ask({ text: 'SELECT pg_sleep(30)', values: [] }),
      (error: SlussError) => error.findings[0]?.code === 'expansion-too-slow',
    );
    assert.deepEqual(await ask({ text: 'SELECT 1 AS one', values: [] }), [{ one: 1 }]);
  });
});
