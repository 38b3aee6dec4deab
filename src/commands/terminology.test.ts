import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PACKAGE_ROOT } from '../package-root.ts';

describe('sluss terminology', function () {
  this.timeout(60_000);
  let data: string;

  const sluss = (...args: string[]) => {
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [join(PACKAGE_ROOT, 'src/sluss.js'), 'terminology', ...args, '--data', data],
      { encoding: 'utf8' },
    );
    return { status, stdout, stderr };
  };

  before(() => {
    data = mkdtempSync(join(tmpdir(), 'sluss-data-'));
  });
  after(() => rmSync(data, { recursive: true }));

  it('imports a list, lists it and looks it up by the date of an event', () => {
    const file = join(data, 'kommuner.csv');
    const rows = Array.from({ length: 290 }, (_, n) => `${1000 + n};Kommun ${n}`);
    writeFileSync(file, `Kod;Namn\n${rows.join('\n')}\n`);

    const dry = sluss('import', 'kommun', file, '--edition', '2030', '--dry-run');
    assert.equal(dry.status, 0, dry.stderr);
    assert.match(dry.stdout, /290 codes/);
    assert.deepEqual(readdirSync(data), ['kommuner.csv']);

    const report = JSON.parse(sluss('import', 'kommun', file, '--edition', '2030', '--json').stdout);
    assert.deepEqual([report.codes, report.from, report.written.version], [290, '2030-01-01', '2030']);

    const list = JSON.parse(sluss('list', '--json').stdout) as { system: string; edition: string }[];
    assert.deepEqual(
      list.filter(({ system }) => system === 'urn:oid:1.2.752.129.2.2.1.17').map(({ edition }) => edition),
      ['2030'],
    );

    assert.match(sluss('lookup', 'kommun', '1001', '--date', '2031-05-05').stdout, /Kommun 1\n.*edition 2030/);
    assert.match(sluss('lookup', 'kommun', '0180', '--date', '2026-05-05').stdout, /Stockholm/);
    assert.match(sluss('lookup', '1.2.752.116.1.1.1.1.3', 'I10.9').stdout, /I109 {2}Essentiell hypertoni/);
  });

  it('removes an edition by the name of its importer or any name of the system', () => {
    const file = join(data, 'kommuner.csv');
    sluss('import', 'kommun', file, '--edition', '2032');
    const dry = sluss('remove', 'kommun', '--edition', '2032', '--dry-run');
    assert.match(
      dry.stdout,
      /290 concepts.*checked against 2030.*stay: 2030\ndry run: nothing was removed/s,
      dry.stderr,
    );
    const report = JSON.parse(sluss('remove', '1.2.752.129.2.2.1.17', '--edition', '2032', '--json').stdout);
    assert.deepEqual([report.removed, report.remaining], [true, ['2030']]);
    const last = sluss('remove', 'kommun', '--edition', '2030');
    assert.deepEqual([last.status, last.stdout], [1, '']);
    assert.match(last.stderr, /^sluss: 2030 is the only imported edition of .*--even-last/);
  });

  it('imports into the data folder that the configuration names, where the gateway looks', () => {
    const file = join(data, 'kommuner.csv');
    const configuration = join(data, 'sluss.yaml');
    writeFileSync(configuration, 'data: configured\n');
    const args = ['terminology', 'import', 'kommun', file, '--edition', '2031', '--json'];
    const { status, stderr } = spawnSync(process.execPath, [join(PACKAGE_ROOT, 'src/sluss.js'), ...args], {
      cwd: data,
      env: { PATH: process.env.PATH, SLUSS_CONFIG: configuration },
      encoding: 'utf8',
    });
    assert.equal(status, 0, stderr);
    assert.ok(readdirSync(join(data, 'configured', 'terminology')).length > 0);
    assert.ok(!readdirSync(data).includes('.sluss'));
  });

  it('says in one line what is wrong, and exits with 1', () => {
    const file = join(data, 'fel.csv');
    writeFileSync(file, 'Kod;Namn\n1;Fel\n');
    for (const [args, expected] of [
      [['import', 'kommun', file, '--edition', '2030'], /^sluss: fel\.csv, line 2: /],
      [['import', 'icd-9', file, '--edition', '2030'], /^sluss: There is no importer named icd-9/],
      [['lookup', 'kommun', '9999'], /^sluss: The code system/],
    ] as const) {
      const { status, stdout, stderr } = sluss(...args);
      assert.deepEqual([status, stdout], [1, '']);
      assert.match(stderr, expected);
      assert.equal(stderr.trim().split('\n').length, 1, stderr);
    }
  });
});
