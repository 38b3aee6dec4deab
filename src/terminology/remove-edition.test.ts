import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SlussError } from '../errors/sluss-error.ts';
import { listEditions, writeEdition } from './edition-files.ts';
import { removeEdition } from './remove-edition.ts';

const SYSTEM = 'urn:oid:1.2.752.129.2.2.1.18';

describe('removing an edition', () => {
  let folder: string;
  const files = () => readdirSync(join(folder, 'lan')).sort();
  const write = (version: string, year: string) =>
    writeEdition(
      folder,
      { name: 'lan', url: SYSTEM, version, title: 'Län', from: `${year}-01-01`, source: [], imported: year },
      [{ code: '01', display: `Län ${year}` }],
    );
  const remove = (edition: string, more: object = {}) => removeEdition(folder, { system: SYSTEM, edition, ...more });
  const refused = (edition: string, code: string, more?: object) =>
    assert.throws(
      () => remove(edition, more),
      (error: SlussError) => error.findings[0]?.code === code,
    );

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'sluss-remove-'));
    for (const [version, year] of [
      ['2023', '2023'],
      ['2023.1', '2024'],
      ['2025', '2025'],
    ] as const)
      write(version, year);
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('takes its files away and no others, and says what answers instead', () => {
    const before = files();
    const { removed: dry, ...expected } = remove('2023.1', { dryRun: true });
    assert.deepEqual([dry, files()], [false, before]);
    const { removed, ...report } = remove('2023.1');
    assert.deepEqual([removed, report], [true, expected]);
    assert.deepEqual([report.concepts, report.remaining, report.instead], [1, ['2023', '2025'], '2023']);
    assert.deepEqual(
      files(),
      before.filter((name) => !name.startsWith('2023.1.')),
    );
    // The name of another edition begins with this one's.
    write('2023.1', '2024');
    remove('2023');
    assert.deepEqual(
      files(),
      before.filter((name) => name.startsWith('2023.1.') || name.startsWith('2025')),
    );
    assert.deepEqual(
      listEditions(folder).map(({ version }) => version),
      ['2023.1', '2025'],
    );
  });

  it('is refused of one that is not there, and of the only one unless that is meant', () => {
    refused('2022', 'edition-unknown');
    refused('../lan/2023', 'edition-unknown');
    remove('2023');
    remove('2023.1');
    refused('2025', 'edition-last');
    refused('2025', 'edition-last', { dryRun: true });
    assert.deepEqual(remove('2025', { evenLast: true }).remaining, []);
    assert.deepEqual(files(), []);
    refused('2025', 'edition-unknown');
  });

  it('takes one that is damaged, by the name of its importer, also when it is the only one', () => {
    remove('2023');
    remove('2023.1');
    writeFileSync(join(folder, 'lan', '2025.json'), '{');
    assert.throws(() => listEditions(folder));
    refused('2025', 'edition-unknown');
    const report = remove('2025', { name: 'lan' });
    assert.deepEqual([report.removed, report.title, files()], [true, undefined, []]);
  });
});
