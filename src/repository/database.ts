import pg from 'pg';
import type { Text } from '../errors/definition.ts';
import { SlussError } from '../errors/sluss-error.ts';
import { startEmbedded } from './embedded/server.ts';
import { migrate } from './migrate.ts';
import { VALUE_TYPES } from './value-types.ts';

const MINIMUM_VERSION = 15;

export interface DatabaseOptions {
  /** Of a PostgreSQL server. Without it the embedded one of `dataFolder` is started. */
  databaseUrl?: string | undefined;
  dataFolder: string;
  /** Connections at most. */
  poolSize?: number;
  /** For commands beside a gateway that runs on the same folder: use its server instead of refusing. */
  join?: boolean;
  /** For commands that are about what is there: a data folder without a database is refused, and none is made. */
  existing?: boolean;
  /** Told what an operator may want to know, such as that a server was taken over. Never personal data. */
  onEvent?: (event: string) => void;
}

export interface Database {
  pool: pg.Pool;
  /** `18.4`, for logs. */
  version: string;
  embedded: boolean;
  /** Waits for the connections in use, then stops the server if it is ours. */
  close(): Promise<void>;
}

/**
 * Opens the database, whichever it is, with its tables up to date.
 * @throws SlussError data-folder-without, database-connect-failed, database-version, database-encoding, database-migration-failed, embedded-*
 */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  const server = options.databaseUrl
    ? undefined
    : await startEmbedded({
        folder: options.dataFolder,
        ...(options.join && { join: true }),
        ...(options.existing && { existing: true }),
        ...(options.onEvent && { onEvent: options.onEvent }),
      });
  const pool = new pg.Pool({
    ...(server ? server.connection : { connectionString: options.databaseUrl as string }),
    max: options.poolSize ?? 16,
    // Statements whose answer nobody waits for travel with the next one: see transaction.ts.
    pipeline: true,
    application_name: 'sluss',
    connectionTimeoutMillis: 10_000,
    idleTimeoutMillis: 60_000,
    keepAlive: true,
    types: VALUE_TYPES,
    // Every look-up has its index. Before a table is first analysed the planner would rather read all of it, and keep to that plan.
    options: '-c TimeZone=UTC -c DateStyle=ISO -c jit=off -c enable_seqscan=off',
  });
  // A connection that dies is replaced by the pool; whoever uses it learns of it from the query. Without a listener its error would end the process.
  pool.on('error', () => {});
  pool.on('connect', (client) => client.on('error', () => {}));
  const close = async () => {
    await pool.end();
    await server?.close();
  };
  try {
    const version = await prepare(pool);
    return { pool, version, embedded: server !== undefined, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function prepare(pool: pg.Pool): Promise<string> {
  const client = await pool.connect().catch((cause) => {
    throw SlussError.of('database-connect-failed', { reason: connectReason(cause) }, { cause });
  });
  try {
    const { rows } = await client.query<{ number: string; version: string; encoding: string }>(
      `SELECT current_setting('server_version_num') AS number, current_setting('server_version') AS version,
              current_setting('server_encoding') AS encoding`,
    );
    const { number, version, encoding } = rows[0]!;
    if (Number(number) < MINIMUM_VERSION * 10_000)
      throw SlussError.of('database-version', { version, minimum: MINIMUM_VERSION });
    if (encoding !== 'UTF8') throw SlussError.of('database-encoding', { encoding });
    await migrate(client);
    return version;
  } finally {
    client.release();
  }
}

/** What a person can act on, without the password that a URL or a message may hold. */
function connectReason(error: unknown): Text | string {
  const { code, message } = error as { code?: string; message: string };
  const known: Record<string, Text> = {
    ECONNREFUSED: { en: 'nothing listens there (ECONNREFUSED)', sv: 'inget lyssnar där (ECONNREFUSED)' },
    ENOTFOUND: { en: 'the host name is unknown (ENOTFOUND)', sv: 'värdnamnet är okänt (ENOTFOUND)' },
    ETIMEDOUT: { en: 'it does not answer (ETIMEDOUT)', sv: 'den svarar inte (ETIMEDOUT)' },
    ENOENT: { en: 'there is no such socket (ENOENT)', sv: 'det finns ingen sådan socket (ENOENT)' },
    '28P01': { en: 'wrong user or password (28P01)', sv: 'fel användare eller lösenord (28P01)' },
    '28000': { en: 'the server refuses this user from here (28000)', sv: 'servern nekar användaren härifrån (28000)' },
    '3D000': { en: 'the database does not exist (3D000)', sv: 'databasen finns inte (3D000)' },
    '53300': { en: 'the server has no connection left (53300)', sv: 'servern har inga anslutningar kvar (53300)' },
  };
  return (code && known[code]) ?? (code ? { en: `error ${code}`, sv: `fel ${code}` } : message.split('\n')[0]!);
}
