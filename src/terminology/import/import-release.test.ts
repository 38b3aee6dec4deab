import assert from 'node:assert/strict';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SlussError } from '../../errors/sluss-error.ts';
import { PACKAGE_ROOT } from '../../package-root.ts';
import { listEditions } from '../edition-files.ts';
import { lookup } from '../lookup.ts';
import { createTerminology } from '../service.ts';
import { subsumes } from '../subsumes.ts';
import { importRelease } from './import-release.ts';

/** The official files of 2021, where a developer has them beside the checkout. */
const RELEASES = join(PACKAGE_ROOT, '../shared/terminology-releases');
const ICD = 'http://hl7.org/fhir/sid/icd-10-se';
const KVA = 'urn:oid:1.2.752.116.1.3.2.1.4';

const fails = (code: string, contains: string) => (error: unknown) => {
  assert.ok(error instanceof SlussError, String(error));
  assert.equal(error.findings[0]?.code, code);
  assert.ok(error.findings[0].message.en.includes(contains), error.findings[0].message.en);
  return true;
};

function rowsOf(folder: string): string[][] {
  return readdirSync(folder).flatMap((file) =>
    readFileSync(join(folder, file), 'utf8')
      .replace(/^\uFEFF/, '')
      .split('\n')
      .map((line) => line.split('\t').map((part) => part.trim()))
      .filter(([code]) => code && code !== 'Kod:'),
  );
}

describe('importing the official releases', function () {
  this.timeout(60_000);
  let folder: string;

  before(function () {
    if (!existsSync(RELEASES)) this.skip();
    folder = mkdtempSync(join(tmpdir(), 'sluss-editions-'));
  });
  after(() => folder && rmSync(folder, { recursive: true }));

  const icd = () => ({ format: 'icd-10-se', paths: [join(RELEASES, 'icd-10-se-2021-text')], edition: '2021', folder });
  const kva = () => ({
    format: 'kva',
    paths: [join(RELEASES, 'kma-2021-text'), join(RELEASES, 'kka-2021-text')],
    edition: '2021',
    folder,
  });

  it('writes nothing on a dry run', () => {
    const report = importRelease({ ...icd(), dryRun: true });
    assert.deepEqual([report.codes, report.headings], [33_609, 2342]);
    assert.deepEqual(readdirSync(folder), []);
  });

  it('brings every code with text, description and hierarchy', () => {
    assert.equal(importRelease(icd()).codes, 33_609);
    assert.equal(importRelease(kva()).codes, 11_092);
    const terminology = createTerminology({ folders: [join(PACKAGE_ROOT, 'terminology')], editions: folder });
    for (const [system, paths] of [
      [ICD, icd().paths],
      [KVA, kva().paths],
    ] as const) {
      const concepts = terminology.edition(system)?.concepts;
      assert.ok(concepts);
      let found = 0;
      for (const [code = '', , text, description] of paths.flatMap(rowsOf)) {
        const n = concepts.indexOf(code);
        // Headings that the two volumes of KVÅ share have the volume in front.
        if (n < 0 && system === KVA && code.length <= 2) continue;
        assert.ok(n >= 0, code);
        assert.equal(concepts.display(n), text, code);
        assert.equal(concepts.definition(n) ?? '', description ?? '', code);
        assert.ok(concepts.parents(n).length === 1 || /^\d\d$/.test(code), `${code} has a parent`);
        found++;
      }
      assert.ok(found > 12_000);
    }
    assert.deepEqual(lookup(terminology, { system: ICD, code: 'S7200' }).parents, ['S720']);
    assert.deepEqual(lookup(terminology, { system: ICD, code: 'S72' }).parents, ['S70-S79']);
    assert.deepEqual(lookup(terminology, { system: ICD, code: 'C00-C14' }).parents, ['02']);
    assert.deepEqual(lookup(terminology, { system: ICD, code: 'X6009' }).parents, ['X60']);
    assert.deepEqual(lookup(terminology, { system: ICD, code: 'A17' }).properties, [
      { code: 'dagger-asterisk', value: '†' },
    ]);
    assert.equal(subsumes(terminology, { system: ICD, codeA: '19', codeB: 'S7200' }).outcome, 'subsumes');
    assert.equal(subsumes(terminology, { system: ICD, codeA: 'I109', codeB: 'I10' }).outcome, 'subsumed-by');
    assert.equal(subsumes(terminology, { system: KVA, codeA: 'KKÅ', codeB: 'NFB49' }).outcome, 'subsumes');
    assert.equal(subsumes(terminology, { system: KVA, codeA: 'KMÅ', codeB: 'NFB49' }).outcome, 'not-subsumed');
    assert.equal(
      lookup(terminology, { system: KVA, code: 'KMÅ-AA' }).display,
      'Nervsystemet, kraniet och intrakraniella strukturer',
    );
    assert.equal(lookup(terminology, { system: KVA, code: 'PD000' }).heading, true);
  });

  it('has every code of the shipped fragments with the same text', () => {
    const editions = createTerminology({ folders: [join(PACKAGE_ROOT, 'terminology')], editions: folder });
    const fragments = createTerminology({ folders: [join(PACKAGE_ROOT, 'terminology')] });
    for (const system of [ICD, KVA]) {
      const whole = editions.edition(system)?.concepts;
      const fragment = fragments.edition(system)?.concepts;
      assert.ok(whole && fragment);
      for (let n = 0; n < fragment.size; n++) {
        const at = whole.indexOf(fragment.code(n));
        assert.ok(at >= 0, fragment.code(n));
        assert.equal(whole.display(at), fragment.display(n));
        assert.equal(whole.isHeading(at), fragment.isHeading(n), fragment.code(n));
        assert.deepEqual(
          fragment.parents(n).map((parent) => fragment.code(parent)),
          whole.parents(at).map((parent) => whole.code(parent)),
          fragment.code(n),
        );
      }
    }
  });

  it('checks an event against the edition of its date', () => {
    importRelease({ ...icd(), edition: '2024' });
    const terminology = createTerminology({ folders: [join(PACKAGE_ROOT, 'terminology')], editions: folder });
    const version = (date?: string) => terminology.validateCoding({ system: ICD, code: 'I10.9', date }).systemVersion;
    assert.equal(version('2021-01-01'), '2021');
    assert.equal(version('2023-12-31'), '2021');
    assert.equal(version('2024-01-01'), '2024');
    assert.equal(version(), '2024');
    const coverage = (date: string) => terminology.validateCoding({ system: ICD, code: 'I10.9', date }).coverage?.kind;
    const fragment = terminology.catalogue.search('CodeSystem', [
      ['content-mode', 'fragment'],
      ['url', ICD],
    ])[0]?.date;
    assert.deepEqual([version('2020-12-31'), coverage('2020-12-31')], [fragment, 'before']);
    assert.deepEqual(
      [coverage('2021-01-01'), coverage('2024-12-31'), coverage('2025-01-01')],
      [undefined, undefined, 'newest'],
    );
    assert.equal(terminology.validateCoding({ system: ICD, code: 'Q99.8', date: '2024-06-01' }).status, 'valid');
    assert.equal(terminology.validateCoding({ system: ICD, code: 'A991', date: '2024-06-01' }).status, 'unknown-code');
    assert.equal(
      terminology.validateCoding({ system: ICD, version: '2021', code: 'I109', date: '2024-06-01' }).systemVersion,
      '2021',
    );
  });

  it('keeps the old edition when the new one is wrong, cut short or in another encoding', () => {
    const before = listEditions(folder).map(({ name, version, sha256 }) => [name, version, sha256]);
    const copy = mkdtempSync(join(tmpdir(), 'sluss-release-'));
    const spoil = (file: string, change: (bytes: Buffer) => Buffer | undefined) => {
      rmSync(copy, { recursive: true });
      cpSync(icd().paths[0]!, copy, { recursive: true });
      const changed = change(readFileSync(join(copy, file)));
      rmSync(join(copy, file));
      if (changed) writeFileSync(join(copy, file), changed);
      return () => importRelease({ ...icd(), paths: [copy] });
    };
    const half = (bytes: Buffer) => bytes.subarray(0, bytes.lastIndexOf(10, bytes.length / 2));
    assert.throws(spoil('digit5.txt', half), fails('import-incomplete', 'all codes under it are missing'));
    assert.throws(spoil('digit4.txt', half), fails('import-incomplete', ''));
    assert.throws(spoil('digit3.txt', half), fails('import-incomplete', 'above it is missing'));
    assert.throws(spoil('block.txt', half), fails('import-incomplete', 'the block that holds it is missing'));
    assert.throws(
      spoil('chapter.txt', () => undefined),
      fails('import-file-missing', 'icd-10-se.tsv'),
    );
    assert.throws(
      spoil('digit4.txt', () => undefined),
      fails('import-file-missing', 'digit4.txt'),
    );
    assert.throws(
      spoil('digit3.txt', (bytes) => Buffer.from(bytes.toString('utf8'), 'latin1')),
      fails('import-encoding', 'digit3.txt is not UTF-8 (line 1)'),
    );
    assert.throws(
      spoil('digit3.txt', () => readFileSync(join(icd().paths[0]!, 'digit4.txt'))),
      fails('import-wrong-file', 'digit3.txt, line 1'),
    );
    assert.throws(() => importRelease({ ...kva(), paths: [kva().paths[0]!] }), fails('import-file-missing', 'KKÅ'));
    assert.throws(() => importRelease({ ...icd(), paths: kva().paths }), fails('import-file-missing', 'chapter.txt'));
    assert.deepEqual(
      listEditions(folder).map(({ name, version, sha256 }) => [name, version, sha256]),
      before,
    );
    rmSync(copy, { recursive: true });
  });

  it('says what a new edition changes, and notices one that has been tampered with', () => {
    const report = importRelease({ ...icd(), edition: '2025', dryRun: true });
    assert.deepEqual(report.compared, { version: '2024', added: 0, removed: 0 });
    const place = join(folder, 'icd-10-se');
    const file = readdirSync(place).find((name) => name.startsWith('2024.') && name.endsWith('.gz'));
    writeFileSync(join(place, file!), 'x');
    const terminology = createTerminology({ folders: [join(PACKAGE_ROOT, 'terminology')], editions: folder });
    assert.throws(() => terminology.edition(ICD)?.concepts, fails('edition-file-broken', 'changed since the import'));
  });
});

describe('importing tables', () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'sluss-tables-'));
  });
  after(() => rmSync(folder, { recursive: true }));

  const file = (name: string, text: string) => {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  const request = (format: string, path: string) => ({
    format,
    paths: [path],
    edition: '2026',
    folder: join(folder, 'out'),
  });

  it('reads the table that ICD-10-SE is published as since, with its notes and dots', async () => {
    const { icd10Se } = await import('./icd-10-se.ts');
    const concepts = icd10Se.read([
      file(
        'icd-10-se.tsv',
        '\uFEFF"Kod"\t"Giltig från"\t"Överordnad kod"\t"Titel"\t"Latin"\t"Beskrivning"\t"Ej huvuddiagnos"\n' +
          '"09"\t""\t""\t"Cirkulationsorganens sjukdomar"\t""\t""\t""\n' +
          '"I10-I15"\t""\t"09"\t"Hypertonisjukdomar"\t""\t""\t""\n' +
          '"I10"\t""\t"I10-I15"\t"Essentiell hypertoni"\t"Hypertonia essentialis"\t""\t""\n' +
          '"I10"\t""\t""\t""\t""\t"Utesluter ""andra""\nformer"\t""\n' +
          '"I10.9"\t"1997-01-01"\t"I10"\t"Essentiell hypertoni"\t""\t""\t"Ska inte användas som huvuddiagnos"\n',
      ),
    ]);
    assert.deepEqual(
      concepts.find(({ code }) => code === 'I109'),
      {
        code: 'I109',
        parents: ['I10'],
        display: 'Essentiell hypertoni',
        definition: undefined,
        properties: [
          { code: 'valid-from', value: '1997-01-01' },
          { code: 'not-main-diagnosis', value: true },
        ],
      },
    );
    const heading = concepts.find(({ code }) => code === 'I10');
    assert.equal(heading?.heading, true);
    assert.equal(heading.definition, 'Utesluter "andra"\nformer');
    assert.deepEqual(heading.designations, [{ language: 'la', value: 'Hypertonia essentialis' }]);
  });

  it('reads the two tables of KVÅ, and those of ICF and KSI', async () => {
    const { kva } = await import('./kva.ts');
    const { icf, ksi } = await import('./tree-table.ts');
    const table = (rows: string[]) =>
      `Kod\tÖverordnad kod\tTitel\tBeskrivning\n${rows.map((row) => row.replaceAll('|', '\t')).join('\n')}\n`;
    const surgical = file(
      'kka.tsv',
      table(['A||Nervsystemet', 'AA|A|Kraniet', 'AAA|AA|Diagnostik', 'AAA00|AAA|Kraniotomi|Öppen']),
    );
    const medical = file(
      'kma.tsv',
      table(['A||Utredning', 'AA|A|Nervsystemet', 'AA001|AA|Test', 'AA000|AA|Rubrik', 'AA00112|AA|Sju tecken']),
    );
    const codes = kva
      .read([medical, surgical])
      .map(({ code, parents, heading }) => [code, parents?.[0], heading ?? false]);
    assert.deepEqual(codes, [
      ['KKÅ', undefined, true],
      ['KKÅ-A', 'KKÅ', true],
      ['KKÅ-AA', 'KKÅ-A', true],
      ['AAA', 'KKÅ-AA', true],
      ['AAA00', 'AAA', false],
      ['KMÅ', undefined, true],
      ['KMÅ-A', 'KMÅ', true],
      ['KMÅ-AA', 'KMÅ-A', true],
      ['AA001', 'KMÅ-AA', false],
      ['AA000', 'KMÅ-AA', true],
      ['AA00112', 'KMÅ-AA', false],
    ]);
    const functions = icf.read([
      file(
        'icf.tsv',
        table([
          'b||Kroppsfunktioner',
          'b1|b|Psykiska',
          'b110-b139|b1|Övergripande',
          'b110|b110-b139|Medvetande',
          'b1528B|b110|Ensamhet',
        ]),
      ),
    ]);
    assert.deepEqual(
      functions.map(({ heading }) => heading ?? false),
      [true, true, true, false, false],
    );
    const social = ksi.read([
      file('ksi.tsv', table(['SA-SC||Lärande', 'SA1|SA-SC|Lärande', 'SA1.AA.ZZ|SA1|Bedömning'])),
    ]);
    assert.deepEqual(
      social.map(({ code, heading }) => [code, heading ?? false]),
      [
        ['SA-SC', true],
        ['SA1', true],
        ['SA1.AA.ZZ', false],
      ],
    );
    assert.throws(() => icf.read([file('icf2.tsv', table(['I10||Fel']))]), fails('import-wrong-file', 'line 2'));
  });

  it('reads ClaML', async () => {
    const { icd10Se } = await import('./icd-10-se.ts');
    const one = (code: string, text: string, parent?: string) =>
      `<Class code="${code}" kind="x">${parent ? `<SuperClass code="${parent}"/>` : ''}<Rubric kind="preferred"><Label xml:lang="sv">${text}</Label></Rubric><Rubric kind="definition"><Label><Para>Om</Para> ${code}</Label></Rubric></Class>`;
    const xml = `<?xml version="1.0" encoding="UTF-8"?><ClaML version="2.0.0"><Title name="ICD-10-SE"/>${one('09', 'Cirkulation')}${one('I10-I15', 'Hypertoni', '09')}${one('I10', 'Essentiell', 'I10-I15')}${one('I10.9', 'Essentiell', 'I10')}</ClaML>`;
    const concepts = icd10Se.read([file('icd.xml', xml)]);
    assert.deepEqual(concepts.at(-1), {
      code: 'I109',
      parents: ['I10'],
      display: 'Essentiell',
      definition: 'Om I10.9',
    });
    assert.deepEqual(
      concepts.map(({ heading }) => heading ?? false),
      [true, true, true, false],
    );
    assert.throws(() => icd10Se.read([file('icd.xml', xml.slice(0, -30))]), fails('import-wrong-file', 'icd.xml'));
    assert.throws(() => icd10Se.read([file('icd.xml', '<html/>')]), fails('import-wrong-file', '<html>'));
    assert.throws(
      () => icd10Se.read([file('icd.xml', xml.replace('code="I10" kind', 'code="I11" kind'))]),
      fails('import-incomplete', 'I10 above it'),
    );
  });

  it('reads lists, and names the line that is wrong', () => {
    const rows = Array.from({ length: 300 }, (_, n) => `${String(1000 + n)};Kommun ${n}`);
    const report = importRelease(request('kommun', file('kommun.csv', `Kod;Namn\r\n${rows.join('\r\n')}\r\n`)));
    assert.equal(report.codes, 300);
    const wrong = file('kommun2.csv', `Kod;Namn\n${rows.slice(0, 5).join('\n')}\n12;Fel\n`);
    assert.throws(() => importRelease(request('kommun', wrong)), fails('import-wrong-file', 'line 7'));
    assert.throws(
      () => importRelease(request('kommun', file('kommun3.csv', `A;B\n${rows.join('\n')}`))),
      fails('import-wrong-file', 'Kod'),
    );
    const twice = file('kommun4.csv', `Kod;Namn\n${rows.join('\n')}\n1000;Annan\n`);
    assert.throws(() => importRelease(request('kommun', twice)), fails('import-duplicate-code', 'line 302'));
    const few = file('kommun5.csv', `Kod;Namn\n${rows.slice(0, 9).join('\n')}\n`);
    assert.throws(() => importRelease(request('kommun', few)), fails('import-incomplete', '9 codes'));
    const open = file('kommun6.csv', 'Kod;Namn\n"1000;Kommun\n');
    assert.throws(() => importRelease(request('kommun', open)), fails('import-wrong-file', 'a quote without an end'));
  });

  it('reads ATC without the veterinary codes', async () => {
    const { atc } = await import('./atc.ts');
    const concept = (code: string, text: string, more = '') =>
      `<concept code="${code}"${more}><designations><designation language="en">${text}-en</designation><designation language="sv">${text}</designation></designations></concept>`;
    const xml = `<?xml version="1.0"?><codesystem xmlns="urn:x"><concepts>${concept('A', 'Matsmältning')}${concept('A10BA02', 'metformin')}${concept('A10BA99', 'gammal', ' throughDate="2001-01-01"')}${concept('QA', 'vet')}${concept('-', 'ospecificerad')}</concepts></codesystem>`;
    const concepts = atc.read([file('atc-code.xml', xml)]);
    assert.deepEqual(
      concepts.map(({ code, display, parents, heading, inactive }) => [code, display, parents, heading, inactive]),
      [
        ['A', 'Matsmältning', undefined, true, undefined],
        ['A10BA02', 'metformin', ['A'], undefined, undefined],
        ['A10BA99', 'gammal', ['A'], undefined, true],
      ],
    );
    assert.throws(
      () => atc.read([file('atc-code.xml', xml.slice(0, 200))]),
      fails('import-wrong-file', 'atc-code.xml'),
    );
  });

  it('refuses editions and formats that it does not know', () => {
    const path = file('x.csv', 'Kod;Text\n');
    assert.throws(() => importRelease(request('icd-9', path)), fails('import-format-unknown', 'icd-10-se'));
    assert.throws(() => importRelease({ ...request('mvo', path), edition: '../x' }), fails('import-edition', '../x'));
    assert.throws(() => importRelease({ ...request('mvo', path), edition: 'v2' }), fails('import-edition', 'v2'));
    assert.throws(
      () => importRelease({ ...request('mvo', join(folder, 'none')) }),
      fails('import-file-missing', 'none'),
    );
  });
});
