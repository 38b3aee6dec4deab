import { basename } from 'node:path';
import type { Text } from '../../errors/definition.ts';
import { SlussError } from '../../errors/sluss-error.ts';
import { NO_TEXT, suchAs } from './expected-text.ts';
import { readLines } from './release-text.ts';

/** A row of Socialstyrelsen's code text files, which have one file for each level: `KOD <tab> mark <tab> TEXT [<tab> DESCRIPTION]`. */
export interface LevelRow {
  code: string;
  /** † (etiology) or * (manifestation) in ICD-10-SE. */
  mark?: string;
  text: string;
  description?: string;
}

/**
 * Reads one level. A first line `Kod:` is a heading. Throws `import-wrong-file` for a line that is not of the form, or whose code is not of the
 * level's form, and `import-duplicate-code`.
 */
export function readLevelFile(file: string, name: string, form: RegExp, example: string): LevelRow[] {
  const rows = new Map<string, LevelRow>();
  for (const { number, text } of readLines(file)) {
    if (number === 1 && /^Kod:/.test(text)) continue;
    const [code = '', mark = '', title = '', description = ''] = text.split('\t').map((part) => part.trim());
    const wrong = (found: Text | string, expected: Text) =>
      SlussError.of('import-wrong-file', { file: basename(file), line: number, found, name, expected });
    if (!form.test(code)) throw wrong(`“${code.slice(0, 20)}”`, suchAs(example));
    if (!/^[†*]?$/.test(mark)) throw wrong(`“${mark.slice(0, 20)}”`, { en: 'nothing, † or *', sv: 'inget, † eller *' });
    if (title === '')
      throw wrong(NO_TEXT, { en: 'the text of the code in the third column', sv: 'kodens text i tredje kolumnen' });
    const before = rows.get(code);
    if (before && before.text !== title) {
      throw SlussError.of('import-duplicate-code', { file: basename(file), line: number, code });
    }
    rows.set(code, { code, text: title, ...(mark && { mark }), ...(description && { description }) });
  }
  return [...rows.values()];
}
