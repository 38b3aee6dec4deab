/** SNOMED CT over HTTP and on the command line, with a made-up edition in the database. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Parameters, ValueSet } from '@medplum/fhirtypes';
import { PACKAGE_ROOT } from '../../src/package-root.ts';
import { importSnomedEdition } from '../../src/repository/snomed/import-edition.ts';
import { around, bundle, diagnosis, PEOPLE, REGION, visit } from '../support/care.ts';
import { makeClient, type TestClient } from '../support/client.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { type Answer, startTestGateway, type TestGateway } from '../support/gateway.ts';
import { issuesTold, receiptOf } from '../support/receipt.ts';
import { ROOT, writeSmallRelease } from '../support/snomed-release.ts';

const SNOMED = 'http://snomed.info/sct';
const SPRING = `${SNOMED}/45991000052106/version/20260531`;
const AUTUMN = `${SNOMED}/45991000052106/version/20261130`;
const ICD = 'http://hl7.org/fhir/sid/icd-10-se';

describe('SNOMED CT', function () {
  this.timeout(90_000);
  let folder: string;
  let database: TestDatabase;
  let client: TestClient;
  let running: TestGateway;
  let ask: ReturnType<TestGateway['as']>;
  let made: ReturnType<typeof writeSmallRelease>;

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'sluss-snomed-'));
    database = await freshDatabase();
    for (const [day, edition] of [
      ['20260531', '2026-05-31'],
      ['20261130', '2026-11-30'],
    ] as const) {
      const release = join(folder, day);
      made = writeSmallRelease(release, day);
      await importSnomedEdition(database.pool, { paths: [release], edition });
    }
    writeValueSets(join(folder, 'own'), made);
    client = await makeClient({ vardgivare: [REGION] });
    running = await startTestGateway([client], { databaseUrl: database.url, terminology: [join(folder, 'own')] });
    ask = running.as(client);
  });
  after(async () => {
    await running?.close();
    await database?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const get = (path: string, parameters: Record<string, string> = {}) =>
    ask('GET', `${path}?${new URLSearchParams(parameters)}`);
  const values = ({ body }: Answer, name: string): unknown[] =>
    ((body as Parameters).parameter ?? [])
      .filter((item) => item.name === name)
      .map(({ name: _name, ...rest }) => Object.values(rest)[0]);
  const value = (answer: Answer, name: string) => values(answer, name)[0];
  const code = ({ body }: Answer): string => body.issue?.[0].details.coding[0].code;
  const codes = ({ body }: Answer) => ((body as ValueSet).expansion?.contains ?? []).map((item) => item.code);

  it('is looked up with its terms and its place, in the language that is asked for', async () => {
    const answer = await get('/CodeSystem/$lookup', { system: SNOMED, code: made.upper });
    assert.equal(answer.status, 200, answer.text);
    assert.deepEqual([value(answer, 'display'), value(answer, 'version')], ['Övre vobbel', AUTUMN]);
    const designations = values(answer, 'designation') as {
      name: string;
      valueCode?: string;
      valueString?: string;
    }[][];
    assert.deepEqual(designations.map((parts) => parts.find(({ name }) => name === 'value')?.valueString).sort(), [
      'High wobble',
      'Upper wobble',
      'Upper wobble (made up)',
      'Vobbel i fjället',
      'Övre vobbel',
    ]);
    const properties = Object.fromEntries(
      (values(answer, 'property') as Record<string, unknown>[][]).map((parts) => {
        const { name: _name, ...rest } = parts.find(({ name }) => name === 'value') ?? {};
        return [String(parts.find(({ name }) => name === 'code')?.valueCode), rest];
      }),
    );
    assert.deepEqual(properties.parent, { valueCode: made.finding });
    assert.deepEqual(properties.child, { valueCode: made.both });
    assert.deepEqual(properties.inactive, { valueBoolean: false });
    assert.deepEqual(properties.sufficientlyDefined, { valueBoolean: true });
    assert.deepEqual(properties.moduleId, { valueCode: '900000000000207008' });
    assert.deepEqual(properties.effectiveTime, { valueString: '20261130' });
    const english = await get('/CodeSystem/$lookup', {
      system: '1.2.752.116.2.1.1',
      code: made.upper,
      displayLanguage: 'en',
    });
    assert.equal(value(english, 'display'), 'Upper wobble');
    const untranslated = await get('/CodeSystem/$lookup', { system: SNOMED, code: made.untranslated });
    assert.equal(value(untranslated, 'display'), 'Plain wobble');
  });

  it('is asked by its day, its version and its module', async () => {
    const version = async (parameters: Record<string, string>) =>
      value(await get('/CodeSystem/$lookup', { system: SNOMED, code: made.upper, ...parameters }), 'version');
    assert.equal(await version({ date: '2026-08-01' }), SPRING);
    assert.equal(await version({ date: '2026-12-24' }), AUTUMN);
    assert.equal(await version({ version: SPRING }), SPRING);
    assert.equal(await version({ version: `${SNOMED}/45991000052106` }), AUTUMN);
    const before = await get('/CodeSystem/$validate-code', { url: SNOMED, code: made.upper, date: '2020-01-01' });
    assert.equal(value(before, 'result'), false);
    assert.match(String(value(before, 'message')), /could not be checked.*first imported edition/);
  });

  it('says what is not there', async () => {
    const unknown = await get('/CodeSystem/$lookup', { system: SNOMED, code: '84114007' });
    assert.deepEqual([unknown.status, code(unknown)], [404, 'code-not-found']);
    const malformed = await get('/CodeSystem/$lookup', { system: SNOMED, code: '12' });
    assert.deepEqual([malformed.status, code(malformed)], [404, 'code-not-found']);
    const version = await get('/CodeSystem/$lookup', {
      system: SNOMED,
      code: made.upper,
      version: `${SNOMED}/554471000005108`,
    });
    assert.deepEqual([version.status, code(version)], [404, 'code-system-not-found']);
  });

  it('has its subsumption', async () => {
    const outcome = async (codeA: string, codeB: string) =>
      value(await get('/CodeSystem/$subsumes', { system: SNOMED, codeA, codeB }), 'outcome');
    assert.equal(await outcome(ROOT, made.both), 'subsumes');
    assert.equal(await outcome(made.both, made.site), 'subsumed-by');
    assert.equal(await outcome(made.lower, made.upper), 'not-subsumed');
    assert.equal(await outcome(made.lower, made.lower), 'equivalent');
  });

  it('validates codes and their displays, and tells of inactive ones and of expressions', async () => {
    const check = (parameters: Record<string, string>) =>
      get('/CodeSystem/$validate-code', { url: SNOMED, ...parameters });
    assert.equal(value(await check({ code: made.upper, display: 'Vobbel i fjället' }), 'result'), true);
    const wrong = await check({ code: made.upper, display: 'Plats' });
    assert.deepEqual([value(wrong, 'result'), /Övre vobbel/.test(String(value(wrong, 'message')))], [false, true]);
    const inactive = await check({ code: made.inactive });
    assert.deepEqual([value(inactive, 'result'), value(inactive, 'inactive')], [true, true]);
    assert.equal(value(await check({ code: '84114007' }), 'result'), false);
    const expression = await check({ code: `${made.upper}:363698007=39057004` });
    assert.match(String(value(expression, 'message')), /post-coordinated expressions are not checked/);
    const concept = await ask('POST', '/CodeSystem/$validate-code', {
      resourceType: 'Parameters',
      parameter: [
        { name: 'url', valueUri: SNOMED },
        {
          name: 'codeableConcept',
          valueCodeableConcept: {
            coding: [
              { system: ICD, code: 'I109' },
              { system: SNOMED, code: made.lower },
            ],
          },
        },
      ],
    });
    assert.equal(value(concept, 'result'), true);
  });

  it('has value sets that every concept and reference set implies', async () => {
    const inSet = async (set: string, of: string, system: Record<string, string> = { system: SNOMED }) =>
      value(await get('/ValueSet/$validate-code', { url: `${SNOMED}${set}`, code: of, ...system }), 'result');
    assert.equal(await inSet(`?fhir_vs=isa/${made.finding}`, made.both), true);
    assert.equal(await inSet(`?fhir_vs=isa/${made.finding}`, made.both, {}), true);
    assert.equal(await inSet(`?fhir_vs=isa/${made.upper}`, made.lower), false);
    assert.equal(await inSet(`?fhir_vs=refset/${made.refset}`, made.upper), true);
    assert.equal(await inSet(`/45991000052106/version/20260531?fhir_vs=refset/${made.refset}`, made.lower), false);
    assert.equal(await inSet('?fhir_vs', made.inactive), true);
  });

  describe('expansion', () => {
    const expand = (url: string, parameters: Record<string, string> = {}) =>
      get('/ValueSet/$expand', { url: `${SNOMED}${url}`, ...parameters });
    const byCode = (...ids: string[]) => ids.sort((a, b) => (BigInt(a) < BigInt(b) ? -1 : 1));

    it('gives a concept and all below it, by the page', async () => {
      const { finding, upper, lower, both, untranslated } = made;
      const all = await expand(`?fhir_vs=isa/${finding}`);
      assert.equal(all.status, 200, all.text);
      const expected = byCode(finding, upper, lower, both, untranslated);
      assert.deepEqual(codes(all), expected);
      assert.equal((all.body as ValueSet).expansion?.total, 5);
      assert.ok(
        (all.body as ValueSet).expansion?.parameter?.some(({ valueUri }) => valueUri === `${SNOMED}|${AUTUMN}`),
      );
      const page = await expand(`?fhir_vs=isa/${finding}`, { offset: '1', count: '2' });
      assert.deepEqual(codes(page), expected.slice(1, 3));
      const pages: Record<string, string>[] = [
        { offset: '90' },
        { count: '0' },
        { filter: 'wob', offset: '90' },
        { filter: 'wob', count: '0' },
      ];
      for (const beyond of pages) {
        const none = await expand(`?fhir_vs=isa/${finding}`, beyond);
        assert.deepEqual([codes(none), (none.body as ValueSet).expansion?.total], [[], 5]);
      }
      assert.deepEqual(
        codes(await expand(`/45991000052106/version/20260531?fhir_vs=refset/${made.refset}`)),
        byCode(upper, both),
      );
    });

    it('finds by the beginnings of words in both languages, without accents, the shortest text first', async () => {
      const { finding, upper, lower, both, untranslated } = made;
      assert.deepEqual(codes(await expand(`?fhir_vs=isa/${finding}`, { filter: 'ovre vob' })), [upper]);
      assert.deepEqual(codes(await expand('?fhir_vs', { filter: 'fjall' })), [upper]);
      assert.deepEqual(codes(await expand(`?fhir_vs=isa/${finding}`, { filter: 'WOB' })), [
        finding,
        upper,
        lower,
        untranslated,
        both,
      ]);
      assert.deepEqual(codes(await expand('?fhir_vs', { filter: lower })), [lower]);
      assert.deepEqual(codes(await expand('?fhir_vs', { filter: "x'; DROP" })), []);
      const english = await expand('?fhir_vs', { filter: 'fjall', displayLanguage: 'en', includeDesignations: 'true' });
      const [found] = (english.body as ValueSet).expansion?.contains ?? [];
      assert.equal(found?.display, 'Upper wobble');
      assert.equal(found?.designation?.length, 5);
    });

    it('leaves inactive concepts out when asked', async () => {
      assert.ok(codes(await expand('?fhir_vs', { filter: 'gammalt' })).includes(made.inactive));
      assert.deepEqual(codes(await expand('?fhir_vs', { filter: 'gammalt', activeOnly: 'true' })), []);
    });

    it('takes value sets with filters, lists, exclusions, and other value sets', async () => {
      const { finding, upper, lower, both, untranslated } = made;
      const named = (name: string) => get('/ValueSet/$expand', { url: `https://region.example/${name}` });
      const below = await named('below');
      assert.equal(below.status, 200, below.text);
      assert.deepEqual(codes(below), byCode(lower, untranslated));
      assert.deepEqual(codes(await named('primitive')), [both]);
      assert.deepEqual(codes(await named('above')), byCode(ROOT, finding, upper));
      assert.deepEqual(codes(await named('shared')), [both]);
      assert.deepEqual(codes(await named('children')), byCode(upper, lower));
      const attribute = await named('attribute');
      assert.deepEqual([attribute.status, code(attribute)], [422, 'expansion-not-possible']);
      const mixed = await named('mixed');
      assert.deepEqual([mixed.status, code(mixed)], [422, 'expansion-not-possible']);
      const sent = await ask('POST', '/ValueSet/$expand', {
        resourceType: 'ValueSet',
        status: 'active',
        compose: {
          include: [
            { system: SNOMED, concept: [{ code: lower }] },
            { system: ICD, concept: [{ code: 'I109' }] },
          ],
        },
      });
      const contains = (sent.body as ValueSet).expansion?.contains ?? [];
      assert.deepEqual(
        contains.map(({ display }) => display),
        ['Nedre vobbel', 'Essentiell hypertoni (högt blodtryck utan känd orsak)'],
      );
    });

    it('agrees with $validate-code', async () => {
      for (const name of ['below', 'primitive', 'shared', 'children', 'constrained', 'compound', 'narrowed']) {
        const url = `https://region.example/${name}`;
        const members = new Set(codes(await get('/ValueSet/$expand', { url })));
        for (const id of Object.values(made)) {
          const answer = await get('/ValueSet/$validate-code', { url, system: SNOMED, code: id });
          assert.equal(value(answer, 'result'), members.has(id), `${name} ${id}: ${answer.text}`);
        }
      }
    });
  });

  describe('expression constraints', () => {
    const url = (ecl: string) => `${SNOMED}?fhir_vs=ecl/${ecl}`;
    const expand = (ecl: string, parameters: Record<string, string> = {}) =>
      get('/ValueSet/$expand', { url: url(ecl), ...parameters });
    const byCode = (...ids: string[]) => ids.sort((a, b) => (BigInt(a) < BigInt(b) ? -1 : 1));

    it('are value sets by their address, encoded or as they are, expanded by the page and with a filter', async () => {
      const { finding, upper, lower, both, untranslated, site, refset } = made;
      const ecl = `<< ${finding} |Wobble| MINUS (^ ${refset} OR ${lower})`;
      const all = await expand(ecl);
      assert.equal(all.status, 200, all.text);
      assert.deepEqual(codes(all), byCode(finding, untranslated));
      assert.equal((all.body as ValueSet).expansion?.total, 2);
      const encoded = await expand(encodeURIComponent(ecl));
      assert.deepEqual(codes(encoded), codes(all));
      assert.equal((encoded.body as ValueSet).url, (all.body as ValueSet).url);
      for (const [constraint, expected] of [
        [`< ${finding} AND < ${site}`, [both]],
        [`> ${both} , << ${finding}`, [finding, upper]],
        [`>! ${both}`, [upper, site]],
        [`<! (${finding} OR ${site})`, [upper, lower, both]],
        [`^ ${refset}`, [upper, both]],
        [`<< (<! ${finding} MINUS ${lower})`, [upper, both]],
        [upper, [upper]],
      ] as const) {
        assert.deepEqual(codes(await expand(constraint)), byCode(...expected), constraint);
      }
      const page = await expand(`<< ${finding} MINUS ${ROOT}`, { offset: '1', count: '2' });
      assert.deepEqual(codes(page), byCode(finding, upper, lower, both, untranslated).slice(1, 3));
      assert.equal((page.body as ValueSet).expansion?.total, 5);
      assert.deepEqual(codes(await expand(`<< ${finding} MINUS ${ROOT}`, { filter: 'ovre' })), [upper]);
      assert.deepEqual(codes(await expand(`<< ${finding} MINUS ${upper}`, { filter: 'ovre' })), []);
      const older = await get('/ValueSet/$expand', {
        url: `${SNOMED}/45991000052106/version/20260531?fhir_vs=ecl/<! ${finding}`,
      });
      assert.ok(older.text.includes(SPRING), older.text);
      assert.deepEqual(codes(older), byCode(upper, lower));
    });

    it('decide codes', async () => {
      const { finding, upper, lower, both } = made;
      const decided = async (ecl: string, of: string) =>
        value(await get('/ValueSet/$validate-code', { url: url(ecl), system: SNOMED, code: of }), 'result');
      assert.equal(await decided(`<< ${finding} MINUS ${lower}`, upper), true);
      assert.equal(await decided(`<< ${finding} MINUS ${lower}`, lower), false);
      assert.equal(await decided(`> ${both}`, upper), true);
      assert.equal(await decided(`> ${both}`, lower), false);
      assert.equal(await decided(`< (>! ${both})`, both), true);
      const given = await ask('POST', '/ValueSet/$validate-code', {
        resourceType: 'Parameters',
        parameter: [
          {
            name: 'valueSet',
            resource: {
              resourceType: 'ValueSet',
              status: 'active',
              compose: {
                include: [{ system: SNOMED, filter: [{ property: 'constraint', op: '=', value: `>> ${both}` }] }],
              },
            },
          },
          { name: 'coding', valueCoding: { system: SNOMED, code: lower } },
        ],
      });
      assert.equal(value(given, 'result'), false, given.text);
    });

    it('are refused by name and place where they cannot be read or are not answered', async () => {
      const { finding, upper } = made;
      const system = { system: SNOMED, code: upper };
      for (const [ecl, status, expected, message] of [
        [`<< ${finding} AND`, 400, 'ecl-syntax', /expected the identifier of a concept/],
        [`< ${finding} : 363698007 = *`, 422, 'ecl-unsupported', /refinement by attributes/],
        [`< ${finding} {{ term = "x" }}`, 422, 'ecl-unsupported', /filters/],
        [`${'('.repeat(30)}${finding}${')'.repeat(30)}`, 422, 'ecl-too-large', /20 levels/],
      ] as const) {
        for (const answer of [await expand(ecl), await get('/ValueSet/$validate-code', { url: url(ecl), ...system })]) {
          assert.deepEqual([answer.status, code(answer)], [status, expected], answer.text);
          assert.match(answer.body.issue[0].details.text, message);
          assert.ok(answer.text.includes('Uttrycksvillkoret'));
        }
      }
    });
  });

  it('is among the code systems, without its concepts', async () => {
    const { body } = await get('/CodeSystem', { url: SNOMED });
    assert.deepEqual(
      body.entry
        .map(({ resource }: { resource: Record<string, unknown> }) => [
          resource.version,
          resource.content,
          resource.count,
        ])
        .sort(),
      [
        [SPRING, 'not-present', 9],
        [AUTUMN, 'not-present', 9],
      ],
    );
  });

  describe('in resources', () => {
    const withSnomed = (snomed: string, display?: string) => ({
      code: {
        coding: [
          { system: ICD, code: 'J189' },
          { system: SNOMED, code: snomed, ...(display && { display }) },
        ],
      },
    });
    const about = (issues: { code: string; expression: string }[]) =>
      issues.filter(({ expression }) => expression.includes('.code.coding[1]')).map((issue) => issue.code);

    it('is checked by $validate', async () => {
      const validate = async (snomed: string, display?: string) => {
        const condition = {
          ...diagnosis('J189'),
          ...withSnomed(snomed, display),
          subject: { display: 'x' },
          encounter: undefined,
        };
        return about(issuesTold((await ask('POST', '/Condition/$validate', condition)).body.issue));
      };
      assert.deepEqual(await validate(made.upper, 'Övre vobbel'), []);
      assert.deepEqual(await validate('84114007'), ['code-unknown']);
      assert.deepEqual(await validate(made.upper, 'Plats'), ['display-wrong']);
      assert.deepEqual(await validate(`${made.upper}:363698007=39057004`), ['code-not-checked']);
    });

    it('is checked in a submission, against the edition of the contact', async () => {
      const submit = async (contact: string, snomed: string, day = '2026-10-06') => {
        const period = { start: `${day}T09:00:00+02:00`, end: `${day}T09:30:00+02:00` };
        const resources = {
          ...around(PEOPLE.maja),
          a5: visit(contact, { period }),
          a6: diagnosis('J189', withSnomed(snomed)),
        };
        const answer = await ask('POST', '', bundle(resources));
        const told = await receiptOf(answer, ask);
        return about(told.findings);
      };
      assert.deepEqual(await submit('S1', made.both), []);
      assert.deepEqual(await submit('S2', '84114007'), ['code-unknown']);
      // Before the first edition nothing can be said, and that is.
      assert.deepEqual(await submit('S3', made.both, '2025-10-06'), ['code-not-checked']);
    });
  });

  it('is imported, listed and looked up on the command line', async () => {
    const data = join(folder, 'data');
    const empty = await freshDatabase();
    const sluss = async (...args: string[]) => {
      const child = spawn(
        process.execPath,
        [join(PACKAGE_ROOT, 'src/sluss.js'), 'terminology', ...args, '--data', data],
        {
          env: { PATH: process.env.PATH, DATABASE_URL: empty.url },
        },
      );
      let [stdout, stderr] = ['', ''];
      child.stdout.on('data', (chunk) => (stdout += chunk));
      child.stderr.on('data', (chunk) => (stderr += chunk));
      const status = await new Promise((resolve) => child.once('close', resolve));
      return { status, stdout, stderr };
    };
    try {
      const release = join(folder, '20260531');
      const dry = await sluss('import', 'snomed-ct', release, '--edition', '2026-05-31', '--dry-run');
      assert.match(
        dry.stdout,
        /9 concepts, 8 active, 6 with a Swedish term.*dry run: nothing was written/s,
        dry.stderr,
      );
      const report = JSON.parse(
        (await sluss('import', 'snomed-ct', release, '--edition', '20260531', '--json')).stdout,
      );
      assert.deepEqual([report.version, report.from, report.written.concept], [SPRING, '2026-05-31', 9]);
      const wrong = await sluss('import', 'snomed-ct', release, '--edition', '20261130');
      assert.deepEqual([wrong.status, wrong.stdout], [1, '']);
      assert.match(wrong.stderr, /^sluss: 20261130 is not the day of the release, which is 20260531/);
      const list = JSON.parse((await sluss('list', '--json')).stdout) as {
        system: string;
        edition: string;
        codes: number;
      }[];
      assert.deepEqual(
        list.filter(({ system }) => system === SNOMED).map(({ edition, codes: size }) => [edition, size]),
        [[SPRING, 9]],
      );
      const shown = await sluss('lookup', 'snomed-ct', made.upper);
      assert.match(
        shown.stdout,
        /Övre vobbel\nA wobble above.*under\n {2}\d+ {2}Vobbel\nover\n {2}\d+ {2}Vobbel på plats/s,
        shown.stderr,
      );
      const last = await sluss('remove', 'snomed-ct', '--edition', '20260531');
      assert.deepEqual([last.status, last.stdout], [1, '']);
      assert.match(last.stderr, /20260531 is the only imported edition/);
      await importSnomedEdition(empty.pool, { paths: [join(folder, '20261130')], edition: '20261130' });
      const unsaid = await sluss('remove', 'snomed-ct', '--edition', '20260531', '--dry-run');
      assert.match(
        unsaid.stdout,
        /9 concepts, \d+ MB.*stay: \S+20261130\ndry run: nothing was removed/s,
        unsaid.stderr,
      );
      const removed = JSON.parse((await sluss('remove', SNOMED, '--edition', SPRING, '--json')).stdout);
      assert.deepEqual([removed.edition, removed.removed, removed.remaining], [SPRING, true, [AUTUMN]]);
      const { rows } = await empty.pool.query<{ partitions: number }>(
        `SELECT count(*)::integer AS partitions FROM pg_inherits WHERE inhparent = 'snomed.closure'::regclass`,
      );
      assert.equal(rows[0]?.partitions, 1);
    } finally {
      await empty.close();
    }
  });
});

/** An operator's own value sets. */
function writeValueSets(own: string, { finding, upper, site, refset }: ReturnType<typeof writeSmallRelease>): void {
  mkdirSync(own);
  const include = (...filter: [property: string, op: string, value: string][]) => ({
    system: SNOMED,
    filter: filter.map(([property, op, value]) => ({ property, op, value })),
  });
  const sets: Record<string, object> = {
    below: {
      include: [include(['concept', 'descendent-of', finding])],
      exclude: [include(['concept', 'in', refset])],
    },
    primitive: { include: [include(['concept', 'is-a', upper], ['sufficientlyDefined', '=', 'false'])] },
    above: { include: [include(['concept', 'generalizes', upper])] },
    shared: { include: [{ valueSet: [`${SNOMED}?fhir_vs=isa/${site}`, `${SNOMED}?fhir_vs=isa/${upper}`] }] },
    children: { include: [include(['parent', '=', finding])] },
    attribute: { include: [include(['363698007', '=', site])] },
    mixed: { include: [include(['concept', 'is-a', upper]), { system: ICD }] },
    constrained: { include: [include(['constraint', '=', `<! ${finding} MINUS ^ ${refset}`])] },
    compound: { include: [include(['constraint', '=', `>> (${upper} OR ${site}) MINUS ${ROOT}`])] },
    narrowed: {
      include: [include(['constraint', '=', `<< ${finding}`], ['sufficientlyDefined', '=', 'false'])],
      exclude: [include(['constraint', '=', `< (^ ${refset})`])],
    },
  };
  for (const [name, compose] of Object.entries(sets)) {
    const set = {
      resourceType: 'ValueSet',
      id: name,
      url: `https://region.example/${name}`,
      status: 'active',
      compose,
    };
    writeFileSync(join(own, `${name}.json`), JSON.stringify(set));
  }
}

describe('without SNOMED CT', function () {
  this.timeout(60_000);
  it('its codes are stated not to be checked', async () => {
    const client = await makeClient();
    const running = await startTestGateway([client]);
    try {
      const condition = {
        resourceType: 'Condition',
        subject: { display: 'x' },
        code: { coding: [{ system: SNOMED, code: '84114007' }] },
      };
      const { body } = await running.as(client)('POST', '/Condition/$validate', condition);
      assert.ok(issuesTold(body.issue).some((issue) => issue.code === 'code-not-checked'));
      const expand = await running.as(client)(
        'GET',
        `/ValueSet/$expand?url=${encodeURIComponent(`${SNOMED}?fhir_vs`)}`,
      );
      assert.equal(expand.status, 422);
    } finally {
      await running.close();
    }
  });
});
