import { basename } from 'node:path';
import type { Text } from '../../errors/definition.ts';
import { SlussError } from '../../errors/sluss-error.ts';
import { ICD_10_SE } from '../code-shapes.ts';
import type { Concept } from '../concept-table.ts';
import { readClaml } from './claml.ts';
import { suchAs } from './expected-text.ts';
import { type LevelRow, readLevelFile } from './level-file.ts';
import { findFile, type ReleaseFormat, requireFile, requireWholeHierarchy, singleFile } from './release-format.ts';
import { readTable } from './table-file.ts';

const NAME = 'ICD-10-SE';
const EXPECTS: Text = {
  en: 'the folder of code text files (chapter.txt, block.txt, digit3.txt, digit4.txt, digit5.txt), or icd-10-se.tsv, or the ClaML file (.xml)',
  sv: 'mappen med kodtextfiler (chapter.txt, block.txt, digit3.txt, digit4.txt, digit5.txt), eller icd-10-se.tsv, eller ClaML-filen (.xml)',
};

/** Codes with four or five characters can be reported; chapters, blocks and categories of three are headings. */
const REPORTABLE = /^[A-Z]\d{3}[0-9A-Z]?$/;

/** ICD-10-SE, as code text files up to 2021 (one file a level) and as one table since. */
export const icd10Se: ReleaseFormat = {
  name: 'icd-10-se',
  system: ICD_10_SE,
  title: 'ICD-10-SE',
  expects: EXPECTS,
  atLeast: 32_000,
  hierarchyMeaning: 'is-a',
  read(paths) {
    const concepts = findFile(paths, 'chapter.txt')
      ? readLevels(paths)
      : readOne(singleFile(paths, /\.(tsv|xml)$/i, EXPECTS));
    requireWholeHierarchy(concepts, () => false);
    return concepts;
  },
};

function readOne(file: string): Concept[] {
  if (!/\.xml$/i.test(file)) return readTsv(file);
  return readClaml(file, { name: NAME, codeOf: plainCode, isHeading: (code) => !REPORTABLE.test(code) });
}

interface Range {
  code: string;
  from: string;
  to: string;
}

function readLevels(paths: readonly string[]): Concept[] {
  const level = (file: string, form: RegExp, example: string) =>
    readLevelFile(requireFile(paths, file, EXPECTS), NAME, form, example);
  const chapters = level('chapter.txt', /^\d\d$/, '01');
  const blocks = level('block.txt', /^[A-Z]\d\d(-[A-Z]\d\d)?$/, 'A00-A09');
  const categories = level('digit3.txt', /^[A-Z]\d\d$/, 'A00');
  const fourth = level('digit4.txt', /^[A-Z]\d{3}$/, 'A000');
  const fifth = level('digit5.txt', /^[A-Z]\d{3}[0-9A-Z]$/, 'A083A');

  const chapterRanges = chapters.map(({ code, text }) => {
    const [, from, to] = /\(([A-Z]\d\d)-([A-Z]\d\d)\)/.exec(text) ?? [];
    if (!from || !to) {
      const expected = { en: 'the range of its codes in brackets', sv: 'dess koders intervall inom parentes' };
      throw SlussError.of('import-wrong-file', {
        file: 'chapter.txt',
        line: Number(code),
        found: { en: `chapter ${code}`, sv: `kapitel ${code}` },
        name: NAME,
        expected,
      });
    }
    return { code, from, to };
  });
  const blockRanges = blocks.map(({ code }) => ({ code, from: code.slice(0, 3), to: code.slice(-3) }));
  const known = new Set(fourth.map(({ code }) => code));
  return [
    ...chapters.map((row) => conceptOf(row, undefined)),
    ...blocks.map((row, n) =>
      conceptOf(row, holderOf(blockRanges[n]!, chapterRanges, { en: 'chapter', sv: 'kapitlet' })),
    ),
    ...categories.map((row) =>
      conceptOf(
        row,
        holderOf({ code: row.code, from: row.code, to: row.code }, blockRanges, { en: 'block', sv: 'avsnittet' }),
      ),
    ),
    ...fourth.map((row) => conceptOf(row, row.code.slice(0, 3))),
    // Many codes of five characters, external causes above all, have no code of four above them.
    ...fifth.map((row) =>
      conceptOf(row, known.has(row.code.slice(0, 4)) ? row.code.slice(0, 4) : row.code.slice(0, 3)),
    ),
  ];
}

/** The one of the ranges that a code or range lies in. Blocks do not overlap, and every category is in one. */
function holderOf(inner: Range, ranges: readonly Range[], level: Text): string {
  const holder = ranges.find(({ from, to }) => from <= inner.from && inner.to <= to);
  if (holder) return holder.code;
  throw SlussError.of('import-incomplete', {
    found: { en: `${inner.code} is there`, sv: `${inner.code} finns` },
    expected: { en: `the ${level.en} that holds it is missing`, sv: `${level.sv} som det hör till saknas` },
  });
}

function conceptOf({ code, mark, text, description }: LevelRow, parent: string | undefined): Concept {
  return {
    code,
    display: text,
    ...(description && { definition: description }),
    ...(parent && { parents: [parent] }),
    ...(!REPORTABLE.test(code) && { heading: true }),
    ...(mark && { properties: [{ code: 'dagger-asterisk', value: mark }] }),
  };
}

/** The table has several rows for a code that has several notes; the first value of a column counts. Its codes have dots. */
function readTsv(file: string): Concept[] {
  const concepts = new Map<string, Concept>();
  for (const row of readTable(file, NAME, ['Kod', 'Överordnad kod', 'Titel'])) {
    const code = plainCode(row.get('Kod'));
    if (code === '') continue;
    if (!/^(\d\d?|[IVX]+|[A-Z]\d\d(-[A-Z]\d\d)?|[A-Z]\d{3}[0-9A-Z]?)$/.test(code)) {
      const found = `“${code.slice(0, 20)}”`;
      throw SlussError.of('import-wrong-file', {
        file: basename(file),
        line: row.line,
        found,
        name: NAME,
        expected: suchAs('A00.0'),
      });
    }
    let concept = concepts.get(code);
    if (!concept) {
      concept = { code, ...(!REPORTABLE.test(code) && { heading: true }) };
      concepts.set(code, concept);
    }
    const parent = plainCode(row.get('Överordnad kod'));
    if (parent && parent !== NAME) concept.parents ??= [parent];
    concept.display ||= row.get('Titel');
    concept.definition ||= row.get('Beskrivning') || undefined;
    const latin = row.get('Latin');
    if (latin && !concept.designations) concept.designations = [{ language: 'la', value: latin }];
    property(concept, 'dagger-asterisk', row.get('Manifestation(*)/Etiologi(†)'));
    property(concept, 'valid-from', row.get('Giltig från'));
    if (row.get('Ej huvuddiagnos')) property(concept, 'not-main-diagnosis', true);
  }
  return [...concepts.values()];
}

function property(concept: Concept, code: string, value: string | boolean): void {
  if (value === '' || concept.properties?.some((existing) => existing.code === code)) return;
  concept.properties ??= [];
  concept.properties.push({ code, value });
}

function plainCode(text: string): string {
  return text.replaceAll('.', '').replace(/[–—]/g, '-').trim();
}
