import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Text } from '../../errors/definition.ts';
import { SlussError } from '../../errors/sluss-error.ts';
import type { Concept } from '../concept-table.ts';

/** How the publisher's files of one classification are read. */
export interface ReleaseFormat {
  /** What the operator writes: `icd-10-se`. */
  name: string;
  /** Canonical URI. */
  system: string;
  title: string;
  /** What to give, for messages and for help. */
  expects: Text;
  /** Fewer codes than this are not a whole release; headings are not counted. */
  atLeast: number;
  hierarchyMeaning?: 'is-a' | 'grouped-by';
  /** In: files or folders. Out: every concept, parents included. Throws SlussError for what is not the release. */
  read(paths: readonly string[]): Concept[];
}

/** The file of a name in one of the folders, or one of the files itself by that name. */
export function findFile(paths: readonly string[], name: string): string | undefined {
  for (const path of paths) {
    if (!existsSync(path)) continue;
    if (statSync(path).isDirectory()) {
      const entry = readdirSync(path).find((item) => item.toLowerCase() === name.toLowerCase());
      if (entry) return join(path, entry);
    } else if (basename(path).toLowerCase() === name.toLowerCase()) return path;
  }
  return undefined;
}

/** As `findFile`; throws `import-file-missing`. */
export function requireFile(paths: readonly string[], name: string, expected: Text): string {
  const file = findFile(paths, name);
  if (!file)
    throw SlussError.of('import-file-missing', {
      file: paths.join(', '),
      expected: { en: `${name}: ${expected.en}`, sv: `${name}: ${expected.sv}` },
    });
  return file;
}

/** The single file among the paths; a folder is searched for files of the ending. Throws `import-file-missing`. */
export function singleFile(paths: readonly string[], ending: RegExp, expected: Text): string {
  const files = paths
    .filter((path) => existsSync(path))
    .flatMap((path) =>
      statSync(path).isDirectory()
        ? readdirSync(path)
            .filter((item) => ending.test(item))
            .map((item) => join(path, item))
        : [path],
    );
  if (files.length !== 1) throw SlussError.of('import-file-missing', { file: paths.join(', '), expected });
  return files[0]!;
}

/** Throws `import-incomplete` when a concept names a parent that is not there, or a heading has nothing under it. */
export function requireWholeHierarchy(concepts: readonly Concept[], mayBeEmpty: (heading: Concept) => boolean): void {
  const known = new Set(concepts.map(({ code }) => code));
  const withChildren = new Set<string>();
  for (const { code, parents = [] } of concepts) {
    for (const parent of parents) {
      withChildren.add(parent);
      if (known.has(parent)) continue;
      throw SlussError.of('import-incomplete', {
        found: { en: `${code} is there`, sv: `${code} finns` },
        expected: { en: `${parent} above it is missing`, sv: `${parent} ovanför saknas` },
      });
    }
  }
  for (const concept of concepts) {
    if (!concept.heading || withChildren.has(concept.code) || mayBeEmpty(concept)) continue;
    throw SlussError.of('import-incomplete', {
      found: { en: `the heading ${concept.code} is there`, sv: `rubriken ${concept.code} finns` },
      expected: { en: 'all codes under it are missing', sv: 'alla koder under den saknas' },
    });
  }
}
