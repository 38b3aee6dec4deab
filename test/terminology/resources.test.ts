import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadR4Core } from '../../src/fhir/definitions/r4-core.ts';
import { PACKAGE_ROOT } from '../../src/package-root.ts';
import { createValidator } from '../../src/validation/validator.ts';

const FOLDER = join(PACKAGE_ROOT, 'terminology');

describe('the resources in terminology/', () => {
  const files = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.json'));
  const resources = files.map(
    (name) => JSON.parse(readFileSync(join(FOLDER, name), 'utf8')) as { id: string; resourceType: string },
  );

  it('are valid FHIR', () => {
    const validator = createValidator({ definitions: loadR4Core().layer(resources) });
    for (const [n, resource] of resources.entries()) {
      const errors = validator
        .validate(resource, {})
        .filter(({ severity }) => severity === 'error' || severity === 'fatal');
      assert.deepEqual(errors, [], files[n]);
    }
  });

  it('have the names of their files, once in each folder', () => {
    for (const [n, { id }] of resources.entries()) assert.match(files[n]!, new RegExp(`/${id}\\.json$`));
  });
});
