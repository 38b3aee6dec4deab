import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Text } from '../../errors/definition.ts';
import { SlussError } from '../../errors/sluss-error.ts';
import { isKvaHeading, KVA } from '../code-shapes.ts';
import type { Concept } from '../concept-table.ts';
import { readLevelFile } from './level-file.ts';
import { findFile, type ReleaseFormat, requireFile, requireWholeHierarchy } from './release-format.ts';
import { readTable } from './table-file.ts';

const NAME = 'KVÅ';
const EXPECTS: Text = {
  en: 'two folders of code text files (level1.txt to level4.txt) for kirurgiska (KKÅ) and medicinska åtgärder (KMÅ), or their two .tsv files',
  sv: 'två mappar med kodtextfiler (level1.txt till level4.txt) för kirurgiska (KKÅ) och medicinska åtgärder (KMÅ), eller deras två .tsv-filer',
};

type Volume = 'KKÅ' | 'KMÅ';

/** Surgical codes begin with three letters and two digits, medical ones with two and three; a few have two characters more. */
const FORMS: Record<Volume, RegExp> = { KKÅ: /^[A-Z]{3}\d{2}(\w\w)?$/, KMÅ: /^[A-Z]{2}\d{3}(\w\w)?$/ };
const ROOTS: Record<Volume, string> = { KKÅ: 'Kirurgiska åtgärder', KMÅ: 'Medicinska åtgärder' };

/**
 * KVÅ, which is published as two volumes. Both use the letters A, AA … as headings with different meanings; headings that both have get the volume in
 * front (`KKÅ-AA`), since a code system has every code once.
 */
export const kva: ReleaseFormat = {
  name: 'kva',
  system: KVA,
  title: 'Klassifikation av vårdåtgärder (KVÅ)',
  expects: EXPECTS,
  atLeast: 10_000,
  hierarchyMeaning: 'is-a',
  read(paths) {
    const volumes = paths.filter((path) => existsSync(path)).flatMap(volumesOf);
    const found = new Map(volumes.map((concepts) => [volumeOf(concepts), concepts] as const));
    const surgical = found.get('KKÅ');
    const medical = found.get('KMÅ');
    if (!surgical || !medical) {
      throw SlussError.of('import-file-missing', { file: paths.join(', '), expected: EXPECTS });
    }
    const shared = new Set(surgical.filter(({ heading }) => heading).map(({ code }) => code));
    const both = new Set(medical.filter(({ code }) => shared.has(code)).map(({ code }) => code));
    const concepts = [...volume('KKÅ', surgical, both), ...volume('KMÅ', medical, both)];
    // The medical volume has chapters without codes of their own, and headings in the form of codes (…000).
    requireWholeHierarchy(concepts, ({ code }) => isKvaHeading(code) || /^(K[KM]Å-)?[A-ZÅÄÖ]{1,2}$/.test(code));
    return concepts;
  },
};

/** A path is a volume's folder, a volume's table, or a folder that holds some of these. */
function volumesOf(path: string): Concept[][] {
  if (!statSync(path).isDirectory()) return [readTsv(path)];
  if (findFile([path], 'level1.txt')) return [readLevels(path)];
  return readdirSync(path)
    .map((entry) => join(path, entry))
    .filter((entry) => (statSync(entry).isDirectory() ? findFile([entry], 'level1.txt') : /kva.*\.tsv$/i.test(entry)))
    .flatMap(volumesOf);
}

function volumeOf(concepts: readonly Concept[]): Volume | undefined {
  const codes = concepts.filter(({ heading }) => !heading);
  const [volume] = (['KKÅ', 'KMÅ'] as const).filter((name) => codes.every(({ code }) => FORMS[name].test(code)));
  return codes.length > 0 ? volume : undefined;
}

function volume(name: Volume, concepts: readonly Concept[], both: ReadonlySet<string>): Concept[] {
  const named = (code: string) => (both.has(code) ? `${name}-${code}` : code);
  return [
    { code: name, display: ROOTS[name], heading: true },
    ...concepts.map(({ code, parents = [], ...rest }) => ({
      ...rest,
      code: rest.heading ? named(code) : code,
      parents: parents.length > 0 ? parents.map(named) : [name],
    })),
  ];
}

function readLevels(folder: string): Concept[] {
  const level = (n: number, form: RegExp, example: string) =>
    readLevelFile(requireFile([folder], `level${n}.txt`, EXPECTS), NAME, form, example);
  const headings = [
    ...level(1, /^[A-ZÅÄÖ]$/, 'A'),
    ...level(2, /^[A-ZÅÄÖ]{2}$/, 'AA'),
    ...level(3, /^[A-ZÅÄÖ]{2}[A-Z0-9]$/, 'AAA'),
  ];
  const codes = level(4, /^[A-Z]{2}(?:[A-Z]\d{2}|\d{3})$/, 'AAA00');
  const known = new Set(headings.map(({ code }) => code));
  return [...headings, ...codes].map(({ code, text, description }) => {
    const parent = [3, 2, 1].map((length) => code.slice(0, length)).find((above) => above !== code && known.has(above));
    return {
      code,
      display: text,
      ...(description && { definition: description }),
      ...(parent && { parents: [parent] }),
      ...((known.has(code) || isKvaHeading(code)) && { heading: true }),
    };
  });
}

function readTsv(file: string): Concept[] {
  const concepts = new Map<string, Concept>();
  for (const row of readTable(file, NAME, ['Kod', 'Överordnad kod', 'Titel'])) {
    const code = row.get('Kod');
    if (code === '') continue;
    if (!/^[A-ZÅÄÖ]{1,3}\d?$/.test(code) && !Object.values(FORMS).some((form) => form.test(code))) {
      const found = `“${code.slice(0, 20)}”`;
      throw SlussError.of('import-wrong-file', {
        file: basename(file),
        line: row.line,
        found,
        name: NAME,
        expected: { en: 'a code such as AAA00 or AA001', sv: 'en kod såsom AAA00 eller AA001' },
      });
    }
    let concept = concepts.get(code);
    if (!concept) {
      concept = { code, ...((code.length < 5 || isKvaHeading(code)) && { heading: true }) };
      concepts.set(code, concept);
    }
    const parent = row.get('Överordnad kod');
    if (/^[A-ZÅÄÖ]{1,3}\d?$/.test(parent)) concept.parents ??= [parent];
    concept.display ||= row.get('Titel');
    concept.definition ||= row.get('Beskrivning') || undefined;
  }
  return [...concepts.values()];
}
