/**
 * Writes the code systems of terminology/ whose codes come from the code itself (npm run build:terminology). A test tells when they are stale:
 * test/conformance/own-terminology.test.ts.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PACKAGE_ROOT } from '../src/package-root.ts';
import { asCommitted, ownTerminology } from './own-terminology.ts';

for (const [path, resource] of ownTerminology()) {
  writeFileSync(join(PACKAGE_ROOT, 'terminology', path), asCommitted(resource));
  console.log(`terminology/${path}`);
}
