/**
 * Compiles the FSH of profiles/ to the JSON that is committed beside it.
 *
 *     npm run build:profiles            writes profiles/<guide>/compiled/
 *     npm run check:profiles            compiles to a temporary folder and fails if anything differs
 *
 * Works without a network: FHIR R4 core comes from node_modules, and SUSHI is kept from asking for anything else.
 */
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import type { ElementDefinition, Resource } from '@medplum/fhirtypes';
import { PACKAGE_ROOT } from '../src/package-root.ts';
import { layOutCorePackage } from './core-package.ts';
import { GUIDES, type Guide, guideFolder, profileSource } from './profile-source.ts';

const SUSHI = join(PACKAGE_ROOT, 'node_modules', 'fsh-sushi', 'dist', 'app.js');

/** What the cache of packages has not, SUSHI does without; the profiles use R4 core only. */
const EXPECTED_WARNINGS = ['/Failed to load automatically-provided .*/'];

/** What describes R4's own elements and no validator reads: a quarter of the size. */
const PROSE = ['mapping', 'requirements', 'comment', 'alias', 'example'] as const;

const check = process.argv.includes('--check');
const work = mkdtempSync(join(tmpdir(), 'sluss-profiles-'));
try {
  layOutCorePackage(work);
  const npm = join(work, 'bin', 'npm');
  mkdirSync(join(work, 'bin'));
  // SUSHI asks npm for its own newest version before it starts: answered here, it costs nothing and needs no network.
  writeFileSync(npm, '#!/bin/sh\necho 0.0.0\n');
  chmodSync(npm, 0o755);
  const stale = GUIDES.filter((guide) => !deliver(guide, compile(guide)));
  if (stale.length > 0) {
    console.error(
      `Not what the FSH compiles to: ${stale.join(', ')}. Run npm run build:profiles and commit the result.`,
    );
    process.exitCode = 1;
  }
} finally {
  rmSync(work, { recursive: true, force: true });
}

/** Runs SUSHI on one guide and gives its files by name. */
function compile(guide: Guide): Map<string, string> {
  const folder = join(work, guide);
  cpSync(join(guideFolder(guide), 'input'), join(folder, 'input'), { recursive: true });
  cpSync(join(guideFolder(guide), 'sushi-config.yaml'), join(folder, 'sushi-config.yaml'));
  writeFileSync(join(folder, 'sushi-ignoreWarnings.txt'), EXPECTED_WARNINGS.join('\n'));
  const result = spawnSync(process.execPath, [SUSHI, 'build', folder, '--snapshot', '--log-level', 'warn'], {
    encoding: 'utf8',
    env: {
      ...process.env,
      HOME: work,
      USERPROFILE: work,
      PATH: `${join(work, 'bin')}${delimiter}${process.env.PATH}`,
      // Nothing listens here: a package that is not in the cache fails at once instead of being fetched.
      FPL_REGISTRY: 'http://127.0.0.1:9',
      NO_COLOR: '1',
    },
  });
  if (result.status !== 0 || /^(warn|error) /m.test(result.stdout)) {
    throw new Error(`SUSHI on profiles/${guide}:\n${result.stdout}${result.stderr}`);
  }
  const generated = join(folder, 'fsh-generated', 'resources');
  const files = new Map<string, string>();
  for (const name of readdirSync(generated).sort()) {
    files.set(name, asText(withoutProse(JSON.parse(readFileSync(join(generated, name), 'utf8')) as Resource)));
  }
  files.set('SOURCE.json', asText(profileSource(guide)));
  return files;
}

/** Puts a guide's files where they are committed, or with --check compares them. False: they differ. */
function deliver(guide: Guide, files: Map<string, string>): boolean {
  const target = join(guideFolder(guide), 'compiled');
  if (check) {
    const present = existsSync(target) ? readdirSync(target).sort() : [];
    return (
      present.join() === [...files.keys()].sort().join() &&
      [...files].every(([name, text]) => readFileSync(join(target, name), 'utf8') === text)
    );
  }
  rmSync(target, { recursive: true, force: true });
  mkdirSync(target, { recursive: true });
  for (const [name, text] of files) writeFileSync(join(target, name), text);
  console.log(`profiles/${guide}/compiled: ${files.size - 1} resources`);
  return true;
}

function withoutProse(resource: Resource): Resource {
  if (resource.resourceType !== 'StructureDefinition') return resource;
  const { mapping: _, ...definition } = resource;
  return { ...definition, snapshot: { element: resource.snapshot?.element?.map(elementWithoutProse) ?? [] } };
}

function elementWithoutProse(element: ElementDefinition): ElementDefinition {
  const kept = { ...element };
  for (const name of PROSE) delete kept[name];
  return kept;
}

function asText(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
