import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { readPackage } from '../fhir/definitions/package-file.ts';

/**
 * The resources of a JSON file, of a FHIR package (`.tgz`), or of every such file of a folder. Throws, naming the file, where one cannot be read or is
 * not what its name says.
 */
export function readDefinitions(path: string): unknown[] {
  if (statSync(path).isDirectory()) {
    return readdirSync(path)
      .filter((name) => /\.(?:json|tgz)$/.test(name))
      .sort()
      .flatMap((name) => readDefinitions(join(path, name)));
  }
  const content = readFileSync(path);
  try {
    if (path.endsWith('.tgz')) return readPackage(content);
    const text = content.toString('utf8');
    return [JSON.parse(text.charCodeAt(0) === 0xfeff ? text.slice(1) : text)];
  } catch (cause) {
    throw new Error(`${path}: ${(cause as Error).message}`, { cause });
  }
}
