/** The imported editions of a folder as a running process has them: looked at again now and then, and never worse than before. */
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { SlussError } from '../errors/sluss-error.ts';
import type { Edition } from './code-system.ts';
import { brokenFile, dataPath, parseHeader, takeEdition } from './edition-files.ts';

interface Taken {
  /** The header's text, which names the content by its hash. */
  header: string;
  edition: Edition;
}

export class EditionFolder {
  readonly #folder: string;
  /** By the file of the header. */
  #taken: ReadonlyMap<string, Taken> = new Map();
  #seen: string | undefined;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** What has been taken up. An edition that has not changed is the same object for as long as it is there. */
  get editions(): Edition[] {
    return Array.from(this.#taken.values(), ({ edition }) => edition);
  }

  /**
   * Takes up what has changed since the last look: editions that are new and whole, and the absence of those whose header is gone. One that is not whole leaves what was
   * there under its name, and is told; so is a folder that was there and cannot be read. Files that have not changed are not read again.
   */
  async look(): Promise<{ broken: SlussError[] }> {
    const files = await this.#files();
    if (files === undefined) return { broken: this.#unreadable() };
    const seen = JSON.stringify(files);
    if (seen === this.#seen) return { broken: [] };
    const broken: SlussError[] = [];
    const taken = new Map<string, Taken>();
    for (const [file] of files) {
      if (!file.endsWith('.json')) continue;
      const before = this.#taken.get(file);
      try {
        taken.set(file, await this.#take(file, before));
      } catch (error) {
        broken.push(error as SlussError);
        if (before) taken.set(file, before);
      }
    }
    this.#taken = taken;
    this.#seen = seen;
    return { broken };
  }

  #unreadable(): SlussError[] {
    if (this.#taken.size === 0 || this.#seen === 'unreadable') return [];
    this.#seen = 'unreadable';
    const reason = { en: 'the folder cannot be read', sv: 'mappen går inte att läsa' };
    return [SlussError.of('edition-file-broken', { file: this.#folder, reason })];
  }

  /** Every file with what changes when it is written; undefined when there is no folder. */
  async #files(): Promise<[file: string, size: number, modified: number, inode: number][] | undefined> {
    try {
      const names = await readdir(this.#folder, { recursive: true });
      const files = await Promise.all(
        names.sort().map(async (name): Promise<[string, number, number, number]> => {
          // A file that is moved away meanwhile will have changed the next time.
          const about = await stat(join(this.#folder, name)).catch(() => undefined);
          return [name, about?.size ?? -1, about?.mtimeMs ?? 0, about?.ino ?? 0];
        }),
      );
      return files;
    } catch {
      return undefined;
    }
  }

  async #take(name: string, before: Taken | undefined): Promise<Taken> {
    const file = join(this.#folder, name);
    for (let attempt = 0; ; attempt++) {
      const header = (await read(file)).toString('utf8');
      if (header === before?.header) return before;
      const about = parseHeader(file, header);
      try {
        const data = await read(dataPath(this.#folder, about));
        return { header, edition: takeEdition(this.#folder, about, data) };
      } catch (error) {
        // The header may have been replaced, and the data that it named removed, in between.
        if (attempt > 0) throw error;
      }
    }
  }
}

async function read(file: string): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch (cause) {
    throw brokenFile(file, cause);
  }
}
