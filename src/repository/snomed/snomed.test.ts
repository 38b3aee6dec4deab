import assert from 'node:assert/strict';
import { cpSync, globSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freshDatabase, type TestDatabase } from '../../../test/support/database.ts';
import { generateRelease, REFSETS, ROOT, writeSmallRelease } from '../../../test/support/snomed-release.ts';
import { zipFolder } from '../../../test/support/zip.ts';
import { SlussError } from '../../errors/sluss-error.ts';
import { DefinitionIndex } from '../../fhir/definitions/definition-index.ts';
import { lookup } from '../../terminology/lookup.ts';
import { Questions } from '../../terminology/snomed/questions.ts';
import { subsumes } from '../../terminology/subsumes.ts';
import { Terminology } from '../../terminology/terminology.ts';
import { createConceptStore } from './concept-store.ts';
import { importSnomedEdition } from './import-edition.ts';

const SNOMED = 'http://snomed.info/sct';
const VERSION = `${SNOMED}/45991000052106/version/20260531`;

describe('SNOMED CT in the database', function () {
  this.timeout(60_000);
  let folder: string;
  let release: string;
  let database: TestDatabase;
  let made: ReturnType<typeof writeSmallRelease>;

  const bring = (paths = [release], more = {}) =>
    importSnomedEdition(database.pool, { paths, edition: '20260531', ...more });
  const count = async (table = 'concept') =>
    Number((await database.pool.query(`SELECT count(*) AS n FROM snomed.${table}`)).rows[0].n);

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'sluss-snomed-'));
    release = join(folder, 'release');
    made = writeSmallRelease(release);
    database = await freshDatabase();
  });
  after(async () => {
    await database?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('writes nothing on a dry run', async () => {
    const report = await bring([release], { dryRun: true });
    assert.deepEqual(
      [report.version, report.concepts, report.active, report.swedish, report.refsets, report.written],
      [VERSION, 9, 8, 6, 1, undefined],
    );
    assert.deepEqual([await count(), await count('edition')], [0, 0]);
  });

  it('brings every concept with its terms, parents and everything above', async () => {
    const steps: string[] = [];
    const report = await bring([release], { onProgress: (step: string) => steps.push(step) });
    assert.deepEqual([...new Set(steps)], ['read', 'check', 'hierarchy', 'write', 'settle']);
    assert.equal(report.written?.concept, 9);
    const { rows } = await database.pool.query(
      'SELECT sv, en, fsn, defined, parents::text[], ancestors::text[], refsets::text[] FROM snomed.concept WHERE id = $1',
      [made.both],
    );
    assert.deepEqual(rows, [
      {
        sv: 'Vobbel på plats',
        en: 'Wobble of a place',
        fsn: 'Wobble of a place (made up)',
        defined: false,
        parents: [made.upper, made.site].sort((a, b) => Number(a) - Number(b)),
        ancestors: [ROOT, made.finding, made.site, made.upper].sort((a, b) => Number(a) - Number(b)),
        refsets: [made.refset],
      },
    ]);
  });

  it('replaces an edition of the same day, and keeps one of another beside it', async () => {
    assert.deepEqual((await bring()).compared, { version: VERSION, added: 0, removed: 0 });
    assert.deepEqual([await count(), await count('edition')], [9, 1]);
    const other = join(folder, 'other');
    writeSmallRelease(other, '20261130');
    await bring([other], { edition: '2026-11-30' });
    assert.deepEqual([await count(), await count('edition')], [18, 2]);
  });

  it('reads archives, the national release beside the international one', async () => {
    const archives = ['INT', 'SE1000052'].map((part) => {
      const archive = join(folder, `${part}.zip`);
      zipFolder(join(release, part), archive);
      return archive;
    });
    assert.equal((await bring(archives)).concepts, 9);
    const bytes = readFileSync(archives[0]!);
    // One byte of a file's packed content is another.
    bytes[bytes.indexOf('sct2_Description') + 100]! ^= 0xff;
    writeFileSync(archives[0]!, bytes);
    await assert.rejects(bring(archives), (error: SlussError) => error.findings[0]?.code === 'import-incomplete');
    truncateSync(archives[0]!, 1000);
    await assert.rejects(bring(archives), (error: SlussError) => error.findings[0]?.code === 'import-file-missing');
  });

  describe('refuses what is not a whole release, and keeps what is there', () => {
    const file = (name: string) => globSync(`**/${name}`, { cwd: release })[0]!;
    const lines = (text: string) => text.trimEnd().split('\r\n');
    const cases: [
      what: string,
      name: string,
      change: (text: string) => string | Buffer | undefined,
      code: string,
      says: RegExp,
    ][] = [
      [
        'a missing file',
        'sct2_Relationship_Snapshot_INT_20260531.txt',
        () => undefined,
        'import-file-missing',
        /relationship snapshot of INT/,
      ],
      [
        'other columns',
        'sct2_Concept_Snapshot_INT_20260531.txt',
        (text) => text.replace('\tmoduleId', ''),
        'import-wrong-file',
        /line 1.*moduleId/,
      ],
      [
        'a line with fewer columns',
        'sct2_Concept_Snapshot_INT_20260531.txt',
        (text) => text.replace(/\t\d+\r\n$/, '\r\n'),
        'import-wrong-file',
        /line 8: 4 fields/,
      ],
      [
        'a last line that is cut',
        'sct2_Description_Snapshot-en_INT_20260531.txt',
        (text) => text.slice(0, -9),
        'import-wrong-file',
        /without its end/,
      ],
      [
        'another encoding',
        'sct2_Description_Snapshot-sv_SE1000052_20260531.txt',
        (text) => Buffer.from(text, 'latin1'),
        'import-encoding',
        /line 4/,
      ],
      [
        'an identifier with a wrong check digit',
        'sct2_Concept_Snapshot_INT_20260531.txt',
        (text) => text.replace(ROOT, '138875006'),
        'import-wrong-file',
        /138875006/,
      ],
      [
        'a parent that is not there',
        'sct2_Concept_Snapshot_INT_20260531.txt',
        (text) =>
          lines(text)
            .filter((line) => !line.startsWith(made.finding))
            .join('\r\n')
            .concat('\r\n'),
        'import-incomplete',
        /its concept \d+ is missing/,
      ],
      [
        'a concept without a place',
        'sct2_Relationship_Snapshot_INT_20260531.txt',
        (text) => lines(text).slice(0, -1).join('\r\n').concat('\r\n'),
        'import-incomplete',
        /is-a, inferred/,
      ],
      [
        'a concept without a name',
        'sct2_Description_Snapshot-en_INT_20260531.txt',
        (text) =>
          lines(text)
            .filter((line) => !line.includes('Lower wobble ('))
            .join('\r\n')
            .concat('\r\n'),
        'import-incomplete',
        /name is missing/,
      ],
      [
        'half of the language members',
        'der2_cRefset_LanguageSnapshot-en_INT_20260531.txt',
        (text) => lines(text).slice(0, 3).join('\r\n').concat('\r\n'),
        'import-incomplete',
        /preferred terms of/,
      ],
      [
        'a concept below itself',
        'sct2_Relationship_Snapshot_INT_20260531.txt',
        (text) => text.replace(`${made.upper}\t${made.finding}`, `${made.upper}\t${made.both}`),
        'import-incomplete',
        /below itself/,
      ],
    ];
    for (const [what, name, change, code, says] of cases) {
      it(what, async () => {
        const copy = mkdtempSync(join(folder, 'copy-'));
        cpSync(release, copy, { recursive: true });
        const path = join(copy, file(name));
        const changed = change(readFileSync(path, 'utf8'));
        if (changed === undefined) rmSync(path);
        else writeFileSync(path, changed);
        const before = await count();
        await assert.rejects(bring([copy]), (error: SlussError) => {
          assert.ok(error instanceof SlussError, String(error));
          assert.equal(error.findings[0]?.code, code);
          assert.match(error.findings[0]!.message.en, says);
          return true;
        });
        assert.equal(await count(), before);
      });
    }

    it('a concept that stands twice', async () => {
      const copy = mkdtempSync(join(folder, 'copy-'));
      cpSync(join(release, 'INT'), copy, { recursive: true });
      const path = join(copy, globSync('**/sct2_Concept_*', { cwd: copy })[0]!);
      const text = readFileSync(path, 'utf8');
      assert.equal((await bring([copy], { dryRun: true })).version, `${SNOMED}/900000000000207008/version/20260531`);
      writeFileSync(path, `${text}${lines(text)[1]}\r\n`);
      await assert.rejects(bring([copy]), /stands there twice/);
    });

    it('another day than the release has, and no release at all', async () => {
      const code = (error: SlussError) => error.findings[0]?.code;
      await assert.rejects(
        bring([release], { edition: '2026' }),
        (error: SlussError) => code(error) === 'import-edition-day',
      );
      await assert.rejects(bring([join(folder, 'none')]), (error: SlussError) => code(error) === 'import-file-missing');
      await assert.rejects(
        bring([mkdtempSync(join(folder, 'empty-'))]),
        (error: SlussError) => code(error) === 'import-file-missing',
      );
    });
  });

  describe('asked through the terminology', () => {
    const terminologyWith = async (...codes: string[]) => {
      const store = createConceptStore(database.pool);
      const own = new Terminology({ definitions: new DefinitionIndex() });
      const terminology = own.withEditions(await store.editions(), store);
      const questions = new Questions(terminology);
      for (const code of codes) questions.askAll(code);
      return terminology.withFetched(await store.fetch(questions, { children: true }));
    };

    it('tells what a concept is, in the edition of the day', async () => {
      const terminology = await terminologyWith(made.upper, made.inactive);
      const upper = lookup(terminology, { system: SNOMED, code: made.upper }, { date: '2026-07-01' });
      assert.deepEqual(
        [upper.display, upper.version, upper.parents, upper.children, upper.definition],
        ['Övre vobbel', VERSION, [made.finding], [made.both], 'A wobble above the middle.'],
      );
      const english = lookup(
        terminology,
        { system: SNOMED, code: made.upper },
        { version: `${SNOMED}/45991000052106` },
        'en',
      );
      assert.deepEqual([english.display, english.version], ['Upper wobble', VERSION.replace('0531', '1130')]);
      const old = lookup(terminology, { system: SNOMED, code: made.inactive }, { date: '2026-07-01' });
      assert.equal(old.inactive, true);
      assert.ok(old.properties.some(({ code, value }) => code === REFSETS.replacedBy && value === made.upper));
    });

    it('knows the four answers of subsumption', async () => {
      const { finding, both, lower, site } = made;
      const terminology = await terminologyWith(finding, both, lower, site);
      const outcome = (codeA: string, codeB: string) => subsumes(terminology, { system: SNOMED, codeA, codeB }).outcome;
      assert.deepEqual(
        [outcome(finding, both), outcome(both, site), outcome(lower, lower), outcome(lower, both)],
        ['subsumes', 'subsumed-by', 'equivalent', 'not-subsumed'],
      );
    });

    it('validates codes, and says what it has not checked', async () => {
      const { upper, lower, both, inactive, refset, finding } = made;
      const terminology = await terminologyWith(upper, lower, both, inactive, '84114007');
      const ask = (code: string, valueSet?: string, display?: string) =>
        terminology.validateCoding({
          system: SNOMED,
          code,
          ...(valueSet && { valueSet }),
          ...(display && { display }),
        });
      assert.equal(ask(upper).status, 'valid');
      assert.equal(ask(inactive).inactive, true);
      assert.equal(ask('84114007').status, 'unknown-code');
      assert.equal(ask('84114008').status, 'unknown-code');
      // Neither fetched nor decided: not checked.
      assert.equal(ask(finding).status, 'not-checked');
      const expression = ask(`${upper} |Upper| : 363698007 = 39057004`);
      assert.deepEqual(
        [expression.status, expression.reason?.en],
        ['not-checked', 'post-coordinated expressions are not checked'],
      );
      assert.equal(ask(upper, undefined, 'vobbel i fjället').expectedDisplays, undefined);
      assert.ok(ask(upper, undefined, 'Plats').expectedDisplays?.includes('High wobble'));
      const isa = (id: string) => `${SNOMED}?fhir_vs=isa/${id}`;
      assert.equal(ask(both, isa(finding)).status, 'valid');
      assert.equal(ask(lower, isa(upper)).status, 'not-in-value-set');
      assert.equal(ask(upper, `${SNOMED}?fhir_vs=refset/${refset}`).status, 'valid');
      assert.equal(ask(lower, `${VERSION}?fhir_vs=refset/${refset}`).status, 'not-in-value-set');
    });
  });

  describe('of many concepts', () => {
    it('has in the closure exactly what walking up finds', async () => {
      const big = join(folder, 'generated');
      generateRelease(big, 800, '20270531');
      await bring([big], { edition: '20270531' });
      const { rows } = await database.pool.query<{ walked: number; missing: number; extra: number }>(`
        WITH RECURSIVE e AS (SELECT id FROM snomed.edition WHERE version LIKE '%/20270531'),
          isa AS (SELECT c.id AS child, unnest(c.parents) AS parent FROM snomed.concept c JOIN e ON c.edition = e.id),
          walk AS (SELECT child, parent FROM isa UNION SELECT w.child, i.parent FROM walk w JOIN isa i ON i.child = w.parent),
          closed AS (SELECT descendant, ancestor FROM snomed.closure x JOIN e ON x.edition = e.id WHERE descendant <> ancestor)
        SELECT (SELECT count(*) FROM walk) AS walked,
          (SELECT count(*) FROM (SELECT child, parent FROM walk EXCEPT SELECT descendant, ancestor FROM closed) m) AS missing,
          (SELECT count(*) FROM (SELECT descendant, ancestor FROM closed EXCEPT SELECT child, parent FROM walk) x) AS extra`);
      assert.ok(rows[0]!.walked > 5000);
      assert.deepEqual([rows[0]!.missing, rows[0]!.extra], [0, 0]);
    });
  });
});
