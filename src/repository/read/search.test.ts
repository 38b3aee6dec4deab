import assert from 'node:assert/strict';
import { randomBytes, randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { freshDatabase, type TestDatabase } from '../../../test/support/database.ts';
import { SlussError } from '../../errors/sluss-error.ts';
import { createVaultCrypto } from '../../identity/vault-crypto.ts';
import { createRepository, type Repository } from '../repository.ts';
import { NO_PERSON, type StoredResource } from '../types.ts';
import type { DateCriterion, DatePrefix, SearchCriterion } from './criteria.ts';

const OWN = { vardgivare: ['5560000001'] };
const OTHER = { vardgivare: ['5560000002'] };
const BOTH = { vardgivare: ['5560000001', '5560000002'] };

function resource(over: Partial<StoredResource> = {}): StoredResource {
  const id = over.id ?? randomUUID();
  return {
    id,
    personKey: NO_PERSON,
    type: 'Condition',
    vardgivare: OWN.vardgivare[0]!,
    version: 1,
    state: 'current',
    lastUpdated: '2026-10-01T10:00:00.000Z',
    references: [],
    content: { resourceType: 'Condition', id } as StoredResource['content'],
    search: { identifiers: [], codes: [] },
    submissionId: randomUUID(),
    ...over,
  };
}

describe('reading through a view', () => {
  let database: TestDatabase;
  let repository: Repository;
  const put = (...resources: StoredResource[]) =>
    repository.transaction((transaction) => transaction.putResources(resources));
  const find = async (criteria: SearchCriterion[], view = OWN, type = 'Condition') =>
    (await repository.search(view, type, criteria, { count: 100 })).resources.map(({ id }) => id).sort();

  before(async () => {
    database = await freshDatabase();
    repository = await createRepository({
      pool: database.pool,
      crypto: createVaultCrypto(randomBytes(32)),
      registerTables: [],
    });
  });
  after(() => database.close());
  beforeEach(() =>
    database.pool.query('TRUNCATE sluss.resource, sluss.resource_version, sluss.alias, sluss.submission'),
  );

  it('shows what the view covers, and tells nothing of the rest', async () => {
    const mine = resource();
    const theirs = resource({ vardgivare: OTHER.vardgivare[0]! });
    const hidden = [resource({ state: 'not-kept', content: null }), resource({ state: 'expected', content: null })];
    await put(mine, theirs, ...hidden);
    assert.equal((await repository.readResource(OWN, 'Condition', mine.id))?.version, 1);
    assert.equal(await repository.readResource(OWN, 'Encounter', mine.id), undefined);
    assert.equal(await repository.readResource({ vardgivare: [] }, 'Condition', mine.id), undefined);
    for (const { id } of [theirs, ...hidden])
      assert.equal(await repository.readResource(OWN, 'Condition', id), undefined);
    assert.equal(await repository.readVersion(OWN, 'Condition', theirs.id, 1), undefined);
    assert.deepEqual(await find([]), [mine.id]);
    assert.deepEqual(await find([], { vardgivare: [] }), []);
    assert.deepEqual(await find([], BOTH), [mine.id, theirs.id].sort());
    assert.deepEqual(await find([{ kind: 'id', any: [mine.id, theirs.id] }]), [mine.id]);
  });

  it('reads every version, and that a resource is gone', async () => {
    const first = resource();
    await put(first);
    await put({ ...first, version: 2, content: { ...first.content!, language: 'sv' } });
    await put({ ...first, version: 3, state: 'retracted', content: null });
    const versions = [1, 2, 3].map((version) => repository.readVersion(OWN, 'Condition', first.id, version));
    assert.deepEqual(
      (await Promise.all(versions)).map((read) => [read?.version, read?.state, read?.content?.language]),
      [
        [1, 'current', undefined],
        [2, 'current', 'sv'],
        [3, 'retracted', undefined],
      ],
    );
    assert.equal(await repository.readVersion(OWN, 'Condition', first.id, 4), undefined);
    assert.equal((await repository.readResource(OWN, 'Condition', first.id))?.state, 'retracted');
    assert.deepEqual(await find([]), []);
  });

  it('finds by identifier, code with and without system, and status', async () => {
    const a = resource({ search: { identifiers: ['aa', 'bb'], codes: ['icd|S720', '|X1'], status: 'active' } });
    const b = resource({ search: { identifiers: ['cc'], codes: ['atc|S720'], status: 'resolved' } });
    await put(a, b);
    assert.deepEqual(await find([{ kind: 'identifier', any: ['bb', 'zz'] }]), [a.id]);
    assert.deepEqual(await find([{ kind: 'code', any: [{ system: 'icd', value: 'S720' }] }]), [a.id]);
    assert.deepEqual(await find([{ kind: 'code', any: [{ value: 'S720' }] }]), [a.id, b.id].sort());
    assert.deepEqual(await find([{ kind: 'code', any: [{ system: '', value: 'X1' }] }]), [a.id]);
    assert.deepEqual(await find([{ kind: 'status', any: ['resolved', 'x'] }]), [b.id]);
    assert.deepEqual(
      await find([
        { kind: 'code', any: [{ value: 'S720' }] },
        { kind: 'status', any: ['active'] },
      ]),
      [a.id],
    );
    const stored = await repository.transaction((transaction) => transaction.loadResources([a.id]));
    assert.deepEqual(stored.get(a.id)?.search, a.search);
  });

  it('finds by reference, by id and by an identifier of the view only', async () => {
    const patient = resource({ type: 'Patient', search: { identifiers: ['pnr'], codes: [] } });
    const foreign = resource({
      type: 'Patient',
      vardgivare: OTHER.vardgivare[0]!,
      search: { identifiers: ['foreign'], codes: [] },
    });
    const condition = resource({ references: [patient.id] });
    const stray = resource({ references: [foreign.id] });
    await put(patient, foreign, condition, stray);
    assert.deepEqual(await find([{ kind: 'reference', any: [{ id: patient.id }] }]), [condition.id]);
    assert.deepEqual(await find([{ kind: 'reference', any: [{ type: 'Patient', identifiers: ['pnr', 'foreign'] }] }]), [
      condition.id,
    ]);
    assert.deepEqual(
      await find([{ kind: 'reference', any: [{ id: patient.id }, { id: foreign.id }] }]),
      [condition.id, stray.id].sort(),
    );
  });

  it('compares dates as the specification says, for every prefix and any period', async () => {
    const hour = 3_600_000;
    const at = (step: number) => new Date(Date.UTC(2026, 9, 1) + step * hour).toISOString();
    const range = fc.tuple(fc.nat(12), fc.nat(6)).map(([from, length]) => ({ from, to: from + length }));
    const own = fc.record({ from: fc.nat(12), length: fc.nat(6) }, { requiredKeys: [] });
    const prefixes: DatePrefix[] = ['eq', 'ne', 'gt', 'lt', 'ge', 'le', 'sa', 'eb'];
    await fc.assert(
      fc.asyncProperty(fc.array(own, { maxLength: 12 }), range, async (periods, asked) => {
        await database.pool.query('TRUNCATE sluss.resource');
        const stored = periods.map(({ from, length }) => {
          const to = length === undefined ? undefined : (from ?? 0) + length;
          return { id: randomUUID(), from, to };
        });
        if (stored.length > 0)
          await put(
            ...stored.map(({ id, from, to }) =>
              resource({
                id,
                search: {
                  identifiers: [],
                  codes: [],
                  ...(from !== undefined && { dateFrom: at(from) }),
                  ...(to !== undefined && { dateTo: at(to) }),
                },
              }),
            ),
          );
        for (const prefix of prefixes) {
          const criterion: DateCriterion = { prefix, from: at(asked.from), to: at(asked.to) };
          const expected = stored
            .filter(({ from, to }) => from !== undefined || to !== undefined)
            .filter(({ from, to }) => {
              const low = from ?? Number.NEGATIVE_INFINITY;
              const high = to ?? Number.POSITIVE_INFINITY;
              const inside = low >= asked.from && high <= asked.to;
              const after = high > asked.to;
              const before = low < asked.from;
              return (
                { eq: inside, ne: !inside, gt: after, lt: before, ge: after || inside, le: before || inside }[
                  prefix as 'eq'
                ] ?? (prefix === 'sa' ? low > asked.to : high < asked.from)
              );
            })
            .map(({ id }) => id)
            .sort();
          assert.deepEqual(await find([{ kind: 'date', any: [criterion] }]), expected, prefix);
        }
      }),
      { numRuns: 25 },
    );
  });

  it('finds by the time of the last change', async () => {
    const early = resource({ lastUpdated: '2026-10-01T00:00:00.000Z' });
    const late = resource({ lastUpdated: '2026-11-01T00:00:00.000Z' });
    await put(early, late);
    const since = { prefix: 'ge' as const, from: '2026-10-15T00:00:00.000Z', to: '2026-10-15T23:59:59.999Z' };
    assert.deepEqual(await find([{ kind: 'lastUpdated', any: [since] }]), [late.id]);
  });

  it('gives every resource once over its pages, whatever is inserted in between', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.nat(5), { minLength: 1, maxLength: 40 }),
        fc.integer({ min: 1, max: 7 }),
        fc.array(fc.nat(3), { maxLength: 10 }),
        async (times, count, bursts) => {
          await database.pool.query('TRUNCATE sluss.resource');
          // Many have the same instant: the id decides.
          const first = times.map((time) =>
            resource({ lastUpdated: new Date(1_700_000_000_000 + time).toISOString() }),
          );
          await put(...first);
          const seen: string[] = [];
          let cursor: string | undefined;
          do {
            const page = await repository.search(OWN, 'Condition', [], { count, ...(cursor && { cursor }) });
            assert.ok(page.resources.length <= count);
            seen.push(...page.resources.map(({ id }) => id));
            cursor = page.next;
            const burst = bursts.shift() ?? 0;
            if (cursor && burst)
              await put(...Array.from({ length: burst }, () => resource({ lastUpdated: new Date().toISOString() })));
          } while (cursor);
          assert.equal(new Set(seen).size, seen.length, 'something came twice');
          for (const { id } of first) assert.ok(seen.includes(id), 'something was skipped');
        },
      ),
      { numRuns: 20 },
    );
  });

  it('tells the total when it knows it, and gives pages to their own search only', async () => {
    await put(resource(), resource(), resource());
    const all = await repository.search(OWN, 'Condition', [], { count: 3 });
    assert.deepEqual([all.total, all.next], [3, undefined]);
    const none = await repository.search(BOTH, 'Condition', [], { count: 0 });
    assert.deepEqual(none, { resources: [], total: 3 });
    const page = await repository.search(OWN, 'Condition', [], { count: 2 });
    assert.equal(page.total, undefined);
    assert.ok(page.next && !page.next.includes(page.resources[1]!.id));
    for (const [view, type, cursor] of [
      [OTHER, 'Condition', page.next],
      [OWN, 'Encounter', page.next],
      [OWN, 'Condition', 'AAAA'],
      [OWN, 'Condition', `${page.next.slice(0, -4)}AAAA`],
    ] as const)
      await assert.rejects(
        repository.search(view, type, [], { count: 2, cursor }),
        (error: unknown) => error instanceof SlussError && error.findings[0]?.code === 'search-cursor-invalid',
      );
  });

  it("answers to a vårdgivare's own ids in its own view", async () => {
    const [resolution] = await repository.transaction((transaction) =>
      transaction.resolveAliases(OWN.vardgivare[0]!, [
        { type: 'Condition', keys: [{ kind: 'id', value: 'their-own-id' }], lock: 'update' },
      ]),
    );
    const { id } = resolution!;
    const name = { kind: 'id', value: 'their-own-id' } as const;
    assert.deepEqual(await repository.resolveAlias(OWN, 'Condition', name), [id]);
    assert.deepEqual(await repository.resolveAlias(BOTH, 'Condition', name), [id]);
    assert.deepEqual(await repository.resolveAlias(OTHER, 'Condition', name), []);
    assert.deepEqual(await repository.resolveAlias(OWN, 'Encounter', name), []);
    assert.deepEqual(await repository.clientIds(OWN, [id]), new Map([[id, 'their-own-id']]));
    assert.deepEqual(await repository.clientIds(OTHER, [id]), new Map());
  });

  it('gives receipts to who submitted', async () => {
    const id = randomUUID();
    const receipt = { resourceType: 'Task', id, status: 'completed', intent: 'order' } as const;
    await repository.transaction((transaction) =>
      transaction.insertSubmission({
        id,
        client: 'c',
        vardgivare: OWN.vardgivare[0]!,
        bundleType: 'batch',
        contentHash: randomBytes(32),
        receivedAt: '2026-10-01T00:00:00.000Z',
        outcome: 'accepted',
        receipt,
      }),
    );
    assert.deepEqual(await repository.readReceipt(OWN, id), receipt);
    assert.equal(await repository.readReceipt(OTHER, id), undefined);
  });

  it('keeps one key a view until it is destroyed', async () => {
    const key = await repository.viewKey('own:5560000001');
    assert.equal(key.length, 32);
    assert.deepEqual(await repository.viewKey('own:5560000001'), key);
    assert.notDeepEqual(await repository.viewKey('own:5560000002'), key);
    await repository.destroyViewKey('own:5560000001');
    await assert.rejects(
      repository.viewKey('own:5560000001'),
      (error: unknown) => error instanceof SlussError && error.findings[0]?.code === 'view-key-destroyed',
    );
  });
});
