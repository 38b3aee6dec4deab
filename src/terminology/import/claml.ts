import { basename } from 'node:path';
import { SaxesParser } from 'saxes';
import type { Text } from '../../errors/definition.ts';
import { SlussError } from '../../errors/sluss-error.ts';
import type { Concept } from '../concept-table.ts';
import { WELL_FORMED } from './expected-text.ts';
import { readReleaseText } from './release-text.ts';

/** How the codes of one classification in ClaML are taken. */
export interface ClamlReading {
  /** The classification, for messages. */
  name: string;
  /** The code as it is stored. */
  codeOf(code: string): string;
  isHeading(code: string): boolean;
}

/**
 * Reads ClaML 2 (EN 14463), the XML form of classifications: a `Class` with `code`, its `SuperClass`, and a `Rubric` of kind `preferred` for its text and
 * `definition` (or `text`) for its description. A label's markup is dropped, its text kept. Throws `import-wrong-file` for what is not well-formed, is not ClaML, or has a
 * class without code or text.
 */
export function readClaml(file: string, { name, codeOf, isHeading }: ClamlReading): Concept[] {
  const concepts = new Map<string, Concept>();
  const parser = new SaxesParser();
  const wrong = (found: Text | string, expected: Text | string) =>
    SlussError.of('import-wrong-file', { file: basename(file), line: parser.line, found, name, expected });
  let root: string | undefined;
  let current: Concept | undefined;
  let rubric: string | undefined;
  let label: string | undefined;
  parser.on('opentag', ({ name: tag, attributes }) => {
    root ??= tag;
    if (root !== 'ClaML') throw wrong(`<${root.slice(0, 40)}>`, '<ClaML>');
    if (tag === 'Class') {
      const code = codeOf(String(attributes.code ?? ''));
      if (code === '')
        throw wrong(
          { en: 'a Class without code', sv: 'en Class utan code' },
          { en: 'the attribute code', sv: 'attributet code' },
        );
      if (concepts.has(code))
        throw SlussError.of('import-duplicate-code', { file: basename(file), line: parser.line, code });
      current = { code, ...(isHeading(code) && { heading: true }) };
      concepts.set(code, current);
    } else if (tag === 'SuperClass' && current) {
      current.parents = [...(current.parents ?? []), codeOf(String(attributes.code ?? ''))];
    } else if (tag === 'Rubric') rubric = String(attributes.kind ?? '');
    else if (tag === 'Label') label = '';
  });
  parser.on('text', (text) => {
    if (label !== undefined) label += text;
  });
  parser.on('closetag', ({ name: tag }) => {
    if (tag === 'Label' && current && label !== undefined) {
      const text = label.replace(/\s+/g, ' ').trim();
      if (rubric === 'preferred') current.display ??= text;
      else if (rubric === 'definition' || rubric === 'text') current.definition ??= text;
      label = undefined;
    } else if (tag === 'Rubric') rubric = undefined;
    else if (tag === 'Class') {
      if (current?.display === undefined)
        throw wrong(
          { en: `the class ${current?.code} without text`, sv: `klassen ${current?.code} utan text` },
          { en: 'a rubric of kind preferred', sv: 'en Rubric av slaget preferred' },
        );
      current = undefined;
    }
  });
  parser.on('error', (error) => {
    throw wrong(error.message.slice(0, 80), WELL_FORMED);
  });
  parser.write(readReleaseText(file)).close();
  return [...concepts.values()];
}
