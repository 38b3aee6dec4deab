import assert from 'node:assert/strict';
import { randomBytes, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { freshDatabase, type TestDatabase } from '../../test/support/database.ts';
import { createVaultCrypto } from '../identity/vault-crypto.ts';
import type { RegisterTables } from './register-tables.ts';
import { createRepository, type Repository } from './repository.ts';

/** Values that name a person, in every place of a submission where one may come in. */
const NUMBER = '191212121212';
const OWN_ID = `patient-${NUMBER}`;
const CONTACT = 'ipnr-1912121212';

const REGISTER: RegisterTables = {
  register: 'privacy',
  schema: 'privacy',
  tables: [{ name: 'ad', columns: [{ name: 'kon', sqlType: 'text' }] }],
};

describe('what the database holds of a person', () => {
  let database: TestDatabase;
  let repository: Repository;
  let person: string;
  const crypto = createVaultCrypto(randomBytes(32));

  before(async () => {
    database = await freshDatabase();
    repository = await createRepository({ pool: database.pool, crypto, registerTables: [REGISTER] });
    const submissionId = randomUUID();
    await repository.transaction(async (transaction) => {
      const [key] = await transaction.resolvePersons([{ system: 'urn:oid:1.2.752.129.2.1.3.1', value: NUMBER }]);
      person = key!;
      const [patient, contact] = await transaction.resolveAliases('5560000001', [
        { type: 'Patient', keys: [{ kind: 'id', value: OWN_ID }], lock: 'update' },
        { type: 'Encounter', keys: [{ kind: 'identifier', value: `urn:x|${CONTACT}` }], lock: 'update' },
      ]);
      const common = {
        personKey: person,
        vardgivare: '5560000001',
        version: 1,
        state: 'current' as const,
        lastUpdated: '2026-10-01T00:00:00.000Z',
        submissionId,
      };
      await transaction.putResources([
        {
          ...common,
          id: patient!.id,
          type: 'Patient',
          references: [],
          content: { resourceType: 'Patient', id: patient!.id, gender: 'male' },
          search: { identifiers: [crypto.lookup('search', NUMBER).toString('hex')], codes: [] },
        },
        {
          ...common,
          id: contact!.id,
          type: 'Encounter',
          caseId: contact!.id,
          references: [patient!.id],
          content: { resourceType: 'Encounter', status: 'finished', class: { code: 'AMB' } },
          search: { identifiers: [crypto.lookup('search', CONTACT).toString('hex')], codes: [] },
        },
      ]);
      await transaction.replaceRows([
        {
          caseId: contact!.id,
          personKey: person,
          vardgivare: '5560000001',
          submissionId,
          versions: new Map(),
          result: {
            register: 'privacy',
            specification: '1',
            mapping: '1',
            outcome: 'accepted',
            eventDate: '2026-10-01',
            rows: { AD: [{ values: { KON: '1' }, resource: `Encounter/${contact!.id}` }] },
            missing: [],
            findings: [],
          },
        },
      ]);
      await transaction.appendAudit([{ action: 'submit', client: 'c', personKeys: [person], outcome: 'ok' }]);
    });
    await repository.recordAccess([{ action: 'read', client: 'c', personKeys: [person], outcome: 'ok' }]);
  });
  after(() => database.close());

  it('is its number in no table, whole or in part, as text or as bytes', async () => {
    const needles = [NUMBER, NUMBER.slice(2), '1912121212', CONTACT];
    let rows = 0;
    for (const [table, dump] of await everything()) {
      rows += dump.length;
      for (const line of dump)
        for (const needle of needles) {
          assert.ok(!line.includes(needle), `${table} holds ${needle}`);
          assert.ok(!line.includes(Buffer.from(needle).toString('hex')), `${table} holds ${needle} as bytes`);
        }
    }
    assert.ok(rows > 10, 'this test looks at nothing');
  });

  it('is no person key in the audit log without its keys', async () => {
    for (const [table, dump] of await everything())
      if (table.startsWith('audit.'))
        for (const line of dump) assert.ok(!line.includes(person) && !line.includes(person.replaceAll('-', '')), table);
  });

  it('begins the primary key of every table of persons, so that the tables can be distributed on it', async () => {
    const { rows } = await database.pool.query<{ table: string; first: string }>(
      `SELECT c.oid::regclass::text AS table, a.attname AS first
       FROM pg_class c JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary
       JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = i.indkey[0]
       WHERE EXISTS (SELECT FROM pg_attribute p WHERE p.attrelid = c.oid AND p.attname = 'person_key')`,
    );
    assert.ok(rows.length >= 7);
    for (const { table, first } of rows) assert.equal(first, 'person_key', table);
  });

  it('opens for the register that has a case of the person, and for no other', async () => {
    const access = { action: 'deliver', client: 'c', outcome: 'ok' } as const;
    const open = (register: string) =>
      repository.snapshot({ register }, access, (reader) => reader.identifiersOf([person]));
    assert.deepEqual(
      await open('privacy'),
      new Map([[person, [{ system: 'urn:oid:1.2.752.129.2.1.3.1', value: NUMBER }]]]),
    );
    assert.deepEqual(await open('another'), new Map());
  });

  it('gives rows with where they come from, of a period, drafts only when asked for', async () => {
    const access = { action: 'deliver', client: 'c', outcome: 'ok' } as const;
    const period = { from: '2026-10-01', to: '2026-10-31' };
    await repository.snapshot({ register: 'privacy' }, access, async (reader) => {
      const rows = [];
      for await (const row of reader.rows('AD', { period })) rows.push(row);
      assert.equal(rows.length, 1);
      assert.deepEqual([rows[0]?.personKey, rows[0]?.values, rows[0]?.eventDate], [person, { kon: '1' }, '2026-10-01']);
      for await (const _ of reader.rows('AD', { period, status: ['draft'] })) assert.fail('there is no draft');
      for await (const _ of reader.rows('AD', { period: { from: '2026-11-01', to: '2026-11-30' } })) assert.fail();
      for await (const _ of reader.rows('AD', { period, vardgivare: ['5560000002'] })) assert.fail();
      assert.equal((await reader.cases({ period })).length, 1);
    });
  });

  it('is not in the messages of the catalogue', () => {
    const text = readFileSync(new URL('../errors/repository.ts', import.meta.url), 'utf8');
    for (const [, name] of text.matchAll(/\{(\w+)\}/g))
      assert.match(
        name!,
        /^(folder|holder|reason|version|minimum|encoding|found|brought|needed|log|platform|attempts|month|file|line)$/,
      );
  });

  /** Every row of every table as the superuser or the owner would see it: also of those that the gateway's own role cannot read. */
  async function everything(): Promise<Map<string, string[]>> {
    const { rows } = await database.superPool.query<{ table: string }>(
      `SELECT format('%I.%I', schemaname, tablename) AS table FROM pg_tables
       WHERE schemaname NOT IN ('pg_catalog', 'information_schema')`,
    );
    const dumps = new Map<string, string[]>();
    for (const { table } of rows) {
      try {
        const found = await database.superPool.query<{ line: string }>(`SELECT t::text AS line FROM ${table} t`);
        dumps.set(
          table,
          found.rows.map(({ line }) => line),
        );
      } catch (error) {
        // A role that made the vault's owner but is no superuser: what it cannot read, this test cannot either.
        if ((error as { code?: string }).code !== '42501') throw error;
      }
    }
    return dumps;
  }
});
