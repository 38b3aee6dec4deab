/** Imported editions as files: `<folder>/<name>/<version>.json` says what it is, `<version>.concepts.gz` beside it holds the concepts. See docs/adr/0033. */

import { createHash } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { Text } from '../errors/definition.ts';
import { SlussError } from '../errors/sluss-error.ts';
import type { Edition } from './code-system.ts';
import { type Concept, ConceptTable } from './concept-table.ts';

const FORMAT = 'sluss-edition-1';

export interface EditionHeader {
  format: typeof FORMAT;
  /** Name of the importer, and of the folder. */
  name: string;
  url: string;
  version: string;
  title: string;
  /** First and last day of the events that it holds for. */
  from: string;
  to?: string;
  hierarchyMeaning?: string;
  /** Concepts, headings included, and codes that can be used. */
  concepts: number;
  codes: number;
  /** Of the file of concepts. */
  sha256: string;
  /** What it was read from: file names and their SHA-256. */
  source: { file: string; sha256: string }[];
  imported: string;
}

export type NewEdition = Omit<EditionHeader, 'format' | 'concepts' | 'codes' | 'sha256'>;

/** A concept as an array: what is empty at the end is left out. */
type Row = [
  code: string,
  display: string | 0,
  parents: string[] | 0,
  flags: number,
  definition?: string | 0,
  designations?: Concept['designations'] | 0,
  properties?: Concept['properties'] | 0,
];

/**
 * Writes an edition so that at every moment either the old one or the new one is there: the concepts first under a name of their content, then the header
 * in the place of the old one, each written beside its place, flushed, and moved.
 */
export function writeEdition(folder: string, edition: NewEdition, concepts: readonly Concept[]): EditionHeader {
  const data = gzipSync(JSON.stringify(concepts.map(rowOf)), { level: 9 });
  const sha256 = createHash('sha256').update(data).digest('hex');
  const header: EditionHeader = {
    format: FORMAT,
    ...edition,
    concepts: concepts.length,
    codes: concepts.filter(({ heading }) => !heading).length,
    sha256,
  };
  const place = join(folder, edition.name);
  mkdirSync(place, { recursive: true });
  const before = readHeader(join(place, `${edition.version}.json`));
  put(join(place, dataFile(header)), data);
  put(join(place, `${edition.version}.json`), `${JSON.stringify(header, null, 2)}\n`);
  if (before && before.sha256 !== sha256) rmSync(join(place, dataFile(before)), { force: true });
  return header;
}

function dataFile({ version, sha256 }: Pick<EditionHeader, 'version' | 'sha256'>): string {
  return `${version}.${sha256.slice(0, 12)}.concepts.gz`;
}

function put(file: string, content: string | Buffer): void {
  const temporary = `${file}.${process.pid}.tmp`;
  const fd = openSync(temporary, 'w');
  try {
    writeSync(fd, Buffer.from(content));
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
  renameSync(temporary, file);
}

/** What has been imported into a folder; the folder need not exist. Throws `edition-file-broken` for a header that cannot be read. */
export function listEditions(folder: string): EditionHeader[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => readHeader(join(folder, name)))
    .filter((header) => header !== undefined);
}

class BrokenEdition extends Error {
  readonly text: Text;

  constructor(text: Text) {
    super(text.en);
    this.text = text;
  }
}

/** The header in a file; undefined when there is no file. Throws `edition-file-broken`. */
export function readHeader(file: string): EditionHeader | undefined {
  if (!existsSync(file)) return undefined;
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    throw brokenFile(file, cause);
  }
  return parseHeader(file, text);
}

/** The header that a file's text is. Throws `edition-file-broken`. */
export function parseHeader(file: string, text: string): EditionHeader {
  try {
    const header = JSON.parse(text) as EditionHeader;
    if (header.format !== FORMAT)
      throw new BrokenEdition({
        en: `the format ${header.format} is not known`,
        sv: `formatet ${header.format} är inte känt`,
      });
    return header;
  } catch (cause) {
    throw brokenFile(file, cause);
  }
}

/** The edition behind a header; its concepts are read and checked against their hash at the first use. */
export function openEdition(folder: string, header: EditionHeader): Edition {
  const file = dataPath(folder, header);
  return editionOf(header, () => {
    let data: Buffer;
    try {
      data = readFileSync(file);
    } catch (cause) {
      throw brokenFile(file, cause);
    }
    checkData(file, data, header);
    return { file, data };
  });
}

/** The edition behind a header, with its data at hand: what happens to the file afterwards changes nothing. Throws `edition-file-broken`. */
export function takeEdition(folder: string, header: EditionHeader, data: Buffer): Edition {
  const file = dataPath(folder, header);
  checkData(file, data, header);
  return editionOf(header, () => ({ file, data }));
}

/** Where the concepts of an edition are. */
export function dataPath(folder: string, header: EditionHeader): string {
  return join(folder, header.name, dataFile(header));
}

function editionOf(header: EditionHeader, read: () => { file: string; data: Buffer }): Edition {
  let table: ConceptTable | undefined;
  // What is read once is not kept.
  let source: typeof read | undefined = read;
  return {
    id: `${header.name}-${header.version}`.slice(0, 64),
    url: header.url,
    version: header.version,
    title: header.title,
    content: 'complete',
    from: header.from,
    size: header.concepts,
    ...(header.to && { to: header.to }),
    ...(header.hierarchyMeaning && { hierarchyMeaning: header.hierarchyMeaning }),
    get concepts() {
      if (!table) {
        const { file, data } = source!();
        table = new ConceptTable(conceptsIn(file, data));
        source = undefined;
      }
      return table;
    },
  };
}

function checkData(file: string, data: Buffer, header: EditionHeader): void {
  const sha256 = createHash('sha256').update(data).digest('hex');
  if (sha256 === header.sha256) return;
  throw brokenFile(
    file,
    new BrokenEdition({
      en: 'its content has changed since the import',
      sv: 'dess innehåll har ändrats sedan importen',
    }),
  );
}

/** `edition-file-broken`, with the reason in words where it is known. */
export function brokenFile(file: string, cause: unknown): SlussError {
  const reason = cause instanceof BrokenEdition ? cause.text : (cause as Error).message;
  return SlussError.of('edition-file-broken', { file, reason }, { cause });
}

function* conceptsIn(file: string, data: Buffer): Generator<Concept> {
  let rows: Row[];
  try {
    rows = JSON.parse(gunzipSync(data).toString('utf8')) as Row[];
  } catch (cause) {
    throw brokenFile(file, cause);
  }
  for (const row of rows) yield conceptOf(row);
}

const HEADING = 1;
const INACTIVE = 2;

function rowOf(concept: Concept): unknown[] {
  const row: Row = [
    concept.code,
    concept.display ?? 0,
    concept.parents?.length ? concept.parents : 0,
    (concept.heading ? HEADING : 0) | (concept.inactive ? INACTIVE : 0),
    concept.definition ?? 0,
    concept.designations?.length ? concept.designations : 0,
    concept.properties?.length ? concept.properties : 0,
  ];
  return row.slice(0, row.findLastIndex((value) => value !== 0) + 1);
}

function conceptOf([code, display, parents, flags = 0, definition, designations, properties]: Row): Concept {
  return {
    code,
    ...(display && { display }),
    ...(parents && { parents }),
    ...(flags & HEADING && { heading: true }),
    ...(flags & INACTIVE && { inactive: true }),
    ...(definition && { definition }),
    ...(designations && { designations }),
    ...(properties && { properties }),
  };
}
