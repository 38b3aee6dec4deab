import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { PACKAGE_ROOT } from '../../src/package-root.ts';
import { SUPERUSER } from '../../src/repository/embedded/cluster.ts';
import { startEmbedded } from '../../src/repository/embedded/server.ts';
import { fetchToken, makeClient, type TestClient } from '../support/client.ts';
import { type Answer, startTestGateway } from '../support/gateway.ts';
import { type Process, servedAt, startSluss } from '../support/process.ts';
import { told } from '../support/receipt.ts';
import { countStored } from '../support/stored.ts';

const example = readFileSync(join(PACKAGE_ROOT, 'docs', 'examples', 'outpatient-visit.json'), 'utf8');
/** The example as another visit, with its own contact, diagnoses and procedure. */
const visit = (name: string) =>
  example.replace(/K-2026-118204|D-88213|D-88214|A-40117/g, (identifier) => `${identifier}-${name}`);
/** What one visit leaves in the register's tables. */
const ROWS_OF_A_VISIT = { ad: 1, di: 2, at: 1 };

/** What the worst machine does: processes killed, connections cut. Nothing is ever half stored. */
describe('failures of the machine', function () {
  this.timeout(90_000);
  let client: TestClient;
  const folders: string[] = [];
  const running: Process[] = [];

  before(async () => {
    client = await makeClient({ id: 'ehr', vardgivare: ['2321991016'] });
  });
  after(() => {
    for (const { child } of running) child.kill('SIGKILL');
    for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  });

  const dataFolder = (): string => {
    const folder = mkdtempSync(join(tmpdir(), 'sluss-failures-'));
    folders.push(folder);
    writeFileSync(join(folder, 'clients.json'), JSON.stringify({ clients: [client.registration] }));
    return folder;
  };
  const sluss = (folder: string, args: string[] = ['serve'], env: Record<string, string> = {}): Process => {
    const run = startSluss(args, {
      SLUSS_DATA: join(folder, 'data'),
      SLUSS_CLIENTS: join(folder, 'clients.json'),
      PORT: '0',
      ...env,
    });
    running.push(run);
    return run;
  };
  const post = async (url: string, token: string, body: string) => {
    const response = await fetch(url, {
      method: 'POST',
      headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/fhir+json' },
      body,
      signal: AbortSignal.timeout(30_000),
    });
    return { status: response.status, receipt: response.headers.get('location'), text: await response.text() };
  };

  it('keeps every answered submission whole, and every other whole or absent, when the gateway is killed', async () => {
    const folder = dataFolder();
    const env = { SLUSS_LOG_LEVEL: 'silent' };
    const sent = new Map<string, string>();
    const answered = new Map<string, string>();
    for (let round = 0; round < 2; round++) {
      const run = sluss(folder, ['serve'], env);
      const url = await servedAt(run);
      const token = await fetchToken(client, url);
      let number = 0;
      const sender = async () => {
        for (;;) {
          const name = `${round}-${number++}`;
          sent.set(name, visit(name));
          const { status, receipt } = await post(url, token, visit(name));
          assert.equal(status, 200);
          answered.set(name, receipt?.split('/').at(-1) as string);
        }
      };
      const senders = Array.from({ length: 4 }, () => sender().catch((error: unknown) => error));
      const already = answered.size;
      while (answered.size < already + 8) await sleep(5);
      run.child.kill('SIGKILL');
      assert.equal(await run.ended, 'SIGKILL');
      for (const error of await Promise.all(senders)) assert(error instanceof TypeError, String(error));
    }
    assert(sent.size > answered.size);

    const run = sluss(folder, ['serve'], env);
    const url = await servedAt(run);
    const token = await fetchToken(client, url);
    const read = async (path: string) => {
      const response = await fetch(`${url}${path}`, { headers: { Authorization: `Bearer ${token}` } });
      return { status: response.status, body: (await response.json()) as Answer['body'] };
    };
    let whole = 0;
    for (const [name, receipt] of answered) {
      const { status, body } = await read(`/Task/${receipt}`);
      assert.equal(status, 200, name);
      assert.equal(told(body).registers.find(({ register }) => register === 'patientregistret')?.outcome, 'accepted');
    }
    for (const name of sent.keys()) {
      const of = async (type: string, identifier: string) => {
        const { status, body } = await read(`/${type}?identifier=${encodeURIComponent(`${identifier}-${name}`)}`);
        assert.equal(status, 200);
        return body.total as number;
      };
      const found = [
        await of('Encounter', 'https://journal.example.se/vardkontakt|K-2026-118204'),
        await of('Condition', 'https://journal.example.se/diagnos|D-88213'),
        await of('Condition', 'https://journal.example.se/diagnos|D-88214'),
        await of('Procedure', 'https://journal.example.se/atgard|A-40117'),
      ];
      const parts = found.reduce((sum, number) => sum + number, 0);
      assert(parts === 4 || (parts === 0 && !answered.has(name)), `${name}: ${found} answered: ${answered.has(name)}`);
      if (parts === 4) whole++;
    }
    // What was not answered is sent again, as its sender would.
    for (const [name, bundle] of sent)
      if (!answered.has(name)) assert.equal((await post(url, token, bundle)).status, 200);

    const server = await startEmbedded({ folder: join(folder, 'data'), join: true });
    const pool = new pg.Pool({ ...server.connection, user: SUPERUSER, max: 1 });
    try {
      const { tables, submissions } = await countStored(pool);
      assert.equal(submissions, sent.size);
      for (const [table, rows] of Object.entries(ROWS_OF_A_VISIT))
        assert.equal(tables[`patientregistret.${table}`], rows * sent.size, table);
    } finally {
      await pool.end();
    }
    assert(whole >= answered.size);
    const verify = sluss(folder, ['audit', 'verify']);
    assert.equal(await verify.ended, 0, verify.stderr + verify.stdout);
    run.child.kill('SIGTERM');
    assert.equal(await run.ended, 0);
  });

  it('refuses a second gateway on one data folder, and answers what is under way when told to stop', async () => {
    const folder = dataFolder();
    const run = sluss(folder, ['serve'], { SLUSS_LOG_LEVEL: 'silent' });
    const url = await servedAt(run);
    const second = sluss(folder, ['serve'], { SLUSS_LOG_LEVEL: 'silent' });
    assert.equal(await second.ended, 1);
    assert.match(second.stderr, /^sluss: .*is in use by another gateway/);
    assert.equal(second.stderr.trim().split('\n').length, 1, second.stderr);

    const token = await fetchToken(client, url);
    await post(url, token, visit('first'));
    const names = Array.from({ length: 12 }, (_, index) => `stop-${index}`);
    const answers = Promise.all(names.map((name) => post(url, token, visit(name)).catch(() => undefined)));
    await sleep(60);
    run.child.kill('SIGTERM');
    const ended = await run.ended;
    assert.equal(ended, 0, run.stderr);
    for (const answer of await answers) {
      // One that came too late is told so, or finds nobody; none is cut off.
      if (!answer) continue;
      assert([200, 503].includes(answer.status), String(answer.status));
      assert.doesNotThrow(() => JSON.parse(answer.text));
    }
    assert((await answers).some((answer) => answer?.status === 200));
  });

  it('answers 503, stores nothing and goes on when the database ends its connections', async () => {
    const gateway = await startTestGateway([client]);
    try {
      const send = gateway.as(client);
      assert.equal((await send('POST', '', visit('before'))).status, 200);
      const before = await countStored(gateway.database.superPool);
      const kill = (state: string) =>
        gateway.database.superPool.query<{ count: string }>(
          `SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
           WHERE datname = current_database() AND application_name = 'sluss' AND ${state}`,
        );
      // Idle connections are replaced without anybody's notice.
      await kill('true');
      await sleep(50);
      assert.equal((await send('GET', '/Encounter')).status, 200);

      // A lock on the table that is written last keeps the transaction open until it is killed.
      const holder = await gateway.database.superPool.connect();
      let pending: Promise<Answer>;
      try {
        await holder.query('BEGIN');
        await holder.query('LOCK TABLE patientregistret.ad IN ACCESS EXCLUSIVE MODE');
        pending = send('POST', '', visit('cut'));
        let waiting = 0;
        for (let tries = 0; tries < 200 && waiting === 0; tries++) {
          await sleep(25);
          const { rows } = await holder.query(
            `SELECT count(pg_terminate_backend(pid)) AS killed FROM pg_stat_activity
             WHERE datname = current_database() AND application_name = 'sluss' AND wait_event_type = 'Lock'`,
          );
          waiting = Number(rows[0].killed);
        }
        assert.equal(waiting, 1);
      } finally {
        await holder.query('ROLLBACK');
        holder.release();
      }
      const answer = await pending;
      assert.equal(answer.status, 503, answer.text);
      assert.equal(answer.body.resourceType, 'OperationOutcome');
      assert.equal(answer.body.issue[0].details.coding[0].code, 'database-unavailable');
      assert(answer.headers.get('retry-after'));
      const { tables, submissions } = await countStored(gateway.database.superPool);
      assert.deepEqual({ tables, submissions }, { tables: before.tables, submissions: before.submissions });
      const again = await send('POST', '', visit('cut'));
      assert.equal(again.status, 200, again.text);
      const after = await countStored(gateway.database.superPool);
      assert.equal(after.tables['patientregistret.ad'], 2);

      // Under a storm of cut connections each answer is 200 or 503, and what was 200 is there.
      const storm = Array.from({ length: 30 }, (_, index) => send('POST', '', visit(`storm-${index}`)));
      const cutting = (async () => {
        for (let round = 0; round < 12; round++) {
          await sleep(15);
          await kill("state <> 'idle'");
        }
      })();
      const statuses = (await Promise.all(storm)).map(({ status }) => status);
      await cutting;
      assert(
        statuses.every((status) => status === 200 || status === 503),
        String(statuses),
      );
      for (let index = 0; index < 30; index++)
        assert.equal((await send('POST', '', visit(`storm-${index}`))).status, 200);
      const last = await countStored(gateway.database.superPool);
      assert.equal(last.tables['patientregistret.ad'], 32);
      assert.equal(last.tables['patientregistret.di'], 64);
      assert.equal(last.submissions, 32);
    } finally {
      await gateway.close();
    }
  });
});
