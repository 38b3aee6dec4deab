import assert from 'node:assert/strict';
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import pg from 'pg';
import { SlussError } from '../../errors/sluss-error.ts';
import { type EmbeddedServer, startEmbedded } from './server.ts';

const asRoot = process.getuid?.() === 0;
const MODULE = pathToFileURL(join(import.meta.dirname, 'server.ts')).href;

const isCode = (code: string) => (error: unknown) => {
  assert.ok(error instanceof SlussError, String(error));
  assert.equal(error.findings[0]?.code, code);
  return true;
};

describe('the embedded PostgreSQL', function () {
  this.timeout(120_000);
  let folder: string;
  const open: EmbeddedServer[] = [];
  const children: ChildProcess[] = [];

  const start = async (over: { folder?: string; join?: boolean; onEvent?: (event: string) => void } = {}) => {
    const server = await startEmbedded({ folder, ...over });
    open.push(server);
    return server;
  };
  const query = async (server: EmbeddedServer, text: string) => {
    const client = new pg.Client(server.connection);
    await client.connect();
    try {
      return (await client.query(text)).rows;
    } finally {
      await client.end();
    }
  };
  const pidFile = () => join(folder, 'postgres', 'cluster', 'postmaster.pid');
  const postmaster = () => Number(readFileSync(pidFile(), 'utf8').split('\n')[0]);
  const isGone = async (pid: number) => {
    for (let round = 0; round < 200; round++) {
      try {
        process.kill(pid, 0);
      } catch {
        return;
      }
      await sleep(50);
    }
    assert.fail(`process ${pid} is still there`);
  };

  /** Another gateway on the folder, in a process of its own, that runs the statements in one connection and then waits. */
  const startGateway = async (...statements: string[]): Promise<ChildProcess> => {
    const script = `
      import pg from 'pg';
      import { startEmbedded } from '${MODULE}';
      const server = await startEmbedded({ folder: ${JSON.stringify(folder)} });
      const client = new pg.Client(server.connection);
      await client.connect();
      for (const text of ${JSON.stringify(statements)}) await client.query(text);
      process.on('SIGTERM', async () => { await client.end(); await server.close(); process.exit(0); });
      console.log('ready');
      setInterval(() => {}, 1000);`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
      cwd: import.meta.dirname,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    children.push(child);
    await new Promise<void>((resolve, reject) => {
      child.stdout!.once('data', () => resolve());
      child.once('exit', (code) => reject(new Error(`the other gateway ended with ${code}`)));
    });
    return child;
  };
  const end = (child: ChildProcess, signal: NodeJS.Signals) =>
    new Promise<void>((resolve) => {
      child.once('exit', () => resolve());
      child.kill(signal);
    });

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'sluss-embedded-'));
    const server = await start();
    await query(server, 'CREATE TABLE kept (what text)');
    await server.close();
    open.length = 0;
  });
  afterEach(async () => {
    for (const child of children.splice(0)) if (child.exitCode === null) child.kill('SIGKILL');
    for (const server of open.splice(0)) await server.close();
    if (existsSync(pidFile())) await (await startEmbedded({ folder })).close();
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it('is closed to everybody else: no network port, a password that only its owner can read, not root', async () => {
    const server = await start();
    assert.equal(statSync(join(folder, 'postgres', 'password')).mode & 0o777, 0o600);
    assert.equal(statSync(server.connection.host).mode & 0o777, 0o700);
    assert.equal(await only(server, 'SHOW listen_addresses'), '');
    if (asRoot) assert.notEqual(statSync(join(folder, 'postgres', 'cluster')).uid, 0);
    assert.equal(await only(server, 'SELECT usesuper::text FROM pg_user WHERE usename = current_user'), 'false');
    const stranger = new pg.Client({ ...server.connection, password: 'guess' });
    await assert.rejects(stranger.connect(), /password authentication failed/);
  });

  it('loses nothing: every safeguard of PostgreSQL is on', async () => {
    const server = await start();
    for (const setting of ['fsync', 'synchronous_commit', 'full_page_writes', 'data_checksums'])
      assert.equal(await only(server, `SHOW ${setting}`), 'on', setting);
  });

  const only = async (server: EmbeddedServer, text: string) => Object.values((await query(server, text))[0]!)[0];

  it('stops with its gateway', async () => {
    const server = await start();
    const pid = postmaster();
    await server.close();
    await isGone(pid);
    assert.ok(!existsSync(pidFile()));
    const other = await startGateway();
    const second = postmaster();
    await end(other, 'SIGTERM');
    await isGone(second);
  });

  it('refuses a second gateway on its folder, by name, and lets commands join', async () => {
    const other = await startGateway();
    await assert.rejects(start(), (error: unknown) => {
      isCode('embedded-in-use')(error);
      assert.match((error as Error).message, new RegExp(`process ${other.pid}\\b`));
      return true;
    });
    const joined = await start({ join: true });
    assert.equal(joined.owner, false);
    await query(joined, 'SELECT 1');
    await joined.close();
    assert.ok(existsSync(pidFile()), 'a command that joined has stopped the server');
  });

  it('of two gateways that start at the same moment serves one', async () => {
    const results = await Promise.allSettled([start(), start(), start()]);
    assert.equal(results.filter(({ status }) => status === 'fulfilled').length, 1);
    for (const result of results) if (result.status === 'rejected') isCode('embedded-in-use')(result.reason);
  });

  it('is taken over when its gateway was killed in the middle of a transaction: what was committed is there, the rest is not', async () => {
    const other = await startGateway(
      "INSERT INTO kept VALUES ('committed before kill -9')",
      'BEGIN',
      "INSERT INTO kept VALUES ('not committed')",
    );
    const pid = postmaster();
    await end(other, 'SIGKILL');
    const events: string[] = [];
    const server = await start({ onEvent: (event) => events.push(event) });
    assert.equal(postmaster(), pid);
    assert.match(events.join(), /took over/);
    const rows = await query(server, 'SELECT what FROM kept');
    assert.ok(rows.some(({ what }) => what === 'committed before kill -9'));
    assert.ok(!rows.some(({ what }) => what === 'not committed'));
    await server.close();
    await isGone(pid);
  });

  it('recovers when gateway and server were both killed, as when the power goes', async () => {
    const other = await startGateway("INSERT INTO kept VALUES ('committed before the power went')");
    const pid = postmaster();
    process.kill(pid, 'SIGKILL');
    await end(other, 'SIGKILL');
    await isGone(pid);
    assert.ok(existsSync(pidFile()), 'the pid file is what this test is about');
    const server = await start();
    const rows = await query(server, "SELECT FROM kept WHERE what = 'committed before the power went'");
    assert.equal(rows.length, 1);
  });

  it('as root, serves the folder of another user as that user, who can use it afterwards', async function () {
    if (!asRoot) this.skip();
    const own = join(folder, 'postgres');
    const [uid, gid] = [54_321, 54_321];
    const before = lstatSync(join(own, 'cluster'));
    const give = (to: number, group: number) => execFileSync('chown', ['-R', `${to}:${group}`, own]);
    give(uid, gid);
    try {
      const server = await start();
      assert.equal(await only(server, 'SELECT 1::text'), '1');
      await server.close();
      const files = readdirSync(own, { recursive: true, encoding: 'utf8' }).map((name) => lstatSync(join(own, name)));
      assert.deepEqual([...new Set(files.map((file) => file.uid))], [uid]);
    } finally {
      give(before.uid, before.gid);
    }
  });

  it('starts when a stranger has the process number of its stale pid file', async () => {
    const server = await start();
    const content = readFileSync(pidFile(), 'utf8');
    await server.close();
    writeFileSync(pidFile(), content.replace(/^\d+/, String(process.pid)));
    await query(await start(), 'SELECT 1');
  });

  it('is started again when it dies under its gateway', async () => {
    const events: string[] = [];
    const server = await start({ onEvent: (event) => events.push(event) });
    const pid = postmaster();
    process.kill(pid, 'SIGKILL');
    await isGone(pid);
    // It answers a moment before its gateway has the folder to itself again.
    const owned = `SELECT FROM pg_locks WHERE locktype = 'advisory' AND granted AND (classid, objid) = (1936487795, 1)`;
    let works = false;
    for (let round = 0; round < 100 && !works; round++) {
      works = await query(server, owned).then(
        (rows) => rows.length > 0,
        () => false,
      );
      if (!works) await sleep(100);
    }
    assert.ok(works);
    assert.notEqual(postmaster(), pid);
    assert.match(events.join(), /starting it again/);
    await assert.rejects(start(), isCode('embedded-in-use'));
  });

  it('says what is wrong with a folder', async () => {
    const file = join(folder, 'a-file');
    writeFileSync(file, '');
    await assert.rejects(start({ folder: file }), isCode('embedded-folder-refused'));
    const old = join(folder, 'old');
    mkdirSync(join(old, 'postgres', 'cluster'), { recursive: true });
    writeFileSync(join(old, 'postgres', 'cluster', 'PG_VERSION'), '9.6\n');
    await assert.rejects(start({ folder: old }), isCode('embedded-version'));
  });

  it('says so when the disk is full, and has lost nothing when there is space again', async function () {
    const disk = mkdtempSync(join(tmpdir(), 'sluss-disk-'));
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=90m,mode=0711', 'tmpfs', disk], { stdio: 'ignore' });
    } catch {
      rmSync(disk, { recursive: true });
      this.skip();
    }
    try {
      await assert.rejects(start({ folder: disk }), isCode('embedded-disk-full'));
      execFileSync('mount', ['-o', 'remount,size=300m', disk]);
      const server = await start({ folder: disk });
      await query(server, "CREATE TABLE kept (what text); INSERT INTO kept VALUES ('kept')");
      await server.close();
      execFileSync('sh', ['-c', `cat /dev/zero > ${join(disk, 'filler')} || true`], { stdio: 'ignore' });
      await assert.rejects(start({ folder: disk }), isCode('embedded-disk-full'));
      rmSync(join(disk, 'filler'));
      assert.equal((await query(await start({ folder: disk }), 'SELECT FROM kept')).length, 1);
    } finally {
      for (const server of open.splice(0)) await server.close();
      execFileSync('umount', [disk]);
      rmSync(disk, { recursive: true });
    }
  });

  it('lives elsewhere when root keeps its data folder where the server cannot go', async function () {
    if (!asRoot) this.skip();
    const closed = mkdtempSync(join(tmpdir(), 'sluss-closed-'));
    const inside = join(closed, 'data');
    try {
      const server = await start({ folder: inside });
      const location = readFileSync(join(inside, 'postgres', 'location'), 'utf8').trim();
      assert.ok(existsSync(join(location, 'cluster', 'PG_VERSION')));
      await query(server, 'CREATE TABLE kept (what text)');
      await server.close();
      const again = await start({ folder: inside });
      await query(again, 'SELECT FROM kept');
      await again.close();
      rmSync(location, { recursive: true });
      assert.equal(dirname(location), '/var/lib/sluss');
    } finally {
      rmSync(closed, { recursive: true });
    }
  });
});
