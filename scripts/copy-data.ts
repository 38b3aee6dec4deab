/** After tsc: the data files that stand beside the code, to the same places under dist/. */
import { cpSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { PACKAGE_ROOT } from '../src/package-root.ts';

cpSync(join(PACKAGE_ROOT, 'src'), join(PACKAGE_ROOT, 'dist', 'src'), {
  recursive: true,
  filter: (path) => statSync(path).isDirectory() || !path.endsWith('.ts'),
});
