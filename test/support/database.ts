import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { openDatabase } from '../../src/repository/database.ts';
import { SUPERUSER } from '../../src/repository/embedded/cluster.ts';
import { startEmbedded } from '../../src/repository/embedded/server.ts';

/** An empty database with all tables, for one test or one suite. */
export interface TestDatabase {
  /** For `DATABASE_URL` of a gateway under test. */
  url: string;
  pool: pg.Pool;
  /** Sees everything, where the server has given us a role that may: the vault too. */
  superPool: pg.Pool;
  /** Drops the database. */
  close(): Promise<void>;
}

interface Server {
  /** Connection string of a database of this server, for the gateway's role. */
  url(database: string): string;
  admin: pg.Client;
  superuser(database: string): pg.PoolConfig;
  /** SQL that names the owner of a new database. */
  owner: string;
  stop(): Promise<void>;
}

let server: Promise<Server> | undefined;
let template: Promise<string> | undefined;

/**
 * A new database in some tens of milliseconds: a copy of a template in which the migrations have run. On the server of
 * TEST_DATABASE_URL (whose user may create databases), else on one embedded server for the whole run.
 */
export async function freshDatabase(options: { poolSize?: number } = {}): Promise<TestDatabase> {
  server ??= startServer();
  const { admin, url, owner, superuser } = await server;
  template ??= makeTemplate(await server);
  const from = await template;
  const name = `sluss_test_${randomBytes(6).toString('hex')}`;
  await admin.query(`CREATE DATABASE ${name} TEMPLATE ${from}${owner}`);
  const database = await openDatabase({ databaseUrl: url(name), dataFolder: '', poolSize: options.poolSize ?? 8 });
  const superPool = new pg.Pool({ ...superuser(name), max: 1 });
  superPool.on('error', () => {});
  return {
    url: url(name),
    pool: database.pool,
    superPool,
    async close() {
      await database.close();
      await superPool.end();
      await admin.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    },
  };
}

/** Stops what `freshDatabase` started; called once, when all tests have run. */
export async function stopTestServer(): Promise<void> {
  if (!server) return;
  const { admin, stop } = await server;
  if (template) await admin.query(`DROP DATABASE IF EXISTS ${await template} WITH (FORCE)`);
  await admin.end();
  await stop();
}

async function startServer(): Promise<Server> {
  const given = process.env.TEST_DATABASE_URL;
  if (given) {
    const admin = new pg.Client({ connectionString: given });
    await admin.connect();
    const url = (database: string) => given.replace(/^(\w+:\/\/[^/]*)\/[^?]*/, `$1/${database}`);
    const superuser = (database: string) => ({ connectionString: url(database) });
    return { url, admin, superuser, owner: '', async stop() {} };
  }
  const folder = mkdtempSync(join(tmpdir(), 'sluss-test-'));
  const embedded = await startEmbedded({ folder });
  const { host, user, password } = embedded.connection;
  removeWhenWeEnd(folder);
  const admin = new pg.Client({ ...embedded.connection, user: SUPERUSER, database: 'postgres' });
  await admin.connect();
  return {
    url: (database) => `postgresql://${user}:${password}@${encodeURIComponent(host)}/${database}`,
    admin,
    superuser: (database) => ({ ...embedded.connection, user: SUPERUSER, database }),
    owner: ` OWNER ${user}`,
    async stop() {
      await embedded.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function makeTemplate({ admin, url, owner }: Server): Promise<string> {
  const name = `sluss_template_${randomBytes(6).toString('hex')}`;
  await admin.query(`CREATE DATABASE ${name}${owner}`);
  const database = await openDatabase({ databaseUrl: url(name), dataFolder: '', poolSize: 1 });
  await database.close();
  return name;
}

/** A run that is broken off, however, leaves no server behind: the pipe to this shell ends with us. */
function removeWhenWeEnd(folder: string): void {
  const script = 'cat; read -r pid < "$1/postgres/cluster/postmaster.pid" && kill -QUIT "$pid"; rm -rf "$1"';
  const shell = spawn('sh', ['-c', script, 'sh', folder], { stdio: ['pipe', 'ignore', 'ignore'], detached: true });
  shell.unref();
  (shell.stdin as Socket).unref();
}
