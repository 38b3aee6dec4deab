import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { runner } from 'node-pg-migrate';
import type pg from 'pg';
import { SlussError } from '../errors/sluss-error.ts';
import { PACKAGE_ROOT } from '../package-root.ts';

const FOLDER = join(PACKAGE_ROOT, 'src', 'repository', 'migrations');
/** Held while migrating: gateways that start together wait for each other. */
const LOCK = '(1936487795, 2)';

/**
 * Brings the tables up to date: every file of migrations/ that has not run yet, in order, all in one transaction.
 * @throws SlussError database-migration-failed
 */
export async function migrate(client: pg.ClientBase): Promise<void> {
  await client.query(`SELECT pg_advisory_lock${LOCK}`);
  try {
    await refuseNewer(client);
    await runner({
      dbClient: client,
      dir: FOLDER,
      direction: 'up',
      migrationsSchema: 'sluss',
      migrationsTable: 'migration',
      createMigrationsSchema: true,
      singleTransaction: true,
      noLock: true,
      log: () => {},
      logger: { debug() {}, info() {}, warn() {}, error() {} },
    });
  } catch (cause) {
    if (cause instanceof SlussError) throw cause;
    throw SlussError.of('database-migration-failed', { reason: (cause as Error).message.trim() }, { cause });
  } finally {
    await client.query(`SELECT pg_advisory_unlock${LOCK}`).catch(() => {});
  }
}

async function refuseNewer(client: pg.ClientBase): Promise<void> {
  const { rows: tables } = await client.query(`SELECT to_regclass('sluss.migration') AS found`);
  if (!tables[0]?.found) return;
  const known = new Set(readdirSync(FOLDER).map((file) => basename(file, '.sql')));
  const { rows } = await client.query<{ name: string }>('SELECT name FROM sluss.migration');
  const unknown = rows.map(({ name }) => name).filter((name) => !known.has(name));
  if (unknown.length > 0)
    throw SlussError.of('database-migration-failed', {
      reason: {
        en: `it has ${unknown.join(', ')}, which this version does not know`,
        sv: `den har ${unknown.join(', ')}, som denna version inte känner till`,
      },
    });
}
