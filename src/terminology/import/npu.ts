import { basename } from 'node:path';
import { SlussError } from '../../errors/sluss-error.ts';
import type { Concept, ConceptProperty } from '../concept-table.ts';
import { NO_TEXT, suchAs } from './expected-text.ts';
import { type ReleaseFormat, singleFile } from './release-format.ts';
import { readWindowsText } from './release-text.ts';
import { readTable, type TableRow } from './table-file.ts';

const NAME = 'NPU';
const EXPECTS = {
  en: 'the table of definitions (.csv, .tsv or .txt) with the columns “NPU code” and “Short definition”',
  sv: 'definitionstabellen (.csv, .tsv eller .txt) med kolumnerna ”NPU code” och ”Short definition”',
};

const CODE = 'NPU code|NPU-kod|NPUkod|NPU_code';
const TEXT = 'Short definition|Short_definition|Kort definition|Kortdefinition';
const FULL = 'Full definition|Full_definition|Fullständig definition';
const SWEDISH = 'Rekommenderad benämning|Svensk benämning|Svenskt namn';
/** The parts of a definition and what else is said of it, by the name of the property. */
const PROPERTIES: readonly [property: string, columns: string][] = [
  ['system', 'System'],
  ['sys_spec', 'Sys-spec.|Sys_spec'],
  ['prefix', 'Prefix'],
  ['component', 'Component|Komponent'],
  ['comp_spec', 'Comp-spec.|Comp_spec'],
  ['kind_of_property', 'Kind-of-property|Kind_of_property|Egenskapsart'],
  ['proc', 'Proc.|Proc'],
  ['unit', 'Unit|Enhet'],
  ['speciality', 'Speciality|Specialty'],
  ['scale_type', 'Scale type|Scale_type'],
  ['replaces', 'Replaces'],
  ['replaced_by', 'Replaced by|Replaced_by'],
];
const ACTIVE = 'Active|Aktiv';

/** `NPU` and five digits; codes of a country have its letters instead (SWE05000). */
const FORM = /^[A-Z]{3}\d{5}$/;

/**
 * Nomenclature for Properties and Units. The table is semicolon- or tab-separated, in Windows-1252 as it has been published or in UTF-8; its columns are known from
 * programs that read it, not from its publisher (docs/terminology.md). A code whose `Active` is 0 is kept as inactive.
 */
export const npu: ReleaseFormat = {
  name: 'npu',
  system: 'urn:oid:1.2.752.108.1',
  title: 'NPU (Nomenclature for Properties and Units)',
  expects: EXPECTS,
  atLeast: 5000,
  read(paths) {
    const file = singleFile(paths, /\.(csv|tsv|txt)$/i, EXPECTS);
    const concepts = new Map<string, Concept>();
    for (const row of readTable(file, NAME, [CODE, TEXT], { decode: readWindowsText, wholeRows: true })) {
      const code = row.get(CODE);
      const about = { file: basename(file), line: row.line };
      if (!FORM.test(code) || row.get(TEXT) === '') {
        const found = FORM.test(code) ? NO_TEXT : `“${code.slice(0, 20)}”`;
        throw SlussError.of('import-wrong-file', { ...about, found, name: NAME, expected: suchAs('NPU02319') });
      }
      const concept = conceptOf(code, row);
      const before = concepts.get(code);
      if (before && before.display !== concept.display)
        throw SlussError.of('import-duplicate-code', { ...about, code });
      concepts.set(code, concept);
    }
    return [...concepts.values()];
  },
};

function conceptOf(code: string, row: TableRow): Concept {
  const text = row.get(TEXT);
  const swedish = row.get(SWEDISH);
  const definition = row.get(FULL);
  const properties = PROPERTIES.map(
    ([property, columns]): ConceptProperty => ({ code: property, value: row.get(columns) }),
  );
  return {
    code,
    display: swedish || text,
    ...(swedish && {
      designations: [
        { language: 'sv', value: swedish },
        { language: 'en', value: text },
      ],
    }),
    ...(definition && { definition }),
    ...(row.get(ACTIVE) === '0' && { inactive: true }),
    properties: properties.filter(({ value }) => value !== ''),
  };
}
