import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder that holds package.json, profiles/ and terminology/, both in a checkout and in a build under dist/. */
export const PACKAGE_ROOT: string = (() => {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'profiles'))) {
    const parent = dirname(folder);
    if (parent === folder) throw new Error('sluss: the folder profiles/ is missing from the installation');
    folder = parent;
  }
  return folder;
})();
