/** Taking an imported edition away again. */
import { closeSync, existsSync, fsyncSync, openSync, readdirSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { SlussError } from '../errors/sluss-error.ts';
import type { Edition } from './code-system.ts';
import { type EditionHeader, openEdition, readHeader } from './edition-files.ts';
import { EditionLibrary } from './edition-library.ts';

export interface RemovalRequest {
  /** Canonical URI of the code system, and the name of its importer where it is known: a damaged edition tells nothing of its system. */
  system: string;
  name?: string | undefined;
  edition: string;
  /** Also when it is the only one. */
  evenLast?: boolean | undefined;
  dryRun?: boolean | undefined;
}

export interface RemovalReport {
  system: string;
  edition: string;
  /** Absent of one that is damaged. */
  title?: string;
  from?: string;
  to?: string;
  concepts?: number;
  /** The editions that stay, the oldest first. */
  remaining: string[];
  /** Which of them the removed edition's first day is checked against afterwards; absent where none is of that day. */
  instead?: string;
  removed: boolean;
}

interface Place {
  file: string;
  name: string;
  version: string;
  /** Absent of one that is damaged. */
  header?: EditionHeader;
}

/**
 * Removes an edition from a folder: its header first, so that whoever looks meanwhile sees a whole edition or none. Throws `edition-unknown`, and `edition-last` for the only edition
 * of its system that is whole.
 */
export function removeEdition(folder: string, request: RemovalRequest): RemovalReport {
  const { system, name, edition } = request;
  const own = placesIn(folder).filter((place) => place.header?.url === system || place.name === name);
  const found = own.find(({ version }) => version === edition);
  if (!found)
    throw unknownEdition(
      system,
      edition,
      own.map(({ version }) => version),
    );
  const others = own
    .filter((place) => place !== found)
    .flatMap(({ header }) => (header ? [openEdition(folder, header)] : []));
  const { header } = found;
  if (header && others.length === 0 && !request.evenLast) throw SlussError.of('edition-last', { system, edition });
  if (!request.dryRun) {
    rmSync(found.file);
    flushFolder(dirname(found.file));
    for (const file of dataFiles(found)) rmSync(file, { force: true });
  }
  return {
    system,
    edition,
    ...(header && {
      title: header.title,
      from: header.from,
      ...(header.to && { to: header.to }),
      concepts: header.concepts,
    }),
    ...whatRemains(others, system, header?.from),
    removed: !request.dryRun,
  };
}

/** Of the editions of a system that stay: their versions, and the one that is of a day. */
export function whatRemains(
  others: readonly Edition[],
  system: string,
  date: string | undefined,
): Pick<RemovalReport, 'remaining' | 'instead'> {
  const library = new EditionLibrary(others);
  const instead = date === undefined ? undefined : library.choose(system, { date })?.version;
  return {
    remaining: library.of(system).flatMap(({ version }) => version ?? []),
    ...(instead !== undefined && { instead }),
  };
}

export function unknownEdition(system: string, edition: string, known: readonly string[]): SlussError {
  const none = { en: 'none', sv: 'ingen' };
  return SlussError.of('edition-unknown', {
    system,
    edition: edition.slice(0, 80),
    known: known.length > 0 ? [...known].sort().join(', ') : none,
  });
}

function placesIn(folder: string): Place[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.json'))
    .map((path) => {
      const file = join(folder, path);
      const place = { file, name: basename(dirname(file)), version: basename(file, '.json') };
      const header = wholeHeader(folder, file);
      return header ? { ...place, header } : place;
    });
}

/** Undefined where the edition is damaged. */
function wholeHeader(folder: string, file: string): EditionHeader | undefined {
  try {
    const header = readHeader(file);
    if (header) void openEdition(folder, header).concepts;
    return header;
  } catch {
    return undefined;
  }
}

function dataFiles({ file, version }: Place): string[] {
  const folder = dirname(file);
  return readdirSync(folder)
    .filter(
      (name) => name.startsWith(`${version}.`) && /^[0-9a-f]{12}\.concepts\.gz$/.test(name.slice(version.length + 1)),
    )
    .map((name) => join(folder, name));
}

function flushFolder(folder: string): void {
  const fd = openSync(folder, 'r');
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}
