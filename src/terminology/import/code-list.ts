import { basename } from 'node:path';
import { SlussError } from '../../errors/sluss-error.ts';
import type { Concept } from '../concept-table.ts';
import { NO_TEXT } from './expected-text.ts';
import { type ReleaseFormat, singleFile } from './release-format.ts';
import { readTable } from './table-file.ts';

interface CodeList {
  name: string;
  system: string;
  title: string;
  form: RegExp;
  example: string;
  atLeast: number;
}

const CODE = 'Kod|Code|Kommunkod|Länskod|Sjukhuskod|MVO|Yrkeskod';
const TEXT = 'Text|Namn|Titel|Benämning|Kodtext|Klartext|Kommun|Län|Sjukhus|Verksamhetsområde';

/** A plain list: CSV or tab-separated with a column for the code and one for its text. */
function codeList({ name, system, title, form, example, atLeast }: CodeList): ReleaseFormat {
  const expects = {
    en: 'a CSV file with the columns “Kod” and “Text”',
    sv: 'en CSV-fil med kolumnerna ”Kod” och ”Text”',
  };
  return {
    name,
    system,
    title,
    expects,
    atLeast,
    read(paths) {
      const file = singleFile(paths, /\.(csv|tsv|txt)$/i, expects);
      const concepts = new Map<string, Concept>();
      for (const row of readTable(file, title, [CODE, TEXT])) {
        const code = row.get(CODE);
        const display = row.get(TEXT);
        const about = { file: basename(file), line: row.line };
        if (!form.test(code) || display === '') {
          const found = form.test(code) ? NO_TEXT : `“${code.slice(0, 20)}”`;
          const expected = {
            en: `a code such as ${example} and its text`,
            sv: `en kod såsom ${example} och dess text`,
          };
          throw SlussError.of('import-wrong-file', { ...about, found, name: title, expected });
        }
        const before = concepts.get(code);
        if (before && before.display !== display) throw SlussError.of('import-duplicate-code', { ...about, code });
        const definition = row.get('Beskrivning');
        concepts.set(code, { code, display, ...(definition && { definition }) });
      }
      return [...concepts.values()];
    },
  };
}

const SLUSS = 'https://sluss.se/fhir/CodeSystem';
const KV = 'urn:oid:1.2.752.129.2.2.1';

export const CODE_LISTS: readonly ReleaseFormat[] = [
  codeList({ name: 'kommun', system: `${KV}.17`, title: 'Kommun', form: /^\d{4}$/, example: '0180', atLeast: 280 }),
  codeList({ name: 'lan', system: `${KV}.18`, title: 'Län', form: /^\d\d$/, example: '01', atLeast: 21 }),
  codeList({
    name: 'mvo',
    system: `${SLUSS}/mvo`,
    title: 'Medicinskt verksamhetsområde (MVO)',
    form: /^\d{3}$/,
    example: '101',
    atLeast: 50,
  }),
  codeList({
    name: 'sjukhuskod',
    system: `${SLUSS}/sjukhuskod`,
    title: 'Sjukhuskod',
    form: /^\d{5,6}$|^\d{3}[\dX]{2}\d$/,
    example: '11001',
    atLeast: 50,
  }),
  codeList({
    name: 'sosnyk',
    system: 'urn:oid:1.2.752.116.1.3.6',
    title: 'SOSNYK',
    form: /^\d{5}$/,
    example: '12345',
    atLeast: 30,
  }),
];
