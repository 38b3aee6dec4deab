import { closeSync, fsyncSync, linkSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * The text of a secret's file, which is made when it is not there: whole and on the disk, or not at all, whatever ends the process or fills the
 * disk, and readable by its owner only. Of processes that make it at once all get the same. Throws what the file system says.
 */
export function madeOnce(path: string, make: () => string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  const half = `${path}.${process.pid}`;
  try {
    writeFileSync(half, make(), { mode: 0o600, flush: true });
    linkSync(half, path);
    flushFolder(dirname(path));
  } catch (error) {
    // Another process was quicker; its text serves both.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(half, { force: true });
  }
  return readFileSync(path, 'utf8');
}

/** So that the name, too, outlives a power cut. Windows knows no such thing. */
function flushFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const open = openSync(folder, 'r');
  try {
    fsyncSync(open);
  } finally {
    closeSync(open);
  }
}
