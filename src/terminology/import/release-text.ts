import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { SlussError } from '../../errors/sluss-error.ts';

/** One line of a release file that holds something, with its number for messages. */
export interface Line {
  number: number;
  text: string;
}

/**
 * The text of a release file, which must be UTF-8; a byte order mark is dropped. Throws `import-encoding` with the line that is not: files that were saved
 * again in another encoding would else arrive with wrong letters and no one would see it.
 */
export function readReleaseText(file: string): string {
  const bytes = readFileSync(file);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw SlussError.of('import-encoding', { file: basename(file), line: firstBadLine(bytes) }, { cause });
  }
}

function firstBadLine(bytes: Buffer): number {
  let line = 1;
  for (let from = 0; from < bytes.length; line++) {
    const end = bytes.indexOf(10, from);
    const to = end < 0 ? bytes.length : end;
    try {
      new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(from, to));
    } catch {
      return line;
    }
    from = to + 1;
  }
  return line;
}

/** The lines of a file that are not empty. */
export function readLines(file: string): Line[] {
  return readReleaseText(file)
    .split(/\r?\n/)
    .map((text, index) => ({ number: index + 1, text }))
    .filter(({ text }) => text.trim() !== '');
}
