import { gunzipSync } from 'node:zlib';

const BLOCK = 512;
/** More than any published guide unpacks to; a guard against archives made to fill memory. */
const MAX_UNPACKED = 1 << 30;

/**
 * The resources of a FHIR package (`.tgz`, https://confluence.hl7.org/display/FHIR/NPM+Package+Specification): every JSON file directly in its
 * `package` folder but for the manifest and the index. Throws when the archive is broken, cut short or larger than 1 GB unpacked.
 */
export function readPackage(archive: Buffer): unknown[] {
  const tar = gunzipSync(archive, { maxOutputLength: MAX_UNPACKED });
  const resources: unknown[] = [];
  let longName: string | undefined;
  for (let at = 0; at + BLOCK <= tar.length; ) {
    const header = tar.subarray(at, at + BLOCK);
    if (header.every((byte) => byte === 0)) break;
    const size = Number.parseInt(text(header, 124, 12), 8);
    if (!Number.isFinite(size) || at + BLOCK + size > tar.length) throw new Error('the package is broken or cut short');
    const content = tar.subarray(at + BLOCK, at + BLOCK + size);
    const kind = String.fromCharCode(header[156]!);
    const prefix = text(header, 345, 155);
    const name = longName ?? (prefix ? `${prefix}/` : '') + text(header, 0, 100);
    longName = kind === 'L' ? content.toString('utf8').replace(/\0.*$/s, '') : undefined;
    if (kind === '0' || kind === '\0') {
      const file = /^(?:\.\/)?package\/([^/]+\.json)$/.exec(name)?.[1];
      if (file && file !== 'package.json' && !file.startsWith('.'))
        resources.push(JSON.parse(content.toString('utf8')));
    }
    at += BLOCK + Math.ceil(size / BLOCK) * BLOCK;
  }
  return resources;
}

function text(header: Buffer, start: number, length: number): string {
  return header
    .toString('utf8', start, start + length)
    .replace(/\0.*$/s, '')
    .trim();
}
