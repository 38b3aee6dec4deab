import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SlussError } from '../errors/sluss-error.ts';
import { providersPath, readProviders } from './providers.ts';

describe('the list of delivering vårdgivare', () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'sluss-providers-'));
  });
  after(() => rmSync(folder, { recursive: true }));

  it('may be missing in the data folder, but not where the operator says that it is', () => {
    const missing = join(folder, 'providers.yml');
    assert.equal(readProviders(folder).size, 0);
    assert.throws(
      () => readProviders(folder, missing),
      (error) => error instanceof SlussError && error.findings[0]?.code === 'providers-unreadable',
    );
    writeFileSync(providersPath(folder), "- { organisationsnummer: '2321999993', lanskod: '01' }\n");
    assert.equal(readProviders(folder).get('2321999993')?.lanskod, '01');
    assert.throws(() => readProviders(folder, missing));
  });
});
