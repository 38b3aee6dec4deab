import { execFileSync, spawn } from 'node:child_process';
import { chownSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { parentOf } from './cpu.ts';

export interface BenchDatabase {
  url: string;
  version: string;
  /** Process of the server, whose children are its backends; undefined when it is on another machine. */
  pid: number | undefined;
  close(): Promise<void>;
}

/** Where Debian's package postgresql-15 and others put the server. */
const BINARIES = [18, 17, 16, 15].map((version) => `/usr/lib/postgresql/${version}/bin`);

/**
 * An empty database to measure on: on the server of TEST_DATABASE_URL or DATABASE_URL, else on one that is started for it from installed binaries.
 * Undefined when there is neither, so that the gateway's embedded one is measured.
 */
export async function benchDatabase(): Promise<BenchDatabase | undefined> {
  const given = process.env.TEST_DATABASE_URL ?? process.env.DATABASE_URL;
  if (given) return emptyDatabase(given, async () => {});
  const binaries = (process.env.PGBIN ? [process.env.PGBIN] : BINARIES).find((folder) =>
    existsSync(join(folder, 'initdb')),
  );
  return binaries === undefined ? undefined : startServer(binaries);
}

async function emptyDatabase(server: string, stop: () => Promise<void>): Promise<BenchDatabase> {
  const name = `sluss_bench_${process.pid}`;
  const url = new URL(server);
  url.pathname = `/${name}`;
  const run = async <T>(work: (client: pg.Client) => Promise<T>): Promise<T> => {
    const client = new pg.Client({ connectionString: server });
    await client.connect();
    try {
      return await work(client);
    } finally {
      await client.end();
    }
  };
  const about = await run(async (client) => {
    await client.query(`CREATE DATABASE ${name} ENCODING 'UTF8' TEMPLATE template0`);
    const { rows } = await client.query<{ pid: number; version: string }>(
      `SELECT pg_backend_pid() AS pid, current_setting('server_version') AS version`,
    );
    // Before the connection ends: afterwards the backend has no parent.
    return { version: rows[0]!.version, pid: parentOf(rows[0]!.pid) };
  });
  return {
    url: url.href,
    ...about,
    async close() {
      await run((client) => client.query(`DROP DATABASE ${name} WITH (FORCE)`));
      await stop();
    },
  };
}

async function startServer(binaries: string): Promise<BenchDatabase> {
  const folder = mkdtempSync(join(tmpdir(), 'sluss-bench-pg-'));
  const data = join(folder, 'data');
  mkdirSync(data, { mode: 0o700 });
  const user = userBesidesRoot();
  if (user) for (const path of [folder, data]) chownSync(path, user.uid, user.gid);
  const identity = user ?? {};
  execFileSync(join(binaries, 'initdb'), ['-D', data, '-U', 'bench', '--auth=trust', '-E', 'UTF8', '--locale=C'], {
    stdio: 'pipe',
    cwd: folder,
    ...identity,
  });
  const port = await freePort();
  // The server's own defaults, durable: what is measured is what an operator gets.
  const settings = ['-c', `unix_socket_directories=${folder}`, '-c', 'listen_addresses=', '-c', 'shared_buffers=256MB'];
  const server = spawn(join(binaries, 'postgres'), ['-D', data, '-p', String(port), ...settings], {
    stdio: 'ignore',
    cwd: folder,
    ...identity,
  });
  const ended = new Promise<void>((resolve) => server.on('exit', () => resolve()));
  const stop = async () => {
    server.kill('SIGINT');
    await ended;
    rmSync(folder, { recursive: true, force: true });
  };
  // As an operator connects to a server on the same machine: https://www.postgresql.org/docs/current/runtime-config-connection.html
  const url = `postgresql://bench@${encodeURIComponent(folder)}:${port}/postgres`;
  try {
    await answering(url);
    return await emptyDatabase(url, stop);
  } catch (error) {
    await stop();
    throw error;
  }
}

/** PostgreSQL refuses to run as root. */
function userBesidesRoot(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const id = (flag: string, name: string) =>
    Number(execFileSync('id', [flag, name], { encoding: 'utf8', stdio: 'pipe' }));
  for (const name of ['postgres', 'nobody']) {
    try {
      return { uid: id('-u', name), gid: id('-g', name) };
    } catch {}
  }
  throw new Error('PostgreSQL does not run as root, and there is no user "postgres" or "nobody" to run it as');
}

async function answering(url: string): Promise<void> {
  for (let attempt = 0; ; attempt++) {
    const client = new pg.Client({ connectionString: url });
    try {
      await client.connect();
      await client.end();
      return;
    } catch (error) {
      if (attempt === 100) throw error;
      await sleep(100);
    }
  }
}

/** A port that nothing listens on. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}
