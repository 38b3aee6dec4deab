import { isUtf8 } from 'node:buffer';
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

/** Characters that Windows-1252 does not have; NUL is in no text and in every other character of UTF-16. */
const NOT_WINDOWS_1252 = new Set([0x00, 0x81, 0x8d, 0x8f, 0x90, 0x9d]);

/** As `readReleaseText`, for a file that its publisher writes in Windows-1252; UTF-8 is taken as well. */
export function readWindowsText(file: string): string {
  const bytes = readFileSync(file);
  if (isUtf8(bytes) && !bytes.includes(0)) return readReleaseText(file);
  const bad = bytes.findIndex((byte) => NOT_WINDOWS_1252.has(byte));
  if (bad < 0) return new TextDecoder('windows-1252').decode(bytes);
  const line = bytes.subarray(0, bad).filter((byte) => byte === 10).length + 1;
  throw SlussError.of('import-encoding', { file: basename(file), line });
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
