import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** The resources of a JSON file, or of every `.json` file of a folder. Throws where the file is not JSON or cannot be read. */
export function readDefinitions(path: string): unknown[] {
  if (statSync(path).isDirectory()) {
    return readdirSync(path)
      .filter((name) => name.endsWith('.json'))
      .sort()
      .flatMap((name) => readDefinitions(join(path, name)));
  }
  const text = readFileSync(path, 'utf8');
  return [JSON.parse(text.charCodeAt(0) === 0xfeff ? text.slice(1) : text)];
}
