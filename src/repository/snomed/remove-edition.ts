import type pg from 'pg';
import { SlussError } from '../../errors/sluss-error.ts';
import type { Edition } from '../../terminology/code-system.ts';
import {
  type RemovalReport,
  type RemovalRequest,
  unknownEdition,
  whatRemains,
} from '../../terminology/remove-edition.ts';
import { isOfVersion, SNOMED } from '../../terminology/snomed/edition-uri.ts';
import { asSlussError } from '../failure.ts';
import { readEditions } from './concept-store.ts';
import { IMPORT_LOCK } from './import-edition.ts';
import { dropEdition, TABLE_NAMES } from './publish.ts';

export interface SnomedRemovalReport extends RemovalReport {
  /** What the partitions take in the database. */
  megabytes: number;
}

/**
 * Removes an edition of SNOMED CT, named by its day or its version, with its partitions, in one transaction. It waits for an import that is under way, and for questions to the database
 * that have begun. Throws `edition-unknown`, and `edition-last` for the only one.
 */
export async function removeSnomedEdition(
  pool: pg.Pool,
  { edition: wanted, evenLast, dryRun }: Omit<RemovalRequest, 'system' | 'name'>,
): Promise<SnomedRemovalReport> {
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    await client.query(`SELECT pg_advisory_xact_lock${IMPORT_LOCK}`);
    const all = await readEditions(client);
    const found = all.filter(({ version = '' }) => isOfVersion(version, wanted));
    const [edition] = found;
    if (!edition || found.length > 1)
      throw unknownEdition(
        SNOMED,
        wanted,
        all.map(({ version = '' }) => version),
      );
    const { number, version = '' } = edition;
    if (all.length === 1 && !evenLast) throw SlussError.of('edition-last', { system: SNOMED, edition: version });
    const { rows } = await client.query<{ megabytes: number }>(
      `SELECT round(sum(pg_total_relation_size(('snomed.' || name || '_' || $1::integer)::regclass)) / 1048576)::integer AS megabytes FROM unnest($2::text[]) AS t(name)`,
      [number, TABLE_NAMES],
    );
    if (!dryRun) await dropEdition(client, number!);
    await client.query('COMMIT');
    const others = all.filter((other) => other !== edition);
    return { ...describe(edition, others), megabytes: rows[0]!.megabytes, removed: !dryRun };
  } catch (error) {
    await client.query('ROLLBACK').catch(() => {});
    throw asSlussError(error);
  } finally {
    client.release();
  }
}

function describe(
  { version = '', title, from, to, size }: Edition,
  others: readonly Edition[],
): Omit<RemovalReport, 'removed'> {
  return {
    system: SNOMED,
    edition: version,
    ...(title !== undefined && { title }),
    ...(from !== undefined && { from }),
    ...(to !== undefined && { to }),
    ...(size !== undefined && { concepts: size }),
    ...whatRemains(others, SNOMED, from),
  };
}
