/** What a folder of FSH was compiled from: the fingerprint that tells whether its committed JSON is still fresh. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { PACKAGE_ROOT } from '../src/package-root.ts';

/** The folders under profiles/ that hold FSH, in the order in which they are compiled. */
export const GUIDES = ['se-base', 'submission', 'receipt'] as const;
export type Guide = (typeof GUIDES)[number];

export interface ProfileSource {
  /** The version of SUSHI that compiled it. */
  sushi: string;
  /** SHA-256 over the paths and the texts of sushi-config.yaml and input/fsh. */
  sha256: string;
}

export function guideFolder(guide: Guide): string {
  return join(PACKAGE_ROOT, 'profiles', guide);
}

/** The fingerprint of what is in the working copy now. Line ends do not count, so that a checkout on Windows is as fresh as any. */
export function profileSource(guide: Guide): ProfileSource {
  const folder = guideFolder(guide);
  const fsh = readdirSync(join(folder, 'input', 'fsh'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.fsh'))
    .map((entry) => join(entry.parentPath, entry.name));
  const hash = createHash('sha256');
  for (const file of [join(folder, 'sushi-config.yaml'), ...fsh.sort()]) {
    const path = relative(folder, file).split(sep).join('/');
    hash.update(`${path}\0${readFileSync(file, 'utf8').replaceAll('\r\n', '\n')}\0`);
  }
  return { sushi: sushiVersion(), sha256: hash.digest('hex') };
}

function sushiVersion(): string {
  const manifest = readFileSync(join(PACKAGE_ROOT, 'node_modules', 'fsh-sushi', 'package.json'), 'utf8');
  return (JSON.parse(manifest) as { version: string }).version;
}
