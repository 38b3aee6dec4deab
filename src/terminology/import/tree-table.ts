import { basename } from 'node:path';
import { SlussError } from '../../errors/sluss-error.ts';
import type { Concept } from '../concept-table.ts';
import { readClaml } from './claml.ts';
import { suchAs } from './expected-text.ts';
import { type ReleaseFormat, requireWholeHierarchy, singleFile } from './release-format.ts';
import { readTable } from './table-file.ts';

interface TreeTable {
  name: string;
  system: string;
  title: string;
  file: string;
  /** Every code, headings included. */
  form: RegExp;
  example: string;
  isHeading(code: string): boolean;
  atLeast: number;
}

/**
 * A classification in E-hälsomyndigheten's tables: `Kod`, `Överordnad kod`, `Titel`, and for most `Beskrivning`; several rows for a code with several notes. The same
 * classification in ClaML is taken as well.
 */
export function treeTable({ name, system, title, file, form, example, isHeading, atLeast }: TreeTable): ReleaseFormat {
  const expects = {
    en: `the file ${file}, or the ClaML file (.xml)`,
    sv: `filen ${file}, eller ClaML-filen (.xml)`,
  };
  function readTreeTable(found: string): Concept[] {
    const concepts = new Map<string, Concept>();
    for (const row of readTable(found, title, ['Kod', 'Överordnad kod', 'Titel'])) {
      const code = row.get('Kod');
      if (code === '') continue;
      if (!form.test(code)) {
        const about = { file: basename(found), line: row.line, name: title };
        throw SlussError.of('import-wrong-file', {
          ...about,
          found: `“${code.slice(0, 20)}”`,
          expected: suchAs(example),
        });
      }
      let concept = concepts.get(code);
      if (!concept) {
        concept = { code, ...(isHeading(code) && { heading: true }) };
        concepts.set(code, concept);
      }
      const parent = row.get('Överordnad kod');
      if (form.test(parent)) concept.parents ??= [parent];
      concept.display ||= row.get('Titel');
      concept.definition ||= row.get('Beskrivning') || undefined;
    }
    return [...concepts.values()];
  }
  return {
    name,
    system,
    title,
    expects,
    atLeast,
    hierarchyMeaning: 'is-a',
    read(paths) {
      const found = singleFile(paths, /\.(tsv|xml)$/i, expects);
      const list = /\.xml$/i.test(found)
        ? readClaml(found, { name: title, codeOf: (code) => code.trim(), isHeading })
        : readTreeTable(found);
      requireWholeHierarchy(list, () => true);
      return list;
    },
  };
}

export const icf = treeTable({
  name: 'icf',
  system: 'urn:oid:1.2.752.116.1.1.3',
  title: 'ICF',
  file: 'icf.tsv',
  // Blocks are ranges; Swedish subdivisions end in a letter.
  form: /^[bsde](\d*[A-Z]?|\d+-[bsde]\d+)$/,
  example: 'b280',
  isHeading: (code) => !/^[bsde]\d{3,}[A-Z]?$/.test(code),
  atLeast: 1200,
});

/** Klassifikation av socialtjänstens insatser och aktiviteter; no URI is registered. */
export const ksi = treeTable({
  name: 'ksi',
  system: 'https://sluss.se/fhir/CodeSystem/ksi',
  title: 'KSI',
  file: 'ksi.tsv',
  form: /^[A-Z0-9][A-Z0-9.-]*$/,
  example: 'SA1.AA.ZZ',
  isHeading: (code) => !code.includes('.'),
  atLeast: 1500,
});
