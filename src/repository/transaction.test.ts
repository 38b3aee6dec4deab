import assert from 'node:assert/strict';
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, it } from 'mocha';
import { freshDatabase, type TestDatabase } from '../../test/support/database.ts';
import { SlussError } from '../errors/sluss-error.ts';
import { createVaultCrypto } from '../identity/vault-crypto.ts';
import type { RegisterTables } from './register-tables.ts';
import { createRepository, type Repository } from './repository.ts';
import { type CaseRows, NO_PERSON, type StoredResource, type Submission, type Transaction } from './types.ts';

/** Foreseen by a transaction that reads nothing else. */
const NOTHING = { groups: [], persons: [], heed: false };

const REGISTER: RegisterTables = {
  register: 'test-register',
  schema: 'test_register',
  tables: [
    {
      name: 'ad',
      columns: [
        { name: 'IDNR', sqlType: 'text' },
        { name: 'VDAGAR', sqlType: 'integer', comment: 'care days' },
      ],
    },
    { name: 'di', columns: [{ name: 'DIA', sqlType: 'text' }] },
  ],
};

function resource(over: Partial<StoredResource> = {}): StoredResource {
  const id = over.id ?? randomUUID();
  return {
    id,
    personKey: NO_PERSON,
    type: 'Encounter',
    vardgivare: '5560000001',
    version: 1,
    state: 'current',
    sourceUpdated: '2026-10-01T10:00:00.000Z',
    lastUpdated: '2026-10-01T10:00:01.000Z',
    caseId: id,
    references: [],
    content: { resourceType: 'Encounter', id, status: 'finished', class: { code: 'AMB' } },
    search: { identifiers: ['aa'], codes: ['s|c'], status: 'finished', dateFrom: '2026-10-01T00:00:00.000Z' },
    submissionId: randomUUID(),
    ...over,
  };
}

function submission(over: Partial<Submission> = {}): Submission {
  const id = randomUUID();
  return {
    id,
    client: 'cosmic',
    vardgivare: '5560000001',
    bundleType: 'transaction',
    contentHash: randomBytes(32),
    receivedAt: '2026-10-01T10:00:00.000Z',
    outcome: 'accepted',
    receipt: { resourceType: 'Task', id, status: 'completed', intent: 'order' },
    ...over,
  };
}

function caseRows(over: Partial<CaseRows> & { days?: number; outcome?: CaseRows['result']['outcome'] } = {}): CaseRows {
  const caseId = over.caseId ?? randomUUID();
  return {
    caseId,
    personKey: NO_PERSON,
    vardgivare: '5560000001',
    submissionId: randomUUID(),
    versions: new Map([[`Encounter/${caseId}`, 3]]),
    result: {
      register: 'test-register',
      specification: '1.0.0',
      mapping: '1.0.0',
      outcome: over.outcome ?? 'accepted',
      eventDate: '2026-10-01',
      missing: [],
      findings: [],
      rows: {
        ad: [{ values: { IDNR: '17', VDAGAR: over.days ?? 2 }, resource: `Encounter/${caseId}`, element: 'Encounter' }],
        di: [
          { values: { DIA: 'S720' }, resource: `Encounter/${caseId}` },
          { values: { DIA: null }, resource: `Encounter/${caseId}` },
        ],
      },
    },
    ...over,
  };
}

describe('a transaction of the repository', () => {
  let database: TestDatabase;
  let repository: Repository;

  before(async () => {
    database = await freshDatabase();
    repository = await createRepository({
      pool: database.pool,
      crypto: createVaultCrypto(randomBytes(32)),
      registerTables: [REGISTER],
    });
  });
  after(() => database.close());

  it('finds the receipt of a submission by vårdgivare and content, but not of a rejected one', async () => {
    const good = submission();
    const bad = submission({ outcome: 'rejected' });
    await repository.transaction(async (transaction) => {
      await transaction.insertSubmission(good);
      await transaction.insertSubmission(bad);
    });
    const found = await repository.transaction((transaction) =>
      transaction.foresee(good.vardgivare, { ...NOTHING, contentHash: good.contentHash }),
    );
    assert.deepEqual(found, { id: good.id, receipt: good.receipt });
    assert.equal(await repository.findSubmission(bad.vardgivare, bad.contentHash), undefined);
    assert.equal(await repository.findSubmission('5560000002', good.contentHash), undefined);
  });

  it('comes to an end where others keep hold of what it needs', async () => {
    const group = { type: 'Encounter', keys: [{ kind: 'id' as const, value: 'busy' }], lock: 'update' as const };
    const hold = async (transaction: Transaction) => {
      await transaction.foresee('5560000001', { ...NOTHING, contentHash: randomBytes(32) });
      const [resolution] = await transaction.resolveAliases('5560000001', [group]);
      await sleep(10);
      return resolution!.id;
    };
    const id = await repository.transaction(hold);
    let isDone = false;
    const others = Array.from({ length: 4 }, async () => {
      while (!isDone) await repository.transaction(hold);
    });
    let runs = 0;
    await repository.transaction(async (transaction) => {
      runs++;
      await transaction.foresee('5560000001', { ...NOTHING, contentHash: randomBytes(32) });
      // Does not wait for who has it: two that wait for each other would never end.
      await transaction.lockHeads([{ id, version: 0 }]);
    });
    isDone = true;
    await Promise.all(others);
    assert(runs <= 4, String(runs));
  });

  it('runs again when the same submission is stored at the same time, and finds the other', async () => {
    const content = createHash('sha256').update('same').digest();
    let runs = 0;
    let everybodyLooked = () => {};
    const looked = new Promise<void>((resolve) => {
      everybodyLooked = resolve;
    });
    const send = () =>
      repository.transaction(async (transaction) => {
        const found = await transaction.foresee('5560000001', { ...NOTHING, contentHash: content });
        if (++runs === 4) everybodyLooked();
        await looked;
        if (found) return found.id;
        const own = submission({ contentHash: content });
        await transaction.insertSubmission(own);
        return own.id;
      });
    const ids = await Promise.all([send(), send(), send(), send()]);
    assert.equal(new Set(ids).size, 1);
    assert.equal(runs, 7);
  });

  it('gives a person one key, in the order asked, also when several meet it first at once', async () => {
    const numbers = Array.from({ length: 20 }, (_, index) => ({
      system: 'urn:oid:1.2.752.129.2.1.3.1',
      value: `19121212${1000 + index}`,
    }));
    const ask = (order: typeof numbers) => repository.transaction((transaction) => transaction.resolvePersons(order));
    const [first, second] = await Promise.all([ask(numbers), ask(numbers.toReversed())]);
    assert.deepEqual(first, second!.toReversed());
    assert.equal(new Set(first).size, 20);
    assert.deepEqual(await ask([numbers[3]!, numbers[3]!]), [first![3], first![3]]);
  });

  it('knows objections from their date on', async () => {
    const [person, other] = await repository.transaction((transaction) =>
      transaction.resolvePersons([
        { system: 's', value: 'objector' },
        { system: 's', value: 'other' },
      ]),
    );
    await repository.transaction(async (transaction) => {
      await transaction.putObjection(person!, 'quality', '2026-01-01');
      await transaction.putObjection(person!, 'future', '2999-01-01');
    });
    const found = await repository.transaction((transaction) => transaction.objections([person!, other!]));
    assert.deepEqual(found, new Map([[person, new Set(['quality'])]]));
    await repository.transaction((transaction) => transaction.removeObjection(person!, 'quality'));
    assert.equal((await repository.transaction((transaction) => transaction.objections([person!]))).size, 0);
  });

  it('stores heads, keeps what they were as versions, and moves a head to its corrected person', async () => {
    const first = resource();
    await repository.transaction((transaction) => transaction.putResources([first]));
    const stored = await repository.transaction((transaction) => transaction.loadResources([first.id, randomUUID()]));
    assert.deepEqual(stored, new Map([[first.id, first]]));

    const second: StoredResource = { ...first, version: 2, personKey: randomUUID(), state: 'retracted', content: null };
    await repository.transaction((transaction) => transaction.putResources([second]));
    const again = await repository.transaction((transaction) => transaction.loadResources([first.id]));
    assert.deepEqual(again.get(first.id), second);
    const { rows } = await database.pool.query('SELECT version, content FROM sluss.resource_version WHERE id = $1', [
      first.id,
    ]);
    assert.deepEqual(rows, [{ version: 1, content: first.content }]);
  });

  it('loads current members of a case and what refers to a resource', async () => {
    const root = resource();
    const member = resource({ caseId: root.id, type: 'Condition', references: [root.id] });
    const gone = resource({ caseId: root.id, state: 'retracted', content: null });
    await repository.transaction((transaction) => transaction.putResources([root, member, gone]));
    const members = await repository.transaction((transaction) => transaction.loadCaseMembers([root.id]));
    assert.deepEqual(new Set(members.map(({ id }) => id)), new Set([root.id, member.id]));
    const referrers = await repository.transaction((transaction) => transaction.loadReferrers([root.id]));
    assert.deepEqual(referrers, [member]);
  });

  it('replaces all rows of a case in a register, also with none, and takes them along to another person', async () => {
    const one = caseRows();
    const bystander = caseRows();
    await repository.transaction((transaction) => transaction.replaceRows([one, bystander]));
    const person = randomUUID();
    await repository.transaction((transaction) =>
      transaction.replaceRows([caseRows({ caseId: one.caseId, personKey: person, days: 5, outcome: 'draft' })]),
    );
    const { rows } = await database.pool.query(
      `SELECT person_key, seq, "VDAGAR", resource_version, element, status, event_date FROM test_register.ad WHERE case_id = $1`,
      [one.caseId],
    );
    assert.deepEqual(rows, [
      {
        person_key: person,
        seq: 0,
        VDAGAR: 5,
        resource_version: 3,
        element: 'Encounter',
        status: 'draft',
        event_date: '2026-10-01',
      },
    ]);
    const count = async (caseId: string) =>
      (await database.pool.query('SELECT count(*) AS n FROM test_register.di WHERE case_id = $1', [caseId])).rows[0].n;
    assert.equal(await count(one.caseId), 2);
    await repository.transaction((transaction) =>
      transaction.replaceRows([caseRows({ caseId: one.caseId, outcome: 'opted-out' })]),
    );
    assert.equal(await count(one.caseId), 0);
    assert.equal(await count(bystander.caseId), 2);
    const trace = await database.pool.query('SELECT FROM sluss.register_case WHERE case_id = $1', [one.caseId]);
    assert.equal(trace.rowCount, 0);
  });

  it('refuses rows for a table or a column that the register does not have', async () => {
    const wrong = caseRows();
    wrong.result.rows.ad![0]!.values.NONSENSE = 1;
    await assert.rejects(
      repository.transaction((transaction) => transaction.replaceRows([wrong])),
      /has no column NONSENSE/,
    );
  });

  it('commits everything or nothing', async () => {
    const lost = resource();
    await assert.rejects(
      repository.transaction(async (transaction) => {
        await transaction.putResources([lost]);
        await transaction.appendAudit([{ action: 'submit', client: 'c', outcome: 'ok' }]);
        throw new Error('no');
      }),
      /^Error: no$/,
    );
    const { rows } = await database.pool.query('SELECT FROM sluss.resource WHERE id = $1', [lost.id]);
    assert.equal(rows.length, 0);
  });

  it('appends to the audit chain with the commit', async () => {
    const before = await entries();
    await repository.transaction((transaction) =>
      transaction.appendAudit([
        { action: 'submit', client: 'c', outcome: 'ok' },
        { action: 'receipt', client: 'c', outcome: 'ok' },
      ]),
    );
    assert.equal(await entries(), before + 2);
  });
  const entries = async () => (await database.pool.query('SELECT count(*) AS n FROM audit.entry')).rows[0].n as number;

  it('says what text cannot be stored', async () => {
    const bad = resource();
    bad.content = { resourceType: 'Organization', name: 'a\u0000b' };
    await assert.rejects(
      repository.transaction((transaction) => transaction.putResources([bad])),
      (error: unknown) => error instanceof SlussError && error.findings[0]?.code === 'database-text-refused',
    );
  });

  it('takes many at once', async () => {
    const many = Array.from({ length: 12_000 }, () => resource({ search: { identifiers: [], codes: [] } }));
    await repository.transaction((transaction) => transaction.putResources(many));
    const found = await repository.transaction((transaction) => transaction.loadResources(many.map(({ id }) => id)));
    assert.equal(found.size, many.length);
  });
});
