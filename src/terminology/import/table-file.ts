import { basename } from 'node:path';
import type { Text } from '../../errors/definition.ts';
import { SlussError } from '../../errors/sluss-error.ts';
import { readReleaseText } from './release-text.ts';

/** A row by the names of its columns, with the line that it begins on. `Kod|Code` asks for whichever of the names the file has. */
export interface TableRow {
  line: number;
  get(column: string): string;
}

export interface TableReading {
  /** How the file becomes text; UTF-8 by default. */
  decode?: (file: string) => string;
  /** Every row has a field for every column, so that a shorter one is a cut one. */
  wholeRows?: boolean;
}

/**
 * Reads a file with named columns: tab-separated as E-hälsomyndigheten publishes classifications, or CSV with `;` or `,`. Fields may stand in quotes and
 * then hold line breaks. Throws `import-wrong-file` when a column is missing, a quote does not end, or a row has more fields than columns (or fewer,
 * with `wholeRows`).
 */
export function readTable(
  file: string,
  name: string,
  columns: readonly string[],
  { decode = readReleaseText, wholeRows = false }: TableReading = {},
): TableRow[] {
  const text = decode(file);
  const wrong = (line: number, found: Text, expected: Text | string) =>
    SlussError.of('import-wrong-file', { file: basename(file), line, found, name, expected });
  const head = text.slice(0, Math.max(text.search(/\r?\n/), 0)) || text;
  const separator = ['\t', ';', ','].find((candidate) => head.includes(candidate)) ?? '\t';
  const records = parse(text, separator, (line) =>
    wrong(
      line,
      { en: 'a quote without an end', sv: 'ett citattecken utan slut' },
      { en: 'a closing quote', sv: 'ett avslutande citattecken' },
    ),
  );
  const [header, ...rows] = records;
  const names = header?.fields.map((field) => field.trim().toLowerCase()) ?? [];
  const indexes = new Map<string, number>();
  const indexOf = (column: string): number => {
    let index = indexes.get(column);
    if (index === undefined) {
      const alternatives = column.toLowerCase().split('|');
      index = names.findIndex((candidate) => alternatives.includes(candidate));
      indexes.set(column, index);
    }
    return index;
  };
  for (const column of columns) {
    if (indexOf(column) < 0) {
      throw wrong(
        1,
        { en: 'other columns', sv: 'andra kolumner' },
        {
          en: `a column “${column.replaceAll('|', '” or “')}”`,
          sv: `en kolumn ”${column.replaceAll('|', '” eller ”')}”`,
        },
      );
    }
  }
  return rows
    .filter(({ fields }) => fields.some((field) => field.trim() !== ''))
    .map(({ line, fields }) => {
      if (fields.length > names.length || (wholeRows && fields.length < names.length))
        throw wrong(line, { en: `${fields.length} fields`, sv: `${fields.length} fält` }, `${names.length}`);
      return { line, get: (column: string) => fields[indexOf(column)]?.trim() ?? '' };
    });
}

function parse(text: string, separator: string, unclosed: (line: number) => SlussError) {
  const records: { line: number; fields: string[] }[] = [];
  let line = 1;
  let at = 0;
  while (at < text.length) {
    const record = { line, fields: [] as string[] };
    for (let more = true; more; ) {
      let field = '';
      if (text[at] === '"') {
        const begun = line;
        for (at++; ; at++) {
          if (at >= text.length) throw unclosed(begun);
          if (text[at] === '"') {
            if (text[at + 1] !== '"') break;
            at++;
          } else if (text[at] === '\n') line++;
          field += text[at];
        }
        at++;
      }
      let end = at;
      while (end < text.length && text[end] !== separator && text[end] !== '\n') end++;
      field += text.slice(at, end).replace(/\r$/, '');
      record.fields.push(field);
      more = text[end] === separator;
      at = end + 1;
    }
    line++;
    records.push(record);
  }
  return records;
}
