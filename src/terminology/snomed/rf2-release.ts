/** The files of a SNOMED CT release (RF2), in folders or zip archives, by what their names say (https://docs.snomed.org, Release File Specification, chapter 3). */
import { createReadStream, existsSync, readdirSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { Readable } from 'node:stream';
import { crc32 } from 'node:zlib';
import yauzl from 'yauzl';
import type { Text } from '../../errors/definition.ts';
import { SlussError } from '../../errors/sluss-error.ts';
import { EDITION_MODULES } from './edition-uri.ts';

export const KINDS = [
  'concept',
  'description',
  'definition',
  'relationship',
  'language',
  'association',
  'simple',
] as const;
export type Kind = (typeof KINDS)[number];

/** Names of the snapshot files; what else a release has is passed over. The languages and names of reference sets stand in between. */
const NAMES: Record<Kind, RegExp> = {
  concept: /^x?sct2_Concept_Snapshot/i,
  description: /^x?sct2_Description_Snapshot/i,
  definition: /^x?sct2_TextDefinition_Snapshot/i,
  relationship: /^x?sct2_Relationship_Snapshot/i,
  language: /^x?der2_cRefset_Language[^_]*Snapshot/i,
  association: /^x?der2_cRefset_Association[^_]*Snapshot/i,
  simple: /^x?der2_Refset_[^_]*Snapshot/i,
};
/** Without these nothing can be said of a concept. */
const REQUIRED: readonly Kind[] = ['concept', 'description', 'relationship', 'language'];

export const EXPECTED: Text = {
  en: 'snapshot files of a release in RF2: zip archives, or their unpacked folders; the Swedish release together with the international one that it builds on',
  sv: 'snapshot-filer av en utgåva i RF2: zip-arkiv eller deras uppackade mappar; den svenska utgåvan tillsammans med den internationella som den bygger på',
};

export interface ReleaseFile {
  kind: Kind;
  name: string;
  /** `INT`, `SE1000052`. */
  namespace: string;
  /** ÅÅÅÅMMDD. */
  day: string;
  bytes: number;
  /** Its content; an archive's check sum is compared when the end is reached. */
  open(): Promise<Readable>;
}

export interface Release {
  files: ReleaseFile[];
  module: string;
  title: string;
  /** ÅÅÅÅMMDD. */
  day: string;
  close(): void;
}

/**
 * Finds the snapshot files among paths. A national release's day and module are those of the edition, wherever its international part is from. Throws
 * `import-file-missing` (nothing there, not an archive, a file of the set missing), `import-wrong-file` (an edition that is not known here).
 */
export async function openRelease(paths: readonly string[]): Promise<Release> {
  const archives: yauzl.ZipFile[] = [];
  const close = () => {
    for (const archive of archives) archive.close();
  };
  try {
    const files: ReleaseFile[] = [];
    for (const path of paths) {
      if (!existsSync(path)) throw SlussError.of('import-file-missing', { file: path, expected: EXPECTED });
      if (statSync(path).isDirectory()) files.push(...folderFiles(path));
      else if (/\.zip$/i.test(path)) files.push(...(await archiveFiles(path, archives)));
      else files.push(...[plainFile(path)].filter((file) => file !== undefined));
    }
    const chosen = newest(files, paths);
    return { files: inOrder(chosen), ...describe(chosen), close };
  } catch (error) {
    close();
    throw error;
  }
}

/** International files first: what a national release says of the same component is read after, and it is newer. */
function inOrder(files: ReleaseFile[]): ReleaseFile[] {
  return [...files].sort(
    (a, b) =>
      KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind) ||
      Number(b.namespace === 'INT') - Number(a.namespace === 'INT') ||
      (a.name < b.name ? -1 : 1),
  );
}

/** Every namespace once, with one day, and every required file of it. */
function newest(files: ReleaseFile[], paths: readonly string[]): ReleaseFile[] {
  const missing = (expected: Text) => SlussError.of('import-file-missing', { file: paths.join(', '), expected });
  if (files.length === 0) throw missing(EXPECTED);
  const names = new Set<string>();
  const days = new Map<string, string>();
  for (const { name, namespace, day } of files) {
    const before = days.get(namespace);
    if (names.has(name) || (before !== undefined && before !== day)) {
      throw missing({ en: `one release of ${namespace}, not two`, sv: `en utgåva av ${namespace}, inte två` });
    }
    names.add(name);
    days.set(namespace, day);
  }
  for (const namespace of days.keys())
    for (const kind of REQUIRED) {
      if (files.some((file) => file.kind === kind && file.namespace === namespace)) continue;
      throw missing({ en: `the ${kind} snapshot of ${namespace}`, sv: `${kind}-filen (Snapshot) för ${namespace}` });
    }
  return files;
}

function describe(files: readonly ReleaseFile[]): Pick<Release, 'module' | 'title' | 'day'> {
  const namespaces = [...new Set(files.map(({ namespace }) => namespace))];
  const own = namespaces.find((namespace) => namespace !== 'INT') ?? 'INT';
  const edition = EDITION_MODULES[own];
  if (!edition || namespaces.filter((namespace) => namespace !== 'INT').length > 1) {
    throw SlussError.of('import-wrong-file', {
      file: files.find(({ namespace }) => namespace === own)!.name,
      line: 1,
      found: namespaces.join(', '),
      name: 'SNOMED CT',
      expected: 'SE1000052, INT',
    });
  }
  return { ...edition, day: files.find(({ namespace }) => namespace === own)!.day };
}

function kindOf(path: string): Pick<ReleaseFile, 'kind' | 'name' | 'namespace' | 'day'> | undefined {
  const name = basename(path.replaceAll('\\', '/'));
  const kind = KINDS.find((candidate) => NAMES[candidate].test(name));
  const parts = /_([A-Z]{2,3}\d*)_(\d{8})\.txt$/.exec(name);
  return kind && parts ? { kind, name, namespace: parts[1]!, day: parts[2]! } : undefined;
}

function plainFile(path: string): ReleaseFile | undefined {
  const about = kindOf(path);
  return (
    about && {
      ...about,
      bytes: statSync(path).size,
      open: async () => createReadStream(path, { highWaterMark: 1 << 18 }),
    }
  );
}

function folderFiles(folder: string): ReleaseFile[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => plainFile(join(folder, name)))
    .filter((file) => file !== undefined);
}

async function archiveFiles(path: string, archives: yauzl.ZipFile[]): Promise<ReleaseFile[]> {
  const broken = (cause: unknown) =>
    SlussError.of(
      'import-file-missing',
      { file: basename(path), expected: { en: 'a whole zip archive', sv: 'ett helt zip-arkiv' } },
      { cause },
    );
  try {
    const archive = await yauzl.openPromise(path, { autoClose: false });
    archives.push(archive);
    const files: ReleaseFile[] = [];
    for await (const entry of archive.eachEntry()) {
      const about = kindOf(entry.fileName);
      if (!about) continue;
      const open = async () => checked(await archive.openReadStreamPromise(entry), entry.crc32, about.name);
      files.push({ ...about, bytes: entry.uncompressedSize, open });
    }
    return files;
  } catch (cause) {
    throw cause instanceof SlussError ? cause : broken(cause);
  }
}

/** The content of an archive's file; ends in `import-incomplete` when it is not what was packed. */
function checked(stream: Readable, expected: number, name: string): Readable {
  const damaged = (cause?: unknown) =>
    SlussError.of(
      'import-incomplete',
      {
        found: name,
        expected: { en: 'its content in the archive is damaged', sv: 'dess innehåll i arkivet är skadat' },
      },
      { cause },
    );
  return Readable.from(
    (async function* () {
      let sum = 0;
      try {
        for await (const chunk of stream) {
          sum = crc32(chunk as Buffer, sum);
          yield chunk as Buffer;
        }
      } catch (cause) {
        throw damaged(cause);
      }
      if (sum !== expected) throw damaged();
    })(),
    { objectMode: false },
  );
}
