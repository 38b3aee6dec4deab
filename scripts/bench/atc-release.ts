import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The anatomical main groups of human medicines. */
const GROUPS = 'ABCDGHJLMNPRSV';

/**
 * Writes made-up ATC codes in the form of Läkemedelsverket's `atc-code.xml`, of all five levels, with texts in Swedish and English as long as real ones. Gives the
 * file. For measuring: the real list may not be passed on.
 */
export function writeAtcRelease(folder: string, size: number): string {
  const lines: string[] = [];
  for (const [code, level] of codesOf(size)) {
    lines.push(
      `<concept code="${code}"><designation language="sv">${textOf(code, level, 'sv')}</designation>` +
        `<designation language="en">${textOf(code, level, 'en')}</designation></concept>`,
    );
  }
  const file = join(folder, 'atc-code.xml');
  writeFileSync(file, `<?xml version="1.0" encoding="UTF-8"?>\n<codesystem>\n${lines.join('\n')}\n</codesystem>\n`);
  return file;
}

function* codesOf(size: number): Generator<[code: string, level: number]> {
  let left = size;
  // As wide as it must be for the size; each code after the one that it is below.
  const breadth = Math.ceil((size / GROUPS.length) ** (1 / 4)) + 1;
  const ofLevel = (level: number, n: number) =>
    level === 2 || level === 5 ? String(n + 1).padStart(2, '0') : String.fromCharCode(65 + n);
  function* below(prefix: string, level: number): Generator<[string, number]> {
    for (let n = 0; n < breadth && level <= 5 && left > 0; n++) {
      left--;
      const code = prefix + ofLevel(level, n);
      yield [code, level];
      yield* below(code, level + 1);
    }
  }
  for (const group of GROUPS) {
    if (left-- <= 0) return;
    yield [group, 1];
    yield* below(group, 2);
  }
}

function textOf(code: string, level: number, language: 'sv' | 'en'): string {
  const words = { sv: 'medel vid sjukdomar i kombination med', en: 'agents for diseases in combination with' }[
    language
  ];
  return level === 5 ? `substans${code.toLowerCase()}` : `${words} ${code.toLowerCase()}`;
}
