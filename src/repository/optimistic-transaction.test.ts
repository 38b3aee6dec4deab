import assert from 'node:assert/strict';
import { randomBytes, randomUUID } from 'node:crypto';
import { freshDatabase, type TestDatabase } from '../../test/support/database.ts';
import { createVaultCrypto } from '../identity/vault-crypto.ts';
import { createRepository, type Repository } from './repository.ts';
import {
  type AliasGroup,
  type ForeseenWork,
  NO_PERSON,
  type StoredResource,
  type Submission,
  type Transaction,
} from './types.ts';

const PROVIDER = '5560000001';

function resource(over: Partial<StoredResource> = {}): StoredResource {
  const id = over.id ?? randomUUID();
  return {
    id,
    personKey: NO_PERSON,
    type: 'Encounter',
    vardgivare: PROVIDER,
    version: 1,
    state: 'current',
    lastUpdated: '2026-10-01T10:00:01.000Z',
    caseId: id,
    references: [],
    content: { resourceType: 'Encounter', id, status: 'finished', class: { code: 'AMB' } },
    search: { identifiers: [], codes: [] },
    submissionId: randomUUID(),
    ...over,
  };
}

function named(...values: string[]): AliasGroup {
  return { type: 'Encounter', keys: values.map((value) => ({ kind: 'id', value })), lock: 'update' };
}

/** What nobody has sent before. */
const work = (): ForeseenWork => ({ contentHash: randomBytes(32), groups: [], persons: [], heed: false });

const person = (value: string) => ({ system: 'urn:oid:1.2.752.129.2.1.3.1', value });

describe('a transaction without locks', () => {
  let database: TestDatabase;
  let repository: Repository;
  const locked = <T>(work: (transaction: Transaction) => Promise<T>) => repository.transaction(work);

  before(async () => {
    database = await freshDatabase();
    repository = await createRepository({
      pool: database.pool,
      crypto: createVaultCrypto(randomBytes(32)),
      registerTables: [],
    });
  });
  after(() => database.close());

  /** Reads, lets something happen meanwhile the first time, writes. Returns how often it ran and what was read last. */
  async function meeting<T>(read: (transaction: Transaction) => Promise<T>, meanwhile?: () => Promise<unknown>) {
    let runs = 0;
    let last: T | undefined;
    const own = resource();
    await repository.transaction(
      async (transaction) => {
        runs++;
        last = await read(transaction);
        if (runs === 1) await meanwhile?.();
        await transaction.putResources([own]);
        await transaction.appendAudit([{ action: 'submit', client: 'c', outcome: 'ok' }]);
      },
      { optimistic: true },
    );
    const { rows } = await database.pool.query('SELECT version FROM sluss.resource WHERE id = $1', [own.id]);
    assert.deepEqual(rows, [{ version: 1 }]);
    return { runs, last: last as T };
  }

  it('runs once when it meets nobody, and stores what it made', async () => {
    const { runs, last } = await meeting(async (transaction) => {
      await transaction.foresee(PROVIDER, { ...work(), groups: [named('once')], persons: [person('1')], heed: true });
      const [resolution] = await transaction.resolveAliases(PROVIDER, [named('once', 'also once')]);
      const [key] = await transaction.resolvePersons([person('1')]);
      return { id: resolution!.id, created: resolution!.created, key };
    });
    assert.equal(runs, 1);
    assert.equal(last.created, true);
    const [again] = await locked((transaction) => transaction.resolveAliases(PROVIDER, [named('also once')]));
    assert.deepEqual(again, { id: last.id, created: false, merged: [] });
    assert.deepEqual(await locked((transaction) => transaction.resolvePersons([person('1')])), [last.key]);
  });

  it('finds the same submission as a transaction with locks does, and writes nothing then', async () => {
    const contentHash = randomBytes(32);
    const own: Submission = {
      id: randomUUID(),
      client: 'c',
      vardgivare: PROVIDER,
      bundleType: 'transaction',
      contentHash,
      receivedAt: '2026-10-01T10:00:00.000Z',
      outcome: 'accepted',
      receipt: { resourceType: 'Task', status: 'completed', intent: 'order', description: 'å' },
    };
    await repository.transaction((transaction) => transaction.insertSubmission(own), { optimistic: true });
    for (const optimistic of [true, false]) {
      const find = (provider: string, hash: Buffer) =>
        repository.transaction((transaction) => transaction.foresee(provider, { ...work(), contentHash: hash }), {
          optimistic,
        });
      assert.deepEqual(await find(PROVIDER, contentHash), { id: own.id, receipt: own.receipt });
      assert.equal(await find('5560000002', contentHash), undefined);
      assert.equal(await find(PROVIDER, randomBytes(32)), undefined);
    }
  });

  it('finds what is stored as a transaction with locks does', async () => {
    const [contact] = await locked((transaction) => transaction.resolveAliases(PROVIDER, [named('found')]));
    const root = resource({ id: contact!.id, sourceUpdated: '2026-10-01T08:00:00.000Z' });
    const member = resource({ type: 'Condition', caseId: root.id, references: [root.id] });
    await locked((transaction) => transaction.putResources([root, member]));
    const reads = async (transaction: Transaction) => {
      await transaction.foresee(PROVIDER, { ...work(), groups: [named('found')] });
      const [resolution] = await transaction.resolveAliases(PROVIDER, [named('found')]);
      const byId = (a: StoredResource, b: StoredResource) => a.id.localeCompare(b.id);
      return {
        resolution,
        heads: await transaction.loadResources([root.id, member.id, randomUUID()]),
        members: (await transaction.loadCaseMembers([root.id])).sort(byId),
        referrers: await transaction.loadReferrers([root.id]),
      };
    };
    const { runs, last } = await meeting(reads);
    assert.equal(runs, 1);
    assert.deepEqual(last, await locked(reads));
    assert.deepEqual(last.heads.get(root.id), root);
  });

  const changes: Record<
    string,
    () => Promise<{ read: (transaction: Transaction) => Promise<unknown>; meanwhile: () => Promise<unknown> }>
  > = {
    async 'a head that it has read'() {
      const head = resource();
      await locked((transaction) => transaction.putResources([head]));
      return {
        read: async (transaction) => (await transaction.loadResources([head.id])).get(head.id)?.version,
        meanwhile: () => locked((transaction) => transaction.putResources([{ ...head, version: 2 }])),
      };
    },
    async 'a head that was not there'() {
      const head = resource();
      return {
        read: async (transaction) => (await transaction.loadResources([head.id])).size,
        meanwhile: () => locked((transaction) => transaction.putResources([head])),
      };
    },
    async 'a case that gets a member'() {
      const root = resource();
      await locked((transaction) => transaction.putResources([root]));
      return {
        read: async (transaction) => (await transaction.loadCaseMembers([root.id])).length,
        meanwhile: () => locked((transaction) => transaction.putResources([resource({ caseId: root.id })])),
      };
    },
    async 'a resource that is referred to anew'() {
      const root = resource();
      await locked((transaction) => transaction.putResources([root]));
      return {
        read: async (transaction) => (await transaction.loadReferrers([root.id])).length,
        meanwhile: () => locked((transaction) => transaction.putResources([resource({ references: [root.id] })])),
      };
    },
    async 'a name that another takes'() {
      return {
        read: async (transaction) => (await transaction.resolveAliases(PROVIDER, [named('taken')]))[0]!.created,
        meanwhile: () => locked((transaction) => transaction.resolveAliases(PROVIDER, [named('taken')])),
      };
    },
    async 'a name that leads elsewhere'() {
      const [first] = await locked((transaction) =>
        transaction.resolveAliases(PROVIDER, [named('stays'), named('moves')]),
      );
      return {
        read: async (transaction) =>
          (await transaction.resolveAliases(PROVIDER, [named('moves')]))[0]!.id === first!.id,
        meanwhile: () => locked((transaction) => transaction.resolveAliases(PROVIDER, [named('stays', 'moves')])),
      };
    },
    async 'a person whom another meets first'() {
      let other: string | undefined;
      return {
        read: async (transaction) => (await transaction.resolvePersons([person('met')]))[0] === other,
        meanwhile: async () => {
          [other] = await locked((transaction) => transaction.resolvePersons([person('met')]));
        },
      };
    },
    async 'an objection'() {
      const [key] = await locked((transaction) => transaction.resolvePersons([person('objects')]));
      return {
        read: async (transaction) => (await transaction.objections([key!])).size,
        meanwhile: () => locked((transaction) => transaction.putObjection(key!, 'quality', '2026-01-01')),
      };
    },
    async 'an objection that was read with the person'() {
      const [key] = await locked((transaction) => transaction.resolvePersons([person('objects too')]));
      return {
        read: async (transaction) => {
          await transaction.foresee(PROVIDER, { ...work(), persons: [person('objects too')], heed: true });
          await transaction.resolvePersons([person('objects too')]);
          return (await transaction.objections([key!])).size;
        },
        meanwhile: () => locked((transaction) => transaction.putObjection(key!, 'quality', '2026-01-01')),
      };
    },
  };
  for (const [what, prepare] of Object.entries(changes))
    it(`is run again, and sees it, after meeting ${what}`, async () => {
      const { read, meanwhile } = await prepare();
      let before: unknown;
      const { runs, last } = await meeting(async (transaction) => {
        const found = await read(transaction);
        before ??= found;
        return found;
      }, meanwhile);
      assert.equal(runs, 2);
      assert.notDeepEqual(last, before);
    });

  it('is run again with locks for what only these can do', async () => {
    await locked((transaction) => transaction.resolveAliases(PROVIDER, [named('one'), named('other')]));
    const merging = await meeting((transaction) => transaction.resolveAliases(PROVIDER, [named('one', 'other')]));
    assert.equal(merging.runs, 2);
    assert.equal(merging.last[0]!.merged.length, 1);
    const giant = Array.from({ length: 600 }, (_, index) => named(`giant ${index}`));
    assert.equal((await meeting((transaction) => transaction.resolveAliases(PROVIDER, giant))).runs, 2);
    const [key] = await locked((transaction) => transaction.resolvePersons([person('p')]));
    assert.equal((await meeting((transaction) => transaction.putObjection(key!, 'quality', '2026-01-01'))).runs, 2);
  });

  it('takes no name for known within what is new, and asks for it within what is not', async () => {
    const inside = (within: string): AliasGroup => ({
      type: 'Condition',
      keys: [{ kind: 'identifier', value: `${within}|s|1` }],
      lock: 'update',
      within,
    });
    const resolve = async (transaction: Transaction) => {
      const [contact] = await transaction.resolveAliases(PROVIDER, [named('contact')]);
      const [member] = await transaction.resolveAliases(PROVIDER, [inside(contact!.id)]);
      return member!;
    };
    const first = await meeting(resolve);
    const second = await meeting(resolve);
    assert.deepEqual([first.last.created, second.last.created], [true, false]);
    assert.equal(second.last.id, first.last.id);
  });

  it('stores no person of whom nothing is kept, and keeps one who is released meanwhile', async () => {
    const keys: string[] = [];
    await repository.transaction(
      async (transaction) => {
        keys.push(...(await transaction.resolvePersons([person('nobody')])));
        await transaction.releasePersons(keys);
      },
      { optimistic: true },
    );
    const { rows } = await database.pool.query('SELECT * FROM vault.identifiers_of($1)', [keys]);
    assert.equal(rows.length, 0);
    assert.notDeepEqual(await locked((transaction) => transaction.resolvePersons([person('nobody')])), keys);
    const [key] = await locked((transaction) => transaction.resolvePersons([person('back')]));
    await meeting(
      (transaction) => transaction.resolvePersons([person('back')]),
      () => locked((transaction) => transaction.releasePersons([key!])),
    );
    assert.deepEqual(await locked((transaction) => transaction.resolvePersons([person('back')])), [key]);
  });

  it('writes nothing when the work throws', async () => {
    await assert.rejects(
      repository.transaction(
        async (transaction) => {
          await transaction.resolveAliases(PROVIDER, [named('lost')]);
          await transaction.resolvePersons([person('lost')]);
          throw new Error('no');
        },
        { optimistic: true },
      ),
      /^Error: no$/,
    );
    const [resolution] = await locked((transaction) => transaction.resolveAliases(PROVIDER, [named('lost')]));
    assert.equal(resolution!.created, true);
  });
});
