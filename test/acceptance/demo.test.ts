import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { PACKAGE_ROOT } from '../../src/package-root.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';

interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** The demonstration and the poster in processes of their own, as a person runs them. */
describe('the commands demo and post', function () {
  this.timeout(120_000);
  let database: TestDatabase;
  let folder: string;
  let env: NodeJS.ProcessEnv;

  before(async () => {
    database = await freshDatabase();
    folder = mkdtempSync(join(tmpdir(), 'sluss-demo-'));
    env = { ...process.env, DATABASE_URL: database.url, SLUSS_DATA: folder, PORT: String(await freePort()) };
  });
  after(async () => {
    await database?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const start = (...args: string[]): ChildProcess => spawn(process.execPath, args, { cwd: PACKAGE_ROOT, env });
  const demo = (...args: string[]) => start('src/sluss.js', 'demo', '--people', '25', ...args);

  it('prints one JSON object on standard output and nothing else', async () => {
    const { code, stdout, stderr } = await end(demo('--exit', '--json'));
    assert.equal(code, 0, stderr);
    assert.equal(stdout.trimEnd().split('\n').length, 1);
    const summary = JSON.parse(stdout);
    assert.ok(summary.bundles > 20 && summary.resources > summary.bundles && summary.seconds > 0);
    assert.deepEqual(summary.differences, []);
    assert.ok(summary.outcomes.accepted > 0 && summary.outcomes['not-eligible'] > 0);
    assert.equal(Object.keys(summary.registers).length, 2);
    for (const { rows } of Object.values(summary.registers) as { rows: Record<string, number> }[]) {
      assert.ok(Object.values(rows).some((number) => number > 0));
    }
    assert.match(stderr, /What the registers have/);
    assert.match(stderr, /exactly the rows/);
  });

  it('adds nothing the second time, says so, and serves on until it is told to stop', async () => {
    const child = demo('--json');
    const ended = end(child);
    let stderr = '';
    child.stderr!.on('data', (text) => (stderr += text));
    while (!stderr.includes('The gateway serves on') && child.exitCode === null) await sleep(50);
    assert.match(stderr, /no row was added/);
    const lines = stderr.match(/^ {2}curl .*$/gm)!;
    assert.equal(lines.length, 3);
    for (const line of lines) {
      const { code, stdout } = await end(spawn('sh', ['-c', withThisNode(line)], { cwd: PACKAGE_ROOT, env }));
      assert.equal(code, 0, line);
      assert.match(JSON.parse(stdout).resourceType, /^(Bundle|Task)$/, line);
    }
    child.kill('SIGINT');
    assert.equal((await ended).code, 0);
  });

  it('says in one line that the port is taken', async () => {
    const other = createServer().listen(Number(env.PORT));
    await once(other, 'listening');
    const { code, stderr } = await end(demo('--exit'));
    other.close();
    assert.equal(code, 1);
    assert.match(stderr, new RegExp(`port ${env.PORT}`));
    assert.doesNotMatch(stderr, / {4}at /);
  });

  it('posts a folder as a vendor would, and reports what has no place', async () => {
    const files = join(folder, 'files');
    mkdirSync(join(files, 'deeper'), { recursive: true });
    const example = readFileSync(join(PACKAGE_ROOT, 'docs', 'examples', 'outpatient-visit.json'), 'utf8');
    writeFileSync(join(files, 'bundle.json'), example);
    writeFileSync(join(files, 'deeper', 'wrong.json'), '{"resourceType":"Patient","birthDate":"2026-02-30"}');
    writeFileSync(join(files, 'no-json.json'), '{"resourceType":');
    writeFileSync(join(files, 'not-posted.txt'), 'text');
    const gateway = start('src/sluss.js', 'serve');
    try {
      while (!(await fetch(`http://localhost:${env.PORT}/readyz`).catch(() => undefined))?.ok) await sleep(50);
      const url = `http://localhost:${env.PORT}/fhir`;
      const { code, stdout, stderr } = await end(start('scripts/post-folder.ts', '--url', url, '--json', files));
      assert.equal(code, 0, stderr);
      const report = JSON.parse(stdout);
      assert.deepEqual(report.verdicts, { rejected: 2, taken: 1 });
      assert.deepEqual([report.files, report.failed, report.unlocated], [3, [], []]);
      assert.match(stderr, /primitive-impossible-date/);
    } finally {
      gateway.kill('SIGTERM');
      await once(gateway, 'exit');
    }
  });

  it('fails when nobody answers', async () => {
    const files = join(folder, 'files');
    const { code, stdout } = await end(
      start('scripts/post-folder.ts', '--url', `http://localhost:${env.PORT}/fhir`, '--attempts', '1', '--json', files),
    );
    assert.equal(code, 1);
    assert.equal(JSON.parse(stdout).failed.length, 3);
  });
});

async function end(child: ChildProcess): Promise<Ended> {
  let stdout = '';
  let stderr = '';
  child.stdout!.on('data', (text) => (stdout += text));
  child.stderr!.on('data', (text) => (stderr += text));
  const [code] = await once(child, 'close');
  return { code, stdout, stderr };
}

/** npx would find the command too, a second later. */
function withThisNode(line: string): string {
  return line.replaceAll('npx sluss', `${process.execPath} src/sluss.js`);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0);
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  return port;
}
