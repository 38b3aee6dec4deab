import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Task } from '@medplum/fhirtypes';
import { type DemoClient, toClient } from '../../src/access/demo-clients.ts';
import { loadConfig } from '../../src/config.ts';
import { demoClients } from '../../src/demo/clients.ts';
import { countRows } from '../../src/demo/count-rows.ts';
import { type Delivered, drive } from '../../src/demo/drive.ts';
import { type Gateway, startGateway } from '../../src/http/gateway.ts';
import { createLog } from '../../src/http/log.ts';
import { RECEIPT } from '../../src/submission/receipt.ts';
import { type SyntheticBundle, syntheticBundles } from '../../src/synth/stream.ts';
import { Reckoning, type Summary } from '../../src/synth/write.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { told as toldReceipt } from '../support/receipt.ts';

/** A population goes in over HTTP, and what comes out is what it says must come out: of each bundle, of each contact, of each table. */
describe('a synthetic population over HTTP', function () {
  this.timeout(180_000);
  const population = { people: 250, seed: 1789 };
  const items = [...syntheticBundles(population)];
  let database: TestDatabase;
  let folder: string;
  let clients: DemoClient[];
  let gateway: Gateway;
  const delivered: Delivered[] = [];

  const send = (some: readonly SyntheticBundle[], onDelivered: (one: Delivered) => void) =>
    drive({
      baseUrl: gateway.url,
      clients,
      items: some,
      concurrency: 4,
      signal: AbortSignal.timeout(170_000),
      onDelivered,
    });
  const rows = async () => {
    const registers = gateway.services.registers.map(({ id, tables }) => ({ id, tables: Object.keys(tables) }));
    const counts = await countRows(gateway.services.repository, registers);
    return Object.fromEntries(Object.entries(counts).map(([id, count]) => [id, count.rows]));
  };

  before(async () => {
    database = await freshDatabase();
    folder = mkdtempSync(join(tmpdir(), 'sluss-population-'));
    clients = await demoClients(folder);
    const overrides = { port: 0, data: folder, databaseUrl: database.url, logLevel: 'silent' as const };
    const config = loadConfig({}, { overrides, clients: clients.map(toClient) });
    gateway = await startGateway(config, { log: createLog('silent') });
    await send(items, (one) => delivered.push(one));
  });
  after(async () => {
    await gateway?.close();
    await database?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('answers every bundle as planned', () => {
    const surprises = delivered.flatMap(({ item, status, receipt }) => {
      const { answer, plan, bundle } = item.expected;
      const outcome = receipt?.businessStatus?.coding?.[0]?.code;
      const right =
        answer === 'forbidden' ? status === 403 : outcome === (answer === 'rejected' ? 'rejected' : 'accepted');
      return right
        ? []
        : [`${item.vendor} ${bundle} (${plan}): ${status} ${outcome}, not ${answer}: ${codes(receipt)}`];
    });
    assert.deepEqual(surprises, []);
  });

  it('names the fault of every bundle that it refuses', () => {
    for (const { item, receipt } of delivered) {
      if (item.expected.answer !== 'rejected') continue;
      const issues = issuesOf(receipt!);
      for (const { code, rule, entry } of item.expected.findings) {
        const found = issues.filter(({ details }) => details?.coding?.[0]?.code === code);
        assert.ok(found.length > 0, `${item.expected.bundle}: ${code} among ${codes(receipt)}`);
        assert.ok(found.some(({ expression }) => expression?.[0]?.startsWith(`Bundle.entry[${entry}]`)));
        if (rule) assert.ok(found.some(({ diagnostics, details }) => `${diagnostics} ${details?.text}`.includes(rule)));
      }
    }
  });

  it('tells of every contact and register what must become of it', () => {
    const surprises = delivered.flatMap(({ item, receipt }) => {
      const { answer, contacts, bundle, plan } = item.expected;
      if (answer !== 'accepted' || !receipt) return [];
      return contacts.flatMap(({ entry, registers }) =>
        Object.entries(registers).flatMap(([register, { outcome, rule, missing = [] }]) => {
          if (entry === undefined) return [];
          const told = toldOf(receipt, register, entry);
          const right =
            told.outcome === outcome &&
            (outcome !== 'not-eligible' || told.rule === rule) &&
            (outcome !== 'draft' || told.missing.sort().join() === [...missing].sort().join());
          return right
            ? []
            : [`${bundle} (${plan}) ${register}: ${JSON.stringify(told)}, not ${outcome} ${rule} ${missing}`];
        }),
      );
    });
    assert.deepEqual(surprises, []);
  });

  it('tells of every entry what must become of it', () => {
    const surprises = delivered.flatMap(({ item, receipt }) => {
      const { entries, bundle, plan, answer } = item.expected;
      if (!receipt || answer === 'forbidden') return [];
      const told = toldReceipt(receipt).entries;
      assert.equal(told.length, item.bundle.entry?.length, bundle);
      return entries.flatMap(({ entry, type, outcome }) => {
        const found = told[entry]!.outcome;
        const right = outcome === 'taken' ? found !== 'rejected' : found === outcome;
        return right ? [] : [`${bundle} (${plan}) entry ${entry} ${type}: ${found}, not ${outcome}`];
      });
    });
    assert.deepEqual(surprises, []);
  });

  it('ends in exactly the rows that the population must end in', async () => {
    assert.deepEqual(await rows(), whole(expectedEnd(), await rows()));
  });

  it('gives the same receipts and no row when everything is sent again, in another order', async () => {
    const before = await rows();
    const receipts = new Map(delivered.map(({ item, receipt }) => [item.name + item.vendor, receipt?.id]));
    const again = items
      .filter(({ expected }) => ['accepted', 'superseded', 'duplicate'].includes(expected.answer))
      .reverse();
    await send(again, ({ item, receipt, known }) => {
      assert.equal(receipt?.id, receipts.get(item.name + item.vendor), item.name);
      assert.ok(known);
    });
    assert.deepEqual(await rows(), before);
  });

  function expectedEnd(): Summary['rows'] {
    const reckoning = new Reckoning(population);
    for (const item of items) reckoning.add(item);
    return reckoning.summary().rows;
  }
});

/** The expected rows with a zero for every table that nothing is expected in. */
function whole(expected: Summary['rows'], like: Summary['rows']): Summary['rows'] {
  return Object.fromEntries(
    Object.entries(like).map(([id, tables]) => [
      id,
      Object.fromEntries(Object.keys(tables).map((name) => [name, expected[id]?.[name] ?? 0])),
    ]),
  );
}

function issuesOf({ contained }: Task) {
  return contained?.find((resource) => resource.resourceType === 'OperationOutcome')?.issue ?? [];
}

function codes(receipt: Task | undefined): string {
  const errors = (receipt ? issuesOf(receipt) : []).filter(
    ({ severity }) => severity === 'error' || severity === 'fatal',
  );
  return errors.map(({ details, expression }) => `${details?.coding?.[0]?.code} ${expression?.[0]}`).join(', ');
}

function toldOf(receipt: Task, register: string, entry: number) {
  const output = receipt.output?.find(
    ({ type, extension }) =>
      type.text === register &&
      extension?.some(({ url, valueString }) => url === RECEIPT.entry && valueString === `Bundle.entry[${entry}]`),
  );
  const [outcome, rule] = output?.valueCodeableConcept?.coding ?? [];
  const missing = (output?.extension ?? [])
    .filter(({ url }) => url === RECEIPT.missing)
    .map(({ valueCode }) => valueCode!);
  return { outcome: outcome?.code, rule: rule?.code, missing };
}
