import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { freshDatabase, type TestDatabase } from '../../../test/support/database.ts';
import { createVaultCrypto } from '../../identity/vault-crypto.ts';
import { createRepository, type Repository } from '../repository.ts';
import type { AliasGroup, AliasKey, AliasResolution } from '../types.ts';

const A = '5560000001';
const B = '5560000002';

/** `id:x` or `identifier:x`. */
function keys(...names: string[]): AliasKey[] {
  return names.map((name) => {
    const [kind, value] = name.split(':') as [AliasKey['kind'], string];
    return { kind, value };
  });
}

function group(...names: string[]): AliasGroup {
  return { type: 'Encounter', keys: keys(...names), lock: 'update' };
}

describe('names of resources', () => {
  let database: TestDatabase;
  let repository: Repository;
  const resolve = (vardgivare: string, ...groups: AliasGroup[]): Promise<AliasResolution[]> =>
    repository.transaction((transaction) => transaction.resolveAliases(vardgivare, groups));

  before(async () => {
    database = await freshDatabase();
    repository = await createRepository({
      pool: database.pool,
      crypto: createVaultCrypto(randomBytes(32)),
      registerTables: [],
    });
  });
  after(() => database.close());
  beforeEach(() => database.pool.query('TRUNCATE sluss.alias'));

  it('get an id when they are first heard, and keep it', async () => {
    const [first] = await resolve(A, group('id:1'));
    assert.deepEqual(first, { id: first!.id, created: true, merged: [] });
    assert.deepEqual(await resolve(A, group('id:1')), [{ id: first!.id, created: false, merged: [] }]);
    assert.deepEqual(await resolve(A, group('id:1', 'identifier:s|1')), [
      { id: first!.id, created: false, merged: [] },
    ]);
    assert.deepEqual(await resolve(A, group('identifier:s|1')), [{ id: first!.id, created: false, merged: [] }]);
  });

  it('are apart by vårdgivare, type and kind', async () => {
    const groups: AliasGroup[] = [group('id:1'), group('identifier:1'), { ...group('id:1'), type: 'Patient' }];
    const ids = [...(await resolve(A, ...groups)), ...(await resolve(B, group('id:1')))].map(({ id }) => id);
    assert.equal(new Set(ids).size, 4);
  });

  it('are one resource when two groups of a submission share one, and nothing without any', async () => {
    const [a, b, c, d] = await resolve(A, group('id:1', 'id:2'), group('id:2', 'id:3'), group(), group());
    assert.equal(a!.id, b!.id);
    assert.equal(new Set([a!.id, c!.id, d!.id]).size, 3);
    assert.ok(c!.created && d!.created);
  });

  it('of what turns out to be one resource lead to one id, also those that nobody mentioned', async () => {
    const [one, two] = await resolve(A, group('id:1', 'identifier:a'), group('id:2', 'identifier:b'));
    const [merged] = await resolve(A, group('id:1', 'id:2'));
    assert.deepEqual(merged, { id: one!.id, created: false, merged: [two!.id] });
    const after = await resolve(A, group('identifier:a'), group('identifier:b'), group('id:2'));
    assert.deepEqual(
      after.map(({ id }) => id),
      [one!.id, one!.id, one!.id],
    );
  });

  it('end in the same sets whatever the order of the submissions, each of them as a union-find has it', async () => {
    const name = fc.nat(9).map((n) => `id:${n}`);
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(fc.array(name, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 3 }), {
          minLength: 1,
          maxLength: 6,
        }),
        async (submissions) => {
          await database.pool.query('TRUNCATE sluss.alias');
          const sets = new Map<string, Set<string>>();
          for (const groups of submissions) {
            const answers = await resolve(A, ...groups.map((names) => group(...names)));
            for (const names of groups) {
              const joined = new Set(names.flatMap((item) => [item, ...(sets.get(item) ?? [])]));
              for (const item of joined) sets.set(item, joined);
            }
            for (const [i, x] of groups.entries())
              for (const [j, y] of groups.entries())
                assert.equal(answers[i]!.id === answers[j]!.id, sets.get(x[0]!)!.has(y[0]!));
          }
          const all = [...sets.keys()];
          const ids = await resolve(A, ...all.map((item) => group(item)));
          for (const [i, x] of all.entries())
            for (const [j, y] of all.entries())
              assert.equal(ids[i]!.id === ids[j]!.id, sets.get(x)!.has(y), `${x} and ${y}`);
        },
      ),
      { numRuns: 30 },
    );
  });

  it('get one id when several submissions hear them first at once', async () => {
    const sends = Array.from({ length: 8 }, () =>
      resolve(A, group('id:2', 'identifier:s|2'), group('identifier:s|3', 'id:3')),
    );
    const answers = await Promise.all(sends);
    assert.equal(new Set(answers.map(([first]) => first!.id)).size, 1);
    assert.equal(answers.filter(([first]) => first!.created).length, 1);
  });

  it('hold a resource until the commit, whichever name it was called by; those that only mention it do not wait for each other', async () => {
    await resolve(A, group('id:1', 'identifier:a'));
    const order: string[] = [];
    const work = (label: string, lock: AliasGroup['lock'], name: string, wait: number) =>
      repository.transaction(async (transaction) => {
        await transaction.resolveAliases(A, [{ ...group(name), lock }]);
        order.push(`${label} in`);
        await sleep(wait);
        order.push(`${label} out`);
      });
    await Promise.all([work('x', 'update', 'id:1', 100), sleep(30).then(() => work('y', 'update', 'identifier:a', 0))]);
    assert.deepEqual(order.splice(0), ['x in', 'x out', 'y in', 'y out']);
    await Promise.all([work('x', 'share', 'id:1', 100), sleep(30).then(() => work('y', 'share', 'identifier:a', 0))]);
    assert.deepEqual(order.splice(0), ['x in', 'y in', 'y out', 'x out']);
    await Promise.all([work('x', 'share', 'id:1', 100), sleep(30).then(() => work('y', 'update', 'id:1', 0))]);
    assert.deepEqual(order, ['x in', 'x out', 'y in', 'y out']);
  });

  it('let two submissions that wait for each other both get through', async () => {
    await resolve(A, group('id:1'), group('id:2'));
    let runs = 0;
    const cross = (first: string, second: string) =>
      repository.transaction(async (transaction) => {
        runs++;
        await transaction.resolveAliases(A, [group(first)]);
        await sleep(50);
        await transaction.resolveAliases(A, [group(second)]);
      });
    await Promise.all([cross('id:1', 'id:2'), cross('id:2', 'id:1')]);
    assert.equal(runs, 3);
  });

  it('of a giant submission keep its vårdgivare waiting, and nobody else', async () => {
    const giant = Array.from({ length: 20_000 }, (_, index) => group(`id:${index}`, `identifier:s|${index}`));
    const order: string[] = [];
    await Promise.all([
      repository.transaction(async (transaction) => {
        const answers = await transaction.resolveAliases(A, giant);
        assert.equal(new Set(answers.map(({ id }) => id)).size, giant.length);
        order.push('giant in');
        await sleep(200);
        order.push('giant out');
      }),
      (async () => {
        while (!order.includes('giant in')) await sleep(5);
        await Promise.all([
          resolve(B, group('id:1')).then(() => order.push('other')),
          resolve(A, group('id:1')).then(() => order.push('same')),
        ]);
      })(),
    ]);
    assert.deepEqual(order, ['giant in', 'other', 'giant out', 'same']);
  });
});
