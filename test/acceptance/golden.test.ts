import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deliver } from '../../src/delivery/deliver.ts';
import { toLocalOffset } from '../../src/registers/dates.ts';
import { fileName, planDelivery } from '../../src/registers/delivery/plan.ts';
import { TIME_ZONE } from '../../src/registers/evaluate.ts';
import { loadRegisters } from '../../src/registers/load.ts';
import { type GoldenCase, type GoldenDelivery, readGoldenCases } from '../golden/golden-case.ts';
import { makeClient } from '../support/client.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { type ReceiptTold, receiptOf } from '../support/receipt.ts';
import { type CaseRows, casesOf } from '../support/rows.ts';

const registers = loadRegisters();
const cases = registers.flatMap(({ definition }) => readGoldenCases(definition.id));
/** The golden cases know what has been and what is to come on this day. */
const NOW = new Date('2026-11-15T12:00:00Z');

describe('golden cases over HTTP', () => {
  let gateway: TestGateway;
  let as: ReturnType<TestGateway['as']>;

  before(async () => {
    const client = await makeClient({
      id: 'golden',
      vardgivare: [...new Set(cases.map(({ submitter }) => submitter))],
    });
    gateway = await startTestGateway([client], {}, () => NOW);
    as = gateway.as(client);
  });
  after(() => gateway?.close());

  for (const golden of cases) {
    describe(`${golden.register} ${golden.file}: ${golden.shows}`, () => {
      let receipt: ReceiptTold;
      let stored: Map<string, CaseRows>;
      const caseIds = new Map<string, string>();

      before(async () => {
        await empty(gateway);
        receipt = await receiptOf(await as('POST', '', golden.bundle), as);
        stored = await casesOf(gateway.gateway.services, golden.register);
        const { rows } = await gateway.database.pool.query(
          `SELECT id, content->'identifier'->0->>'value' AS value FROM sluss.resource
           WHERE type = 'Encounter' AND content IS NOT NULL`,
        );
        for (const { id, value } of rows) caseIds.set(value, id);
      });

      if (golden.refused) {
        it(`is refused by ${golden.refused} before any register sees it`, () => {
          assert.equal(receipt.outcome, 'rejected');
          const errors = receipt.findings.filter(({ severity }) => severity === 'error');
          assert.deepEqual([...new Set(errors.map(({ code }) => code))], [golden.refused, 'transaction-stopped']);
          assert.equal(stored.size, 0);
        });
        return;
      }

      for (const [id, expected] of Object.entries(golden.expect)) {
        const index = golden.bundle.entry!.findIndex(({ resource }) => resource?.id === id);
        const encounter = golden.bundle.entry![index]!.resource as { identifier: { value: string }[] };

        it(`${id} is ${expected.outcome}`, () => {
          const result = receipt.registers.find(
            ({ register, entry }) => register === golden.register && entry === `Bundle.entry[${index}]`,
          );
          assert.ok(result, `no outcome for ${golden.register}`);
          const { outcome, reason, rule, specification, missing = [] } = expected;
          for (const [key, value] of Object.entries({ outcome, reason, rule, specification, missing }))
            if (value !== undefined) assert.deepEqual(result[key as keyof typeof result], value, key);
          const broken = receipt.findings.flatMap(({ expression, diagnostics }) => {
            const rule = new RegExp(`Rule: ${golden.register}/(\\S+)`).exec(diagnostics ?? '')?.[1];
            return rule && expression === `Bundle.entry[${index}]` ? [rule] : [];
          });
          assert.deepEqual(broken, expected.broken ?? []);
        });

        it(`${id} has its rows`, () => {
          const found = stored.get(caseIds.get(encounter.identifier[0]!.value) ?? '');
          const received = expected.outcome === 'accepted' || expected.outcome === 'draft';
          assert.equal(found?.outcome, received ? expected.outcome : undefined);
          assert.deepEqual(local(found?.rows ?? {}), expected.rows ?? {});
        });
      }

      if (golden.delivery) it('is delivered', () => checkDelivery(golden, golden.delivery!));
    });
  }

  async function checkDelivery(golden: GoldenCase, { month, files }: GoldenDelivery): Promise<void> {
    const register = registers.find(({ definition }) => definition.id === golden.register)!;
    const out = mkdtempSync(join(tmpdir(), 'sluss-golden-'));
    try {
      const manifest = await deliver(register, gateway.gateway.services.repository, {
        month,
        out,
        production: false,
        providers: new Map([[golden.submitter, { organisationsnummer: golden.submitter, lanskod: '01' }]]),
        now: NOW,
      });
      assert.deepEqual(manifest.failed, []);
      assert.equal(manifest.consignments.length, 1);
      const { fileCode, files: written } = manifest.consignments[0]!;
      const folder = readdirSync(out).find((name) => !name.endsWith('.json'))!;
      const plan = planDelivery(register, month);
      for (const [id, lines] of Object.entries(files)) {
        const [before, after] = fileName(plan, plan.files.find((file) => file.id === id)!, fileCode, '*').split('*');
        const found = written.find(({ file }) => file.startsWith(before!) && file.endsWith(after!));
        const text = found ? readFileSync(join(out, folder, found.file), 'utf8') : '';
        assert.equal(text, lines.map((line) => `${line}\r\n`).join(''), id);
      }
    } finally {
      rmSync(out, { recursive: true, force: true });
    }
  }
});

/** Instants come out of the database in UTC; golden cases have them as they are in Sweden. */
function local(rows: CaseRows['rows']): CaseRows['rows'] {
  const text = JSON.stringify(rows).replace(/"(\d{4}-\d\d-\d\dT[\d:.]+Z)"/g, (_, instant) =>
    JSON.stringify(toLocalOffset(instant, TIME_ZONE).replace('.000', '')),
  );
  return JSON.parse(text);
}

/** Takes everything that was submitted out of the database. */
async function empty({ database }: TestGateway): Promise<void> {
  const { rows } = await database.pool.query(
    `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables
     WHERE schemaname NOT IN ('pg_catalog', 'information_schema', 'vault', 'audit', 'public')`,
  );
  await database.pool.query(`TRUNCATE ${rows.map(({ name }) => name).join(', ')}`);
}
