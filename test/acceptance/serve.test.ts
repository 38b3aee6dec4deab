import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PACKAGE_ROOT } from '../../src/package-root.ts';
import { makeClient } from '../support/client.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';

const SLUSS = join(PACKAGE_ROOT, 'src', 'sluss.js');

interface Run {
  child: ChildProcess;
  stdout: string;
  stderr: string;
  /** Exit code, or the signal's name. */
  ended: Promise<number | string | null>;
}

/** The commands as a user runs them, in processes of their own. */
describe('sluss serve and sluss token', function () {
  this.timeout(60_000);
  let folder: string;
  let database: TestDatabase;
  const running = new Set<ChildProcess>();

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'sluss-serve-'));
    database = await freshDatabase();
  });
  afterEach(() => {
    for (const child of running) child.kill('SIGKILL');
  });
  after(async () => {
    await database?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  function sluss(args: string[], env: Record<string, string> = {}): Run {
    const child = spawn(process.execPath, [SLUSS, ...args], {
      cwd: folder,
      env: { PATH: process.env.PATH, SLUSS_DATA: join(folder, 'data'), ...env },
    });
    running.add(child);
    const run: Run = {
      child,
      stdout: '',
      stderr: '',
      ended: new Promise((resolve) => {
        child.once('close', (code, signal) => {
          running.delete(child);
          resolve(signal ?? code);
        });
      }),
    };
    child.stdout.on('data', (chunk) => (run.stdout += chunk));
    child.stderr.on('data', (chunk) => (run.stderr += chunk));
    return run;
  }

  async function until<T>(look: () => T | undefined | Promise<T | undefined>, run: Run): Promise<T> {
    for (let wait = 0; wait < 600; wait++) {
      const found = await look();
      if (found !== undefined) return found;
      if (run.child.exitCode !== null) break;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error(`nothing came: ${run.stdout} ${run.stderr}`);
  }

  const served = (run: Run) => until(() => /Sluss serves (\S+)/.exec(run.stdout)?.[1], run);

  async function freePort(): Promise<string> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, resolve));
    const { port } = server.address() as AddressInfo;
    await new Promise((resolve) => server.close(resolve));
    return String(port);
  }

  it('refuses to run in production without what it needs: a clear line for each thing, all at once', async () => {
    const run = sluss(['serve', '--production']);
    assert.equal(await run.ended, 1);
    const lines = run.stderr.trim().split('\n');
    assert.equal(lines.length, 4, run.stderr);
    assert.match(lines[0]!, /DATABASE_URL/);
    assert.match(lines[1]!, /SLUSS_VAULT_KEY/);
    assert.match(lines[2]!, /SLUSS_TLS_PROXY/);
    assert.match(lines[3]!, /SLUSS_CLIENTS/);
    assert.equal(run.stdout, '');
  });

  it('runs in production with them, gives a token, and stops in order on SIGTERM', async () => {
    const client = await makeClient({ id: 'ehr', vardgivare: ['2321991016'] });
    writeFileSync(join(folder, 'clients.json'), JSON.stringify({ clients: [client.registration] }));
    const port = await freePort();
    const run = sluss(['serve', '--production'], {
      PORT: port,
      DATABASE_URL: database.url,
      SLUSS_VAULT_KEY: Buffer.alloc(32, 5).toString('base64'),
      SLUSS_TLS_PROXY: '1',
      SLUSS_CLIENTS: join(folder, 'clients.json'),
    });
    const url = await served(run);
    assert.equal(url, `http://localhost:${port}/fhir`);
    assert.equal((await fetch(url.replace('/fhir', '/readyz'))).status, 200);
    run.child.kill('SIGTERM');
    assert.equal(await run.ended, 0, run.stderr);
    assert.equal(run.stdout.trim().split('\n').length, 1);
  });

  it('prints a token, and nothing else, for a client of the demonstration', async () => {
    const client = await makeClient({ id: 'cosmic-demo', vardgivare: ['2321991016'] });
    const { id, name, vardgivare, scopes, jwks } = client.registration;
    mkdirSync(join(folder, 'data', 'demo'), { recursive: true });
    const demo = [{ id, name, vardgivare, scopes, privateJwk: client.privateJwk, publicJwk: jwks!.keys[0] }];
    writeFileSync(join(folder, 'data', 'demo', 'clients.json'), JSON.stringify(demo));

    const port = await freePort();
    const environment = { PORT: port, DATABASE_URL: database.url };
    const run = sluss(['serve'], environment);
    const url = await served(run);
    const token = sluss(['token', 'cosmic-demo'], environment);
    assert.equal(await token.ended, 0, token.stderr);
    assert.match(token.stdout, /^[\w-]+\.[\w-]+\.[\w-]+\n$/);
    const search = await fetch(`${url}/Patient`, { headers: { Authorization: `Bearer ${token.stdout.trim()}` } });
    assert.equal(search.status, 200);

    const unknown = sluss(['token', 'nobody'], environment);
    assert.equal(await unknown.ended, 1);
    assert.match(unknown.stderr, /no client nobody; it has cosmic-demo/);
    run.child.kill('SIGINT');
    assert.equal(await run.ended, 0, run.stderr);
    const late = sluss(['token', 'cosmic-demo'], environment);
    assert.equal(await late.ended, 1);
    assert.match(late.stderr, /no gateway answers at/);
    const without = sluss(['token', 'x'], { SLUSS_DATA: join(folder, 'empty') });
    assert.equal(await without.ended, 1);
    assert.match(without.stderr, /npm run demo/);
  });

  it('finishes a request under way before it stops, and answers 503 to new ones on a kept connection', async () => {
    const port = await freePort();
    const run = sluss(['serve'], { PORT: port, DATABASE_URL: database.url, SLUSS_STOP_SECONDS: '10' });
    await served(run);
    const socket = connect(Number(port), 'localhost');
    let answer = '';
    socket.setEncoding('utf8').on('data', (chunk) => (answer += chunk));
    const body = 'grant_type=password';
    socket.write(
      `POST /auth/token HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: ${body.length}\r\n\r\n${body.slice(0, 5)}`,
    );
    await new Promise((resolve) => setTimeout(resolve, 300));
    run.child.kill('SIGTERM');
    await new Promise((resolve) => setTimeout(resolve, 500));
    assert.equal(run.child.exitCode, null);
    socket.write(body.slice(5));
    await until(() => (answer.includes('unsupported_grant_type') ? true : undefined), run);
    assert.equal(await run.ended, 0, run.stderr);
  });

  it('says which port is taken', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, resolve));
    const { port } = other.address() as AddressInfo;
    const run = sluss(['serve', '--port', String(port)], { DATABASE_URL: database.url });
    assert.equal(await run.ended, 1);
    assert.match(run.stderr, new RegExp(`port ${port}: another process has it`));
    await new Promise((resolve) => other.close(resolve));
  });

  it('says in one line that the database cannot be reached', async () => {
    const port = await freePort();
    const run = sluss(['serve'], {
      PORT: '0',
      DATABASE_URL: `postgresql://nobody:hemligt@127.0.0.1:${port}/none`,
      SLUSS_LOG_LEVEL: 'silent',
    });
    assert.equal(await run.ended, 1);
    assert.equal(run.stderr.trim().split('\n').length, 1, run.stderr);
    assert.match(run.stderr, /ECONNREFUSED/);
    assert(!run.stderr.includes('hemligt'));
  });
});
