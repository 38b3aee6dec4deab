import pg from 'pg';
import { SlussError } from '../../errors/sluss-error.ts';
import { editionPeriod } from '../../terminology/edition-period.ts';
import { editionUri } from '../../terminology/snomed/edition-uri.ts';
import { openRelease, type Release } from '../../terminology/snomed/rf2-release.ts';
import { asSlussError } from '../failure.ts';
import { checkRelease } from './check.ts';
import { buildHierarchy } from './hierarchy.ts';
import { buildNames, dropEdition, nextEdition, TABLE_NAMES, writePartitions } from './publish.ts';
import { stageRelease } from './stage.ts';

export type SnomedStep = 'read' | 'check' | 'hierarchy' | 'write' | 'settle';
export const SNOMED_STEPS: readonly SnomedStep[] = ['read', 'check', 'hierarchy', 'write', 'settle'];

export interface SnomedImportRequest {
  /** Zip archives, folders or files of the release, and of the international one that it builds on. */
  paths: readonly string[];
  /** The release's day, ÅÅÅÅMMDD or ÅÅÅÅ-MM-DD. */
  edition: string;
  /** First and last day of the events that it holds for; from the release's day, until a later edition begins, by default. */
  from?: string;
  to?: string;
  dryRun?: boolean;
  onProgress?: (step: SnomedStep, share: number) => void;
}

export interface SnomedImportReport {
  format: 'snomed-ct';
  version: string;
  title: string;
  from: string;
  to?: string;
  concepts: number;
  active: number;
  /** Active concepts with a preferred term in Swedish. */
  swedish: number;
  descriptions: number;
  refsets: number;
  /** Against the newest edition that is there. */
  compared?: { version: string; added: number; removed: number };
  /** Rows that were written; absent after a dry run. */
  written?: Record<string, number>;
}

/** Held while an edition is imported or removed: one at a time. */
export const IMPORT_LOCK = '(1936487795, 4)';

/**
 * Imports an edition of SNOMED CT in one transaction: until its end nothing is seen of it, and after a failure nothing has changed. An edition of the same version is
 * replaced. Throws `import-…` for what is not the release or not the whole of it.
 */
export async function importSnomedEdition(pool: pg.Pool, request: SnomedImportRequest): Promise<SnomedImportReport> {
  const progress = request.onProgress ?? (() => {});
  const release = await openRelease(request.paths);
  try {
    const period = periodOf(request, release);
    // A connection of its own: COPY has no place on one that does not wait for answers.
    const client = new pg.Client({ ...pool.options, pipeline: false } as pg.ClientConfig);
    client.on('error', () => {});
    await client.connect();
    try {
      const report = await inTransaction(client, request.dryRun ?? false, () =>
        load(client, release, period, request, progress),
      );
      if (report.written) await settle(client, report.version, progress);
      return report;
    } finally {
      await client.end().catch(() => {});
    }
  } catch (error) {
    throw asSlussError(error);
  } finally {
    release.close();
  }
}

function periodOf({ edition, from, to }: SnomedImportRequest, { day }: Release): { from: string; to?: string } {
  if (edition.replaceAll('-', '') !== day) {
    throw SlussError.of('import-edition-day', { edition: edition.slice(0, 40), day });
  }
  return editionPeriod(from ?? day.replace(/^(\d{4})(\d\d)(\d\d)$/, '$1-$2-$3'), to);
}

async function inTransaction<T>(client: pg.Client, dryRun: boolean, work: () => Promise<T>): Promise<T> {
  await client.query('BEGIN');
  try {
    // Whole tables are read here, which is not what the pool's connections are set for.
    await client.query(`SET LOCAL enable_seqscan = on; SET LOCAL work_mem = '64MB'; SET LOCAL maintenance_work_mem = '256MB';
      SET LOCAL client_min_messages = warning; SELECT pg_advisory_xact_lock${IMPORT_LOCK}`);
    const result = await work();
    await client.query(dryRun ? 'ROLLBACK' : 'COMMIT');
    return result;
  } catch (error) {
    await client.query('ROLLBACK').catch(() => {});
    throw error;
  }
}

async function load(
  client: pg.Client,
  release: Release,
  period: { from: string; to?: string },
  { dryRun }: SnomedImportRequest,
  progress: (step: SnomedStep, share: number) => void,
): Promise<SnomedImportReport> {
  const version = editionUri(release.module, release.day);
  const title = `SNOMED CT, ${release.title} ${release.day}`;
  progress('read', 0);
  await stageRelease(client, release, (share) => progress('read', share));
  progress('check', 0);
  await buildNames(client);
  await checkRelease(client);
  progress('hierarchy', 0);
  await buildHierarchy(client, (share) => progress('hierarchy', share));
  const report = {
    format: 'snomed-ct' as const,
    version,
    title,
    ...period,
    ...(await count(client)),
    ...(await compare(client)),
  };
  if (dryRun) return report;
  progress('write', 0);
  const edition = await nextEdition(client);
  const written = await writePartitions(client, edition, (share) => progress('write', share));
  const { rows } = await client.query<{ id: number }>('SELECT id FROM snomed.edition WHERE version = $1', [version]);
  for (const { id } of rows) await dropEdition(client, id);
  await client.query(
    `INSERT INTO snomed.edition (id, version, title, valid_from, valid_to, counts, source, imported) VALUES ($1, $2, $3, $4, $5, $6, $7, now())`,
    [
      edition,
      version,
      title,
      period.from,
      period.to ?? null,
      JSON.stringify({ ...written, active: report.active }),
      JSON.stringify(release.files.map(({ name }) => name)),
    ],
  );
  return { ...report, written };
}

async function count(client: pg.Client) {
  const { rows } = await client.query<{
    concepts: string;
    active: string;
    swedish: string;
    descriptions: string;
    refsets: string;
  }>(`
    SELECT count(*) AS concepts, count(*) FILTER (WHERE c.active) AS active, count(*) FILTER (WHERE c.active AND n.sv IS NOT NULL) AS swedish,
      (SELECT count(*) FROM stage_description WHERE active) AS descriptions,
      (SELECT count(DISTINCT refset) FROM stage_simple WHERE active) AS refsets
    FROM stage_concept c LEFT JOIN names n ON n.id = c.id`);
  const { concepts, active, swedish, descriptions, refsets } = rows[0]!;
  return {
    concepts: Number(concepts),
    active: Number(active),
    swedish: Number(swedish),
    descriptions: Number(descriptions),
    refsets: Number(refsets),
  };
}

/** Active concepts that are new or gone against the newest edition that is there. */
async function compare(client: pg.Client): Promise<Pick<SnomedImportReport, 'compared'>> {
  const { rows } = await client.query<{ id: number; version: string }>(
    'SELECT id, version FROM snomed.edition ORDER BY valid_from DESC, id DESC LIMIT 1',
  );
  const newest = rows[0];
  if (!newest) return {};
  const { rows: counts } = await client.query<{ added: string; removed: string }>(
    `SELECT count(*) FILTER (WHERE old.id IS NULL) AS added, count(*) FILTER (WHERE new.id IS NULL) AS removed
     FROM (SELECT id FROM stage_concept WHERE active) new
     FULL JOIN (SELECT id FROM snomed.concept WHERE edition = $1 AND active) old ON old.id = new.id`,
    [newest.id],
  );
  return {
    compared: { version: newest.version, added: Number(counts[0]!.added), removed: Number(counts[0]!.removed) },
  };
}

/** Statistics for the planner, and which pages everybody may see, so that answers come from indexes alone. */
async function settle(
  client: pg.Client,
  version: string,
  progress: (step: SnomedStep, share: number) => void,
): Promise<void> {
  const { rows } = await client.query<{ id: number }>('SELECT id FROM snomed.edition WHERE version = $1', [version]);
  for (const [n, table] of TABLE_NAMES.entries()) {
    progress('settle', n / TABLE_NAMES.length);
    await client.query(`VACUUM (ANALYZE) snomed.${table}_${rows[0]!.id}`);
  }
  progress('settle', 1);
}
