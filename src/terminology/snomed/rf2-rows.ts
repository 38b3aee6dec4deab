/** Reading RF2 files: tab-separated UTF-8 with a line of column names, every line ended by CR LF. What comes out are lines for COPY, a piece of the file at a time. */
import { isUtf8 } from 'node:buffer';
import type { Readable } from 'node:stream';
import type { Text } from '../../errors/definition.ts';
import { SlussError } from '../../errors/sluss-error.ts';
import { searchWords } from '../search-words.ts';
import type { Kind, ReleaseFile } from './rf2-release.ts';
import { isConceptId, isSctid } from './sctid.ts';

const NAME = 'SNOMED CT (RF2)';

const IS_A = '116680003';
const INFERRED = '900000000000011006';
const DEFINED = '900000000000073002';
const PREFERRED = '900000000000548007';
const DESCRIPTION_KINDS = new Map([
  ['900000000000003001', 1], // fully specified name
  ['900000000000013009', 2], // synonym
  ['900000000000550004', 3], // definition
]);
/** Reference sets of languages that are kept: preferred terms in Swedish, and in English as the international edition has it. */
const LANGUAGES = new Map([
  ['46011000052107', 'sv'],
  ['900000000000509007', 'en'],
]);

interface Layout {
  columns: readonly string[];
  /** Positions of identifiers of concepts, and of other identifiers. */
  concepts: readonly number[];
  identifiers: readonly number[];
  /** The line for COPY, without its end; undefined for what is not kept. */
  row(fields: string[]): string | undefined;
}

const COMMON = ['id', 'effectiveTime', 'active', 'moduleId'];
const REFSET = [...COMMON, 'refsetId', 'referencedComponentId'];

const DESCRIPTION: Layout = {
  columns: [...COMMON, 'conceptId', 'languageCode', 'typeId', 'term', 'caseSignificanceId'],
  concepts: [4],
  identifiers: [0],
  row([id, time, active, , concept, language, type, term]) {
    const kind = DESCRIPTION_KINDS.get(type!);
    if (kind === undefined) return undefined;
    // Of an inactive one only that it is: a national release may end an international description.
    if (active === '0') return `${id}\t${time}\t0\t${concept}\t${language}\t${kind}\t\t\\N`;
    const words = kind === 3 ? '\\N' : searchWords(term!);
    return `${id}\t${time}\t1\t${concept}\t${language}\t${kind}\t${escaped(term!)}\t${words}`;
  },
};

/** The columns of each file (Release File Specification, chapters 4 and 5) and what is kept of a line; the tables are those of stage.ts. */
const LAYOUTS: Record<Kind, Layout> = {
  concept: {
    columns: [...COMMON, 'definitionStatusId'],
    concepts: [0, 3],
    identifiers: [],
    row: ([id, time, active, module, status]) => `${id}\t${time}\t${active}\t${module}\t${status === DEFINED ? 1 : 0}`,
  },
  description: DESCRIPTION,
  definition: DESCRIPTION,
  relationship: {
    columns: [
      ...COMMON,
      'sourceId',
      'destinationId',
      'relationshipGroup',
      'typeId',
      'characteristicTypeId',
      'modifierId',
    ],
    concepts: [4, 5],
    identifiers: [0],
    row: ([id, time, active, , source, destination, , type, characteristic]) =>
      type === IS_A && characteristic === INFERRED ? `${id}\t${time}\t${active}\t${source}\t${destination}` : undefined,
  },
  language: {
    columns: [...REFSET, 'acceptabilityId'],
    concepts: [4],
    identifiers: [5],
    row([id, time, active, , refset, description, acceptability]) {
      const language = LANGUAGES.get(refset!);
      return (
        language && `${id}\t${time}\t${active}\t${language}\t${description}\t${acceptability === PREFERRED ? 1 : 0}`
      );
    },
  },
  association: {
    columns: [...REFSET, 'targetComponentId|targetComponent'],
    concepts: [4],
    identifiers: [5],
    row: ([id, time, active, , refset, source, target]) =>
      isConceptId(source!) && isConceptId(target!)
        ? `${id}\t${time}\t${active}\t${refset}\t${source}\t${target}`
        : undefined,
  },
  simple: {
    columns: REFSET,
    concepts: [4],
    identifiers: [5],
    row: ([id, time, active, , refset, component]) =>
      isConceptId(component!) ? `${id}\t${time}\t${active}\t${refset}\t${component}` : undefined,
  },
};

/** COPY's text form: a backslash is written twice; tabs and line ends cannot be inside a field. */
function escaped(term: string): string {
  return term.includes('\\') ? term.replaceAll('\\', '\\\\') : term;
}

/**
 * The lines of a file for COPY; `onRead` is told of the bytes as they are read. Throws `import-encoding` and `import-wrong-file` with the line: other columns, an
 * identifier that is none, a date or state that is none, a last line without its end.
 */
export async function* copyRows(
  file: ReleaseFile,
  stream: Readable,
  onRead: (bytes: number) => void,
): AsyncGenerator<string> {
  const layout = LAYOUTS[file.kind];
  let rest: Buffer = Buffer.alloc(0);
  let line = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    onRead(chunk.length);
    const bytes = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk;
    const end = bytes.lastIndexOf(10) + 1;
    rest = bytes.subarray(end);
    if (end === 0) continue;
    const whole = bytes.subarray(0, end);
    if (!isUtf8(whole)) throw SlussError.of('import-encoding', { file: file.name, line: line + badLine(whole) });
    let out = '';
    const text = whole.toString('utf8');
    for (let from = 0; from < text.length; ) {
      const to = text.indexOf('\n', from);
      line++;
      const fields = text.slice(from, text[to - 1] === '\r' ? to - 1 : to).split('\t');
      from = to + 1;
      if (line === 1) checkHeader(fields, layout, file.name);
      else {
        const fault = faultOf(fields, layout);
        if (fault) throw wrong(file.name, line, fault);
        const row = layout.row(fields);
        if (row !== undefined) out += `${row}\n`;
      }
    }
    if (out !== '') yield out;
  }
  if (line === 0 || rest.length > 0) throw wrong(file.name, line + 1, NO_END);
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

interface Fault {
  found: Text | string;
  expected: Text | string;
}

const NO_END: Fault = {
  found: { en: 'a line without its end', sv: 'en rad utan slut' },
  expected: { en: 'whole lines to the end of the file', sv: 'hela rader till filens slut' },
};

function wrong(file: string, line: number, { found, expected }: Fault): SlussError {
  return SlussError.of('import-wrong-file', { file, line, found, name: NAME, expected });
}

function checkHeader(fields: string[], { columns }: Layout, file: string): void {
  const names = fields.map((field, n) => (n === 0 ? field.replace(/^\uFEFF/, '') : field).toLowerCase());
  const same =
    names.length === columns.length &&
    columns.every((column, n) => column.toLowerCase().split('|').includes(names[n]!));
  if (same) return;
  const expected = columns.map((column) => column.split('|')[0]).join(', ');
  throw wrong(file, 1, { found: { en: 'other columns', sv: 'andra kolumner' }, expected });
}

function faultOf(fields: string[], { columns, concepts, identifiers }: Layout): Fault | undefined {
  if (fields.length !== columns.length) {
    return {
      found: { en: `${fields.length} fields`, sv: `${fields.length} fält` },
      expected: { en: `${columns.length} fields`, sv: `${columns.length} fält` },
    };
  }
  const value = (n: number) => `“${fields[n]!.slice(0, 20)}”`;
  if (!isDay(fields[1]!)) return { found: value(1), expected: { en: 'a day, ÅÅÅÅMMDD', sv: 'en dag, ÅÅÅÅMMDD' } };
  if (fields[2] !== '0' && fields[2] !== '1') return { found: value(2), expected: '0, 1' };
  for (const n of concepts)
    if (!isConceptId(fields[n]!)) {
      return {
        found: value(n),
        expected: { en: `${columns[n]}: a concept's identifier`, sv: `${columns[n]}: ett begrepps id` },
      };
    }
  for (const n of identifiers)
    if (!isSctid(fields[n]!))
      return { found: value(n), expected: { en: `${columns[n]}: an identifier`, sv: `${columns[n]}: ett id` } };
  if (columns[4] === 'refsetId' && !UUID.test(fields[0]!)) {
    return { found: value(0), expected: { en: 'id: a UUID', sv: 'id: ett UUID' } };
  }
  return fields.some((field) => field.includes('\0')) ? { found: 'NUL', expected: 'text' } : undefined;
}

function isDay(text: string): boolean {
  return text.length === 8 && text > '19000000' && text < '22000000' && /^\d{8}$/.test(text);
}

/** Which line of a piece, from 1, is the first that is not UTF-8. */
function badLine(bytes: Buffer): number {
  let line = 1;
  for (let from = 0; from < bytes.length; line++) {
    const end = bytes.indexOf(10, from) + 1 || bytes.length;
    if (!isUtf8(bytes.subarray(from, end))) return line;
    from = end;
  }
  return line;
}
