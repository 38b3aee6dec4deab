import assert from 'node:assert/strict';
import { freshDatabase, type TestDatabase } from '../../../test/support/database.ts';
import { useOnce } from './use-once.ts';

describe('what may be used once', () => {
  let database: TestDatabase;
  before(async () => {
    database = await freshDatabase();
  });
  after(() => database.close());

  const later = () => new Date(Date.now() + 60_000);
  const use = (name: string, expires = later()) => useOnce(database.pool, Buffer.from(name), expires);

  it('is used by one of many that try at once', async () => {
    const tries = await Promise.all(Array.from({ length: 8 }, () => use('a')));
    assert.equal(tries.filter(Boolean).length, 1);
    assert.equal(await use('b'), true);
  });

  it('is forgotten when it has expired', async () => {
    for (let index = 0; index < 5; index++) await use(`old ${index}`, new Date(Date.now() - 1000));
    await use('c');
    const { rows } = await database.pool.query(
      'SELECT count(*)::int AS n FROM sluss.used_assertion WHERE expires < now()',
    );
    assert.equal(rows[0].n, 0);
    assert.equal(await use('c'), false);
  });
});
