import { basename } from 'node:path';
import { SaxesParser } from 'saxes';
import type { Text } from '../../errors/definition.ts';
import { SlussError } from '../../errors/sluss-error.ts';
import { ATC } from '../code-shapes.ts';
import type { Concept } from '../concept-table.ts';
import { suchAs, WELL_FORMED } from './expected-text.ts';
import { type ReleaseFormat, singleFile } from './release-format.ts';
import { readReleaseText } from './release-text.ts';

const EXPECTS: Text = {
  en: 'atc-code.xml from Läkemedelsverket’s NSL archive (sensl-v2.0.zip, folder codesystems)',
  sv: 'atc-code.xml ur Läkemedelsverkets NSL-arkiv (sensl-v2.0.zip, mappen codesystems)',
};

/** The lengths of the codes of levels 1 to 5. */
const LEVELS = [1, 3, 4, 5, 7];

/**
 * ATC from Läkemedelsverkets NSL: `concept` elements with `code`, `throughDate` for what has been retired, and `designation` elements in Swedish and
 * English. What the list has besides ATC is left out: veterinary codes (Q…, which are another system, ATCvet), consumables (Y…) and `-` for none.
 */
export const atc: ReleaseFormat = {
  name: 'atc',
  system: ATC,
  title: 'ATC',
  expects: EXPECTS,
  atLeast: 4000,
  hierarchyMeaning: 'is-a',
  read(paths) {
    const file = singleFile(paths, /atc-code\.xml$/i, EXPECTS);
    const read = readConcepts(file);
    const known = new Set(read.map(({ code }) => code));
    return read.map((concept) => {
      const shorter = LEVELS.filter((length) => length < concept.code.length).reverse();
      const parent = shorter.map((length) => concept.code.slice(0, length)).find((code) => known.has(code));
      return { ...concept, ...(parent && { parents: [parent] }), ...(concept.code.length < 7 && { heading: true }) };
    });
  },
};

function readConcepts(file: string): Concept[] {
  const concepts: Concept[] = [];
  const parser = new SaxesParser();
  const wrong = (found: string, expected: Text) =>
    SlussError.of('import-wrong-file', { file: basename(file), line: parser.line, found, name: 'ATC', expected });
  let current: Concept | undefined;
  let language: string | undefined;
  let text = '';
  parser.on('opentag', ({ name, attributes }) => {
    const local = name.slice(name.indexOf(':') + 1);
    if (local === 'concept' && attributes.code) {
      const code = String(attributes.code).trim();
      if (/^[QY-]/.test(code)) return;
      if (!/^[A-Z](\d\d([A-Z]([A-Z](\d\d)?)?)?)?$/.test(code)) {
        throw wrong(`“${code.slice(0, 20)}”`, suchAs('A10BA02'));
      }
      const ended = typeof attributes.throughDate === 'string' && attributes.throughDate !== '';
      current = {
        code,
        ...(ended && { properties: [{ code: 'valid-to', value: String(attributes.throughDate) }] }),
      };
      if (ended && new Date(String(attributes.throughDate)) < new Date()) current.inactive = true;
      concepts.push(current);
    } else if (local === 'designation') {
      language = String(attributes.language ?? '').toLowerCase();
      text = '';
    }
  });
  parser.on('text', (chunk) => {
    text += chunk;
  });
  parser.on('closetag', ({ name }) => {
    const local = name.slice(name.indexOf(':') + 1);
    if (local === 'concept') current = undefined;
    if (local !== 'designation' || !current) return;
    const value = text.trim();
    if (language === 'sv') current.display ??= value;
    else if (value) current.designations = [...(current.designations ?? []), { language, value }];
    language = undefined;
  });
  parser.on('error', (error) => {
    throw wrong(error.message.slice(0, 80), WELL_FORMED);
  });
  parser.write(readReleaseText(file)).close();
  for (const concept of concepts) concept.display ??= concept.designations?.[0]?.value;
  return concepts;
}
