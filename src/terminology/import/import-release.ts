import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { SlussError } from '../../errors/sluss-error.ts';
import type { Concept } from '../concept-table.ts';
import { type EditionHeader, listEditions, openEdition, writeEdition } from '../edition-files.ts';
import { editionPeriod } from '../edition-period.ts';
import { RELEASE_FORMATS } from './formats.ts';
import type { ReleaseFormat } from './release-format.ts';

export interface ImportRequest {
  /** Name of the release's format: `icd-10-se`, `kva` … */
  format: string;
  /** Files or folders of the release. */
  paths: readonly string[];
  /** A year, or another name together with `from`. */
  edition: string;
  /** First day that it holds for, ÅÅÅÅ-MM-DD; 1 January of the year by default. */
  from?: string;
  /** Last day; open by default, until a later edition begins. */
  to?: string;
  /** The folder of imported editions. */
  folder: string;
  dryRun?: boolean;
  /** Called with what is going on and how much of it is done (0–1). */
  onProgress?: (step: 'read' | 'check' | 'write', share: number) => void;
}

export interface ImportReport {
  format: string;
  system: string;
  version: string;
  from: string;
  to?: string;
  concepts: number;
  codes: number;
  headings: number;
  withDescription: number;
  /** Against the newest edition that is there: codes that it does not have, and codes that are gone. */
  compared?: { version: string; added: number; removed: number };
  /** Absent after a dry run. */
  written?: EditionHeader;
}

/**
 * Reads, checks and stores a release. Everything is checked before anything is written; an edition of the same name is replaced in one step. Throws SlussError
 * (`import-…`) with file and line for what is not the release or not the whole of it.
 */
export function importRelease(request: ImportRequest): ImportReport {
  const format = RELEASE_FORMATS.get(request.format);
  if (!format) {
    // SNOMED CT goes into the database, by an importer of its own.
    const known = [...RELEASE_FORMATS.keys(), 'snomed-ct'].join(', ');
    throw SlussError.of('import-format-unknown', { name: request.format.slice(0, 40), known });
  }
  const period = periodOf(request);
  for (const path of request.paths) {
    if (!existsSync(path)) throw SlussError.of('import-file-missing', { file: path, expected: format.expects });
  }
  const progress = request.onProgress ?? (() => {});
  progress('read', 0);
  const concepts = format.read(request.paths);
  progress('check', 0);
  const codes = countCodes(format, concepts);
  const report: ImportReport = {
    format: format.name,
    system: format.system,
    version: request.edition,
    ...period,
    concepts: concepts.length,
    codes,
    headings: concepts.length - codes,
    withDescription: concepts.filter(({ definition }) => definition).length,
    ...compare(request.folder, format, concepts),
  };
  progress('check', 1);
  if (request.dryRun) return report;
  progress('write', 0);
  const written = writeEdition(
    request.folder,
    {
      name: format.name,
      url: format.system,
      version: request.edition,
      title: format.title,
      ...period,
      ...(format.hierarchyMeaning && { hierarchyMeaning: format.hierarchyMeaning }),
      source: request.paths.flatMap(filesOf).map((file) => ({
        file: basename(file),
        sha256: createHash('sha256').update(readFileSync(file)).digest('hex'),
      })),
      imported: new Date().toISOString(),
    },
    concepts,
  );
  progress('write', 1);
  return { ...report, written };
}

function periodOf({ edition, from, to }: ImportRequest): { from: string; to?: string } {
  const year = /^(19|20)\d\d$/.test(edition);
  const named = /^[A-Za-z0-9][A-Za-z0-9.-]{0,39}$/.test(edition) && from !== undefined;
  if (!(year || named)) throw SlussError.of('import-edition', { edition: edition.slice(0, 40) });
  return editionPeriod(from ?? `${edition}-01-01`, to);
}

/** A release with far fewer codes than the classification has is half a file. */
function countCodes(format: ReleaseFormat, concepts: readonly Concept[]): number {
  const codes = concepts.filter(({ heading }) => !heading).length;
  if (codes < format.atLeast) {
    throw SlussError.of('import-incomplete', {
      found: { en: `${codes} codes`, sv: `${codes} koder` },
      expected: {
        en: `${format.title} has at least ${format.atLeast}`,
        sv: `${format.title} har minst ${format.atLeast}`,
      },
    });
  }
  return codes;
}

/** What changes against the newest edition that is there. */
function compare(folder: string, format: ReleaseFormat, concepts: readonly Concept[]): Pick<ImportReport, 'compared'> {
  const newest = listEditions(folder)
    .filter(({ url }) => url === format.system)
    .sort((a, b) => (a.from < b.from ? -1 : 1))
    .at(-1);
  if (!newest) return {};
  const { concepts: before } = openEdition(folder, newest);
  const codes = new Set(concepts.filter(({ heading }) => !heading).map(({ code }) => code));
  let kept = 0;
  let removed = 0;
  for (let n = 0; n < before.size; n++) {
    if (before.isHeading(n)) continue;
    if (codes.has(before.code(n))) kept++;
    else removed++;
  }
  return { compared: { version: newest.version, added: codes.size - kept, removed } };
}

function filesOf(path: string): string[] {
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path, { recursive: true, encoding: 'utf8' })
    .map((name) => join(path, name))
    .filter((file) => statSync(file).isFile())
    .sort();
}
