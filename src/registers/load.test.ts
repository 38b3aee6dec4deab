import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SlussError } from '../errors/sluss-error.ts';
import { PACKAGE_ROOT } from '../package-root.ts';
import { loadRegister, loadRegisters } from './load.ts';

const FIXTURE = join(PACKAGE_ROOT, 'test', 'fixtures', 'registers', 'hoftfraktur-exempel');

/** What a loader says of a folder, as `file: field: problem`. */
function complaints(load: () => unknown): string[] {
  try {
    load();
    return [];
  } catch (error) {
    assert.ok(error instanceof SlussError, String(error));
    assert.ok(error.findings.every(({ code, rule }) => code === 'register-incomplete' && rule === 'D-1'));
    return error.findings.map(({ message }) => message.en.replace(/^Register [\w-]+: /, '').replace(/\.$/, ''));
  }
}

describe('loading registers', () => {
  let copy: string;

  beforeEach(() => {
    copy = join(mkdtempSync(join(tmpdir(), 'sluss-register-')), 'exempel');
    cpSync(FIXTURE, copy, { recursive: true });
  });

  afterEach(() => rmSync(join(copy, '..'), { recursive: true }));

  const change = (file: string, edit: (text: string) => string) => {
    const path = join(copy, file);
    const before = readFileSync(path, 'utf8');
    const after = edit(before);
    assert.notEqual(after, before, 'the edit must change something');
    writeFileSync(path, after);
  };

  it('loads the registers of the product', () => {
    const short = loadRegisters().map(({ definition }) => definition.shortName);
    assert.deepEqual(short, ['khsl', 'par']);
  });

  it('has no register’s name in its code', () => {
    const names = loadRegisters().map(({ definition }) => definition.id);
    const files = readdirSync(join(PACKAGE_ROOT, 'src'), { recursive: true, encoding: 'utf8' });
    for (const file of files.filter((one) => one.endsWith('.ts') && !one.endsWith('.test.ts'))) {
      const code = readFileSync(join(PACKAGE_ROOT, 'src', file), 'utf8');
      for (const name of names) assert.ok(!code.includes(name), `${file} names ${name}`);
    }
  });

  it('runs a register that is nothing but a folder', () => {
    assert.equal(loadRegister(copy).definition.id, 'hoftfraktur-exempel');
  });

  it('names every missing file and field at once', () => {
    change('register.yaml', (text) =>
      text
        .replace(/^legalBasis:[\s\S]*?(?=^purposes)/m, '')
        .replace(/ {4}obligation: required\n/, '')
        .replace(/^retention:[\s\S]*?(?=^calendar)/m, ''),
    );
    assert.deepEqual(
      complaints(() => loadRegister(copy)),
      [
        'register.yaml: legalBasis: is missing',
        'register.yaml: retention: is missing',
        'register.yaml: variables.0.obligation: is missing',
      ],
    );
  });

  it('names what is missing beside register.yaml', () => {
    rmSync(join(copy, 'rules.yaml'));
    rmSync(join(copy, 'views', 'VARD.ViewDefinition.json'));
    assert.deepEqual(complaints(() => loadRegister(copy)).slice(0, 3), [
      'views/: -: there is no ViewDefinition',
      'rules.yaml: -: the file is missing',
      'views/VARD.ViewDefinition.json: -: the view of table VARD is missing',
    ]);
  });

  it('refuses a variable that the law does not permit (R-3)', () => {
    change('register.yaml', (text) => text.replace('permitted: utfall', 'permitted: personlighet'));
    assert.deepEqual(
      complaints(() => loadRegister(copy)),
      ['register.yaml: variables.2 (EQ5D).permitted: personlighet is no permitted data of the register (R-3)'],
    );
  });

  it('holds views and variables together (D-3)', () => {
    change('views/VARD.ViewDefinition.json', (text) => text.replace('"name": "FRAKTUR"', '"name": "BROTT"'));
    assert.deepEqual(
      complaints(() => loadRegister(copy)),
      [
        'views/VARD.ViewDefinition.json: select: there is no column for the variable FRAKTUR',
        'views/VARD.ViewDefinition.json: select: the column BROTT is no variable of table VARD in register.yaml',
      ],
    );
  });

  it('refuses an expression that can never be right, and an unknown field', () => {
    change('eligibility.yaml', (text) => text.replace('%icd', '%idc'));
    change('rules.yaml', (text) => text.replace('uses: []', 'uses: []\nuse: []'));
    const [first, ...more] = complaints(() => loadRegister(copy));
    assert.equal(first, 'rules.yaml: use: is no field of this file');
    assert.deepEqual(more, []);
    change('rules.yaml', (text) => text.replace('\nuse: []', ''));
    assert.match(complaints(() => loadRegister(copy))[0] ?? '', /^eligibility\.yaml: hip-fracture\.when: .*idc/);
  });

  it('refuses elements that do not exist, in views and in expressions', () => {
    change('views/VARD.ViewDefinition.json', (text) => text.replace('period.start', 'perod.start'));
    change('eligibility.yaml', (text) => text.replace('Encounter.class.code', 'Encounter.klass.code'));
    const [expression, view] = complaints(() => loadRegister(copy));
    assert.equal(expression, 'eligibility.yaml: hip-fracture.when: Encounter has no element klass');
    assert.match(view ?? '', /^views\/VARD\.ViewDefinition\.json: select\[0\]\.column\[0\]\.path: .*perod/);
  });

  it('refuses versions that are in force at the same time', () => {
    change('register.yaml', (text) =>
      text.replace(
        "version: '3', mapping: '1', from: 2026-06-01, status: draft",
        "version: '3', mapping: '1', from: 2026-06-01, status: active",
      ),
    );
    assert.deepEqual(
      complaints(() => loadRegister(copy)),
      ['register.yaml: versions: 2 and 3 are in force at the same time'],
    );
  });

  it('refuses two registers of one name', () => {
    assert.deepEqual(
      complaints(() => loadRegisters(join(copy, '..'), [join(FIXTURE, '..')])),
      ['id', 'shortName'].map((field) => {
        const value = field === 'id' ? 'hoftfraktur-exempel' : 'hoft';
        return `register.yaml: ${field}: another register has the ${field} ${value}`;
      }),
    );
  });

  it('tells what is wrong in every folder before it gives up', () => {
    change('register.yaml', (text) => text.replace('shortName: hoft\n', ''));
    cpSync(copy, join(copy, '..', 'ett-till'), { recursive: true });
    assert.deepEqual(
      complaints(() => loadRegisters(join(copy, '..'))),
      ['register.yaml: shortName: is missing', 'register.yaml: shortName: is missing'],
    );
  });

  it('refuses what is not YAML or not JSON, saying so', () => {
    change('register.yaml', (text) => `${text}\n: : [`);
    assert.match(complaints(() => loadRegister(copy))[0] ?? '', /^register\.yaml: -: not YAML: /);
  });
});
