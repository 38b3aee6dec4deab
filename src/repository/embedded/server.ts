import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { SlussError } from '../../errors/sluss-error.ts';
import { ensureCluster, SUPERUSER } from './cluster.ts';
import { type Home, hasHome, prepareHome } from './home.ts';
import { launchPostmaster } from './launch.ts';
import { findPostmaster, SOCKET_PORT, socketAnswers, stopPostmaster } from './postmaster.ts';

export interface EmbeddedServer {
  connection: { host: string; port: number; user: string; password: string; database: string };
  /** Whether this process owns the server and will stop it; false when it joined the server of a gateway that runs. */
  owner: boolean;
  close(): Promise<void>;
}

export interface EmbeddedOptions {
  folder: string;
  /** Join the server of a gateway that runs on the folder instead of refusing: for commands beside `serve`. */
  join?: boolean;
  /** Refuse a folder that has no server's files, instead of making them. */
  existing?: boolean;
  onEvent?: (event: string) => void;
}

/** The application's own role and database, without a superuser's powers. */
const ROLE = 'sluss';
/** The advisory lock, in the database `postgres`, whose holder is the one owner of the data folder. */
const OWNER_LOCK = '(1936487795, 1)';
const LOCK_ATTEMPTS = 6;

/**
 * Starts the PostgreSQL of a data folder, or takes over the one that a killed gateway left running, and keeps it running until
 * `close()`. The folder has one owner: the connection that holds the advisory lock. PostgreSQL releases it when the owner's process
 * dies, however it dies.
 * @throws SlussError data-folder-without, embedded-in-use and those of the preparation and the start
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<EmbeddedServer> {
  if (options.existing && !hasHome(options.folder))
    throw SlussError.of('data-folder-without', { folder: options.folder, part: { en: 'database', sv: 'databas' } });
  const home = prepareHome(options.folder);
  ensureCluster(home);
  const connection = { host: home.socket, port: SOCKET_PORT, user: ROLE, password: home.password, database: ROLE };
  const event = options.onEvent ?? (() => {});
  const lock = await acquire(home, event, !options.join);
  if ('holder' in lock) {
    if (!options.join) throw SlussError.of('embedded-in-use', { folder: home.data, holder: lock.holder });
    return { connection, owner: false, close: async () => {} };
  }
  await ensureDatabase(home, lock.client);
  const guard = keepRunning(home, lock.client, event);
  return {
    connection,
    owner: true,
    async close() {
      await guard.release();
      await stopPostmaster(home);
    },
  };
}

type Lock = { client: pg.Client } | { holder: string };

async function acquire(home: Home, event: (text: string) => void, patient: boolean): Promise<Lock> {
  let refused = 0;
  for (let attempt = 1; ; attempt++) {
    const running = findPostmaster(home);
    const launched = !running && !(await socketAnswers(home));
    if (launched) await launchPostmaster(home);
    else if (running?.ready === false) await sleep(50);
    try {
      const client = await connect(home);
      const { rows } = await client.query<{ got: boolean }>(`SELECT pg_try_advisory_lock${OWNER_LOCK} AS got`);
      if (rows[0]?.got) {
        if (!launched) event('took over the PostgreSQL that an earlier gateway left running');
        return { client };
      }
      const holder = await describeHolder(client);
      await client.end();
      // The connection of a gateway that was killed a moment ago may not have ended yet.
      if (!patient || ++refused === LOCK_ATTEMPTS) return { holder };
      await sleep(200);
    } catch (cause) {
      if (cause instanceof SlussError) throw cause;
      // It is on its way up or down; recovery after a crash may take a while.
      const { code, message } = cause as { code?: string; message: string };
      const patience = code === '57P03' ? 6_000 : 100;
      if (attempt >= patience)
        throw SlussError.of('embedded-start-failed', { reason: code ?? message, log: home.log }, { cause });
      await sleep(100);
    }
  }
}

async function connect(home: Home): Promise<pg.Client> {
  const client = new pg.Client({
    host: home.socket,
    port: SOCKET_PORT,
    user: SUPERUSER,
    password: home.password,
    database: 'postgres',
    application_name: `sluss, process ${process.pid}`,
    connectionTimeoutMillis: 10_000,
  });
  client.on('error', () => {});
  await client.connect();
  return client;
}

async function describeHolder(client: pg.Client): Promise<string> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT a.application_name AS name FROM pg_locks l JOIN pg_stat_activity a USING (pid)
     WHERE l.locktype = 'advisory' AND l.granted AND (l.classid, l.objid) = ${OWNER_LOCK}`,
  );
  return rows[0]?.name || 'sluss';
}

/** The role may make the role that owns the vault (CREATEROLE), nothing more. */
async function ensureDatabase(home: Home, client: pg.Client): Promise<void> {
  const { rows } = await client.query('SELECT FROM pg_database WHERE datname = $1', [ROLE]);
  if (rows.length) return;
  await client.query(`DO $$ BEGIN CREATE ROLE ${ROLE} LOGIN CREATEROLE; EXCEPTION WHEN duplicate_object THEN END $$`);
  await client.query(`ALTER ROLE ${ROLE} PASSWORD ${client.escapeLiteral(home.password)}`);
  await client.query(`CREATE DATABASE ${ROLE} OWNER ${ROLE}`);
}

/** Starts the server again when it dies under the gateway, and takes the lock again. */
function keepRunning(home: Home, first: pg.Client, event: (text: string) => void): { release(): Promise<void> } {
  let client = first;
  let released = false;
  let recovering: Promise<void> | undefined;
  const watch = () =>
    client.once('end', () => {
      if (!released) recovering = recover();
    });
  const recover = async () => {
    for (let pause = 100; !released; pause = Math.min(pause * 2, 5_000)) {
      event('the embedded PostgreSQL went away; starting it again');
      try {
        const lock = await acquire(home, event, true);
        if ('holder' in lock) return event(`the data folder was taken by another gateway (${lock.holder})`);
        client = lock.client;
        watch();
        return;
      } catch (error) {
        event(error instanceof Error ? error.message : 'the embedded PostgreSQL did not start');
        await sleep(pause);
      }
    }
  };
  watch();
  return {
    async release() {
      released = true;
      await recovering;
      await client.end().catch(() => {});
    },
  };
}
