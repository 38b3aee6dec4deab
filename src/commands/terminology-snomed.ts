/** SNOMED CT in `sluss terminology`: it stands in the database, not in files. */
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { SingleBar } from 'cli-progress';
import { loadSettings } from '../config.ts';
import { type Database, openDatabase } from '../repository/database.ts';
import { createConceptStore } from '../repository/snomed/concept-store.ts';
import { importSnomedEdition, SNOMED_STEPS, type SnomedImportReport } from '../repository/snomed/import-edition.ts';
import { Questions } from '../terminology/snomed/questions.ts';
import type { Terminology } from '../terminology/terminology.ts';

/** What the operator writes, and what to give. */
export const SNOMED_FORMAT = {
  name: 'snomed-ct',
  expects: 'zip archives or folders of RF2: the Swedish release and the international one; --edition ÅÅÅÅMMDD',
};

interface ImportOptions {
  data?: string;
  edition: string;
  from?: string;
  to?: string;
  dryRun?: boolean;
  json?: boolean;
}

/** `sluss terminology import snomed-ct PATH… --edition ÅÅÅÅMMDD` */
export async function importSnomed(paths: string[], { data, json, ...request }: ImportOptions): Promise<void> {
  const bar = new SingleBar({ format: 'snomed-ct [{bar}] {step}', clearOnComplete: true, noTTYOutput: false });
  const database = await openBeside(data);
  try {
    if (!json) bar.start(SNOMED_STEPS.length, 0, { step: SNOMED_STEPS[0] });
    const report = await importSnomedEdition(database.pool, {
      paths,
      ...request,
      onProgress: (step, share) => bar.update(SNOMED_STEPS.indexOf(step) + share, { step }),
    });
    bar.stop();
    console.log(json ? JSON.stringify(report) : describe(report));
  } finally {
    bar.stop();
    await database.close();
  }
}

function describe(report: SnomedImportReport): string {
  const { title, version, from, to, concepts, active, swedish, descriptions, refsets, compared, written } = report;
  const lines = [
    `${title}: ${concepts} concepts, ${active} active, ${swedish} with a Swedish term; ${descriptions} descriptions, ${refsets} reference sets`,
    version,
    `for events from ${from}${to ? ` to ${to}` : ' until a later edition begins'}`,
  ];
  if (compared) lines.push(`against ${compared.version}: ${compared.added} concepts new, ${compared.removed} gone`);
  lines.push(written ? 'imported; running gateways take it up within seconds' : 'dry run: nothing was written');
  return lines.join('\n');
}

/** The terminology with what the database has, and with the codes of one question; as it is where there is no database. */
export async function withStored(
  terminology: Terminology,
  data: string | undefined,
  codes: readonly string[] = [],
): Promise<Terminology> {
  if (!hasDatabase(data)) return terminology;
  const database = await openBeside(data);
  try {
    const store = createConceptStore(database.pool);
    const own = terminology.withEditions([...terminology.imported, ...(await store.editions())], store);
    const questions = new Questions(own);
    for (const code of codes) questions.askAll(code);
    if (questions.isEmpty) return own;
    // Also what is next to them, to be shown by name.
    const found = await store.fetch(questions, { children: true });
    for (const { edition } of questions) {
      const { concepts } = found.of(edition);
      for (const code of codes) {
        const n = concepts.indexOf(code);
        if (n < 0) continue;
        for (const at of [...concepts.parents(n), ...concepts.children(n).slice(0, 20)])
          questions.askOf(edition, concepts.code(at));
      }
    }
    return own.withFetched(await store.fetch(questions, { children: true }));
  } finally {
    await database.close();
  }
}

/** A database that is there: one is not made to find that nothing is in it. */
export function hasDatabase(data: string | undefined): boolean {
  const { databaseUrl, folder } = place(data);
  return databaseUrl !== undefined || existsSync(join(folder, 'postgres'));
}

/** The database of a data folder, or that of DATABASE_URL, beside a gateway that runs or without. */
export function openBeside(data: string | undefined): Promise<Database> {
  const { databaseUrl, folder } = place(data);
  return openDatabase({ databaseUrl, dataFolder: folder, join: true, poolSize: 2 });
}

function place(data: string | undefined): { databaseUrl: string | undefined; folder: string } {
  const settings = loadSettings(process.env, data === undefined ? {} : { data });
  return { databaseUrl: settings.databaseUrl, folder: resolve(settings.data) };
}
