/**
 * What storing one typical submission costs, without validation and mapping: a contact with 12 resources and 6 rows, in the transaction
 * that the gateway runs. `node scripts/bench-storage.ts [submissions] [connections]`; DATABASE_URL for a server of your own.
 */
import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createVaultCrypto } from '../src/identity/vault-crypto.ts';
import { openDatabase } from '../src/repository/database.ts';
import type { RegisterTables } from '../src/repository/register-tables.ts';
import { createRepository } from '../src/repository/repository.ts';
import { type AliasGroup, NO_PERSON, type StoredResource, type Transaction } from '../src/repository/types.ts';

const submissions = Number(process.argv[2] ?? 3000);
const connections = Number(process.argv[3] ?? 8);
const VARDGIVARE = '5560000001';
const CODE = { system: 'http://hl7.org/fhir/sid/icd-10-se', code: 'S720' };
const columns = Array.from({ length: 20 }, (_, index) => ({ name: `v${index}`, sqlType: 'text' }));
const REGISTER: RegisterTables = {
  register: 'bench',
  schema: 'bench',
  tables: ['ad', 'di', 'yo', 'at', 'lt', 'tv'].map((name) => ({ name, columns })),
};

/** Names of the n-th contact: a few patients, hospitals and staff come back again and again. */
function names(n: number): AliasGroup[] {
  const shared = (type: string, value: string): AliasGroup => ({
    type,
    keys: [{ kind: 'identifier', value }],
    lock: 'share',
  });
  return [
    { type: 'Patient', keys: [{ kind: 'id', value: `p${n % 5000}` }], lock: 'update' },
    {
      type: 'Encounter',
      keys: [
        { kind: 'id', value: `e${n}` },
        { kind: 'identifier', value: `s|e${n}` },
      ],
      lock: 'update',
    },
    shared('Organization', `hsa|hospital ${n % 5}`),
    shared('Organization', `hsa|unit ${n % 50}`),
    shared('Practitioner', `hsa|staff ${n % 500}`),
    shared('PractitionerRole', `hsa|role ${n % 500}`),
    ...Array.from({ length: 6 }, (_, index): AliasGroup => {
      return { type: 'Condition', keys: [{ kind: 'id', value: `c${n}-${index}` }], lock: 'update' };
    }),
  ];
}

async function submit(transaction: Transaction, n: number): Promise<void> {
  const id = randomUUID();
  const now = new Date().toISOString();
  const contentHash = randomBytes(32);
  await transaction.foresee(VARDGIVARE, { contentHash, groups: [], persons: [], heed: false });
  const [person] = await transaction.resolvePersons([{ system: 'urn:x', value: String(n % 5000) }]);
  await transaction.objections([person!]);
  const groups = names(n);
  const ids = (await transaction.resolveAliases(VARDGIVARE, groups)).map((resolution) => resolution.id);
  const [patient, caseId] = ids as [string, string];
  const known = await transaction.loadResources(ids);
  await transaction.loadCaseMembers([caseId]);
  const resources = groups.map(({ type, lock }, index): StoredResource => {
    const member = lock === 'update' && index > 0;
    return {
      id: ids[index]!,
      personKey: lock === 'update' ? person! : NO_PERSON,
      type,
      vardgivare: VARDGIVARE,
      version: (known.get(ids[index]!)?.version ?? 0) + 1,
      state: 'current',
      sourceUpdated: now,
      lastUpdated: now,
      ...(member && { caseId }),
      references: member ? [patient, caseId] : [],
      content: { resourceType: type, id: ids[index], code: { coding: [CODE] }, note: 'x'.repeat(400) } as never,
      search: {
        identifiers: [randomBytes(32).toString('hex')],
        codes: [`${CODE.system}|${CODE.code}`],
        status: 'finished',
        dateFrom: now,
        dateTo: now,
      },
      submissionId: id,
    };
  });
  // As the gateway does: what only comes along is not written again.
  await transaction.putResources(
    resources.filter((resource, index) => index < 2 || index > 5 || !known.has(resource.id)),
  );
  const row = {
    values: Object.fromEntries(columns.map(({ name }) => [name, 'value'])),
    resource: `Encounter/${caseId}`,
    element: 'Encounter',
  };
  await transaction.replaceRows([
    {
      caseId,
      personKey: person!,
      vardgivare: VARDGIVARE,
      submissionId: id,
      versions: new Map(),
      result: {
        register: 'bench',
        specification: '1',
        mapping: '1',
        outcome: 'accepted',
        eventDate: now.slice(0, 10),
        missing: [],
        findings: [],
        rows: { ad: [row], di: [row, row, row], at: [row, row] },
      },
    },
  ]);
  await transaction.insertSubmission({
    id,
    client: 'bench',
    vardgivare: VARDGIVARE,
    bundleType: 'transaction',
    contentHash,
    receivedAt: now,
    outcome: 'accepted',
    receipt: { resourceType: 'Task', id, status: 'completed', intent: 'order', description: 'y'.repeat(1500) },
  });
  await transaction.appendAudit([
    { action: 'submit', client: 'bench', vardgivare: VARDGIVARE, personKeys: [person!], outcome: 'ok' },
  ]);
}

const folder = mkdtempSync(join(tmpdir(), 'sluss-storage-'));
const database = await openDatabase({
  databaseUrl: process.env.DATABASE_URL,
  dataFolder: folder,
  poolSize: connections,
});
try {
  const repository = await createRepository({
    pool: database.pool,
    crypto: createVaultCrypto(randomBytes(32)),
    registerTables: [REGISTER],
  });
  for (const [label, many, first] of [
    ['warm up', connections, 0],
    ['one at a time', 1, submissions],
    [`${connections} at a time`, connections, 2 * submissions],
  ] as const) {
    const count = many === 1 ? Math.ceil(submissions / 4) : submissions;
    const latencies: number[] = [];
    let next = first;
    const begin = performance.now();
    const cpu = process.cpuUsage();
    const work = async () => {
      while (next < first + count) {
        const n = next++;
        const start = performance.now();
        await repository.transaction((transaction) => submit(transaction, n));
        latencies.push(performance.now() - start);
      }
    };
    await Promise.all(Array.from({ length: many }, work));
    const seconds = (performance.now() - begin) / 1000;
    const { user, system } = process.cpuUsage(cpu);
    latencies.sort((a, b) => a - b);
    const at = (share: number) => latencies[Math.floor(latencies.length * share)]!.toFixed(1);
    const own = ((user + system) / 1000 / count).toFixed(2);
    console.log(
      `${label}: ${(count / seconds).toFixed(0)} submissions/s, median ${at(0.5)} ms, p99 ${at(0.99)} ms; ${own} ms of the gateway's processor each`,
    );
  }
} finally {
  await database.close();
  rmSync(folder, { recursive: true, force: true });
}
