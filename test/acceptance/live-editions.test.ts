/** Editions that come and go while gateways run: taken up without a restart, all at once, and never for the worse. */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { importSnomedEdition } from '../../src/repository/snomed/import-edition.ts';
import { removeSnomedEdition } from '../../src/repository/snomed/remove-edition.ts';
import { writeEdition } from '../../src/terminology/edition-files.ts';
import { removeEdition } from '../../src/terminology/remove-edition.ts';
import { around, bundle, diagnosis, PEOPLE, REGION, visit } from '../support/care.ts';
import { makeClient, type TestClient } from '../support/client.ts';
import { type Answer, startTestGateway, type TestGateway } from '../support/gateway.ts';
import { parameterOf } from '../support/parameters.ts';
import { startSluss } from '../support/process.ts';
import { issuesTold, receiptOf } from '../support/receipt.ts';
import { writeSmallRelease } from '../support/snomed-release.ts';

const ICD = 'http://hl7.org/fhir/sid/icd-10-se';
const VALUE_SET = 'https://sluss.se/fhir/ValueSet/icd-10-se';
const SNOMED = 'http://snomed.info/sct';
const SPRING = `${SNOMED}/45991000052106/version/20260531`;
const AUTUMN = `${SNOMED}/45991000052106/version/20261130`;
const KOMMUN = 'urn:oid:1.2.752.129.2.2.1.17';

describe('live editions', function () {
  this.timeout(90_000);
  let data: string;
  let client: TestClient;
  /** On one database and one data folder. */
  let gateways: TestGateway[];
  let made: ReturnType<typeof writeSmallRelease>;

  before(async () => {
    data = mkdtempSync(join(tmpdir(), 'sluss-live-'));
    icd('2024', { S720: 'Collumfraktur' });
    client = await makeClient({ vardgivare: [REGION] });
    const first = await startTestGateway([client], { data, terminologySeconds: 1 });
    gateways = [
      first,
      await startTestGateway([client], { data, databaseUrl: first.database.url, terminologySeconds: 1 }),
    ];
    made = writeSmallRelease(join(data, 'spring'), '20260531');
    writeSmallRelease(join(data, 'autumn'), '20261130');
  });
  after(async () => {
    for (const gateway of gateways?.reverse() ?? []) await gateway.close();
    rmSync(data, { recursive: true, force: true });
  });

  /** Imports an edition of ICD-10-SE with these codes, as the importer writes it. */
  function icd(year: string, codes: Record<string, string>): void {
    const from = `${year}-01-01`;
    const about = { name: 'icd-10-se', url: ICD, version: year, title: 'ICD-10-SE', from, source: [], imported: from };
    const concepts = Object.entries(codes).map(([code, display]) => ({ code, display, parents: ['S72'] }));
    writeEdition(join(data, 'terminology'), about, [{ code: 'S72', display: 'Fraktur', heading: true }, ...concepts]);
  }
  const get = (path: string, query: Record<string, string>, { as }: TestGateway = gateways[0]!) =>
    as(client)('GET', `${path}?${new URLSearchParams(query)}`);
  const takeUp = () => Promise.all(gateways.map(({ gateway }) => gateway.services.takeUpEditions()));
  const snomed = (folder: string, edition: string) =>
    importSnomedEdition(gateways[0]!.database.pool, { paths: [join(data, folder)], edition });
  const versionsOf = async (uri: string, gateway = gateways[0]!): Promise<string[]> => {
    const { body } = await get('/metadata', { mode: 'terminology' }, gateway);
    const system = body.codeSystem.find((item: { uri: string }) => item.uri === uri);
    return (system?.version ?? []).map(({ code }: { code: string }) => code);
  };
  const codeOf = ({ body }: Answer): string | undefined => body.issue?.[0].details.coding[0].code;

  it('are taken up after an import, with all that is remembered of the old ones', async () => {
    const codes = async () => {
      const { body } = await get('/ValueSet/$expand', { url: VALUE_SET });
      return body.expansion.contains.map(({ code }: { code: string }) => code);
    };
    const told = async () => {
      const condition = {
        resourceType: 'Condition',
        subject: { display: 'x' },
        code: { coding: [{ system: ICD, code: 'S722' }] },
      };
      const { body } = await gateways[0]!.as(client)('POST', '/Condition/$validate', condition);
      return issuesTold(body.issue).map(({ code }) => code);
    };
    assert.deepEqual([await codes(), await versionsOf(ICD)], [['S720'], ['2024']]);
    assert.ok((await told()).includes('code-unknown'));
    icd('2025', { S720: 'Kollumfraktur', S722: 'Ny' });
    await takeUp();
    assert.deepEqual(
      [await codes(), await versionsOf(ICD)],
      [
        ['S720', 'S722'],
        ['2024', '2025'],
      ],
    );
    assert.ok(!(await told()).includes('code-unknown'));
    const lookup = await get('/CodeSystem/$lookup', { system: ICD, code: 'S720', date: '2024-05-05' });
    assert.deepEqual([parameterOf(lookup, 'version'), parameterOf(lookup, 'display')], ['2024', 'Collumfraktur']);
    assert.match(
      gateways[0]!.log.join(''),
      /"added":\["http:\/\/hl7\.org\/fhir\/sid\/icd-10-se\|2025"\],"removed":\[\]/,
    );
  });

  it('are replaced by the same edition imported again', async () => {
    icd('2025', { S720: 'Kollumfraktur', S723: 'Rättad' });
    await takeUp();
    const { body } = await get('/ValueSet/$expand', { url: VALUE_SET });
    assert.deepEqual(
      body.expansion.contains.map(({ code }: { code: string }) => code),
      ['S720', 'S723'],
    );
    assert.deepEqual(await versionsOf(ICD), ['2024', '2025']);
  });

  it('stay as they are when a file is broken or half-written, and that is logged once', async () => {
    const folder = join(data, 'terminology', 'icd-10-se');
    const display = async () => {
      const lookup = await get('/CodeSystem/$lookup', { system: ICD, code: 'S720' });
      return [parameterOf(lookup, 'version'), parameterOf(lookup, 'display')];
    };
    const header = readFileSync(join(folder, '2025.json'), 'utf8');
    const concepts = readdirSync(folder).find((name) => name.startsWith('2025.') && name.endsWith('.gz'))!;
    const whole = readFileSync(join(folder, concepts));
    for (const [file, content] of [
      ['2025.json', header.slice(0, 100)],
      ['2025.json', header.replace(/"sha256": "./, '"sha256": "x')],
      ['2026.json', header.replaceAll('2025', '2026')],
      [concepts, whole.subarray(0, 50)],
    ] as const) {
      writeFileSync(join(folder, file), content);
      const before = gateways[0]!.log.length;
      await takeUp();
      assert.deepEqual(
        [await display(), await versionsOf(ICD)],
        [
          ['2025', 'Kollumfraktur'],
          ['2024', '2025'],
        ],
        file,
      );
      await takeUp();
      const lines = gateways[0]!.log.slice(before).filter((line) => line.includes('edition not taken up'));
      // A header that has not changed is what was taken up: what happens to its data is found at the next start.
      assert.equal(lines.length, file === concepts ? 0 : 1, file);
      writeFileSync(join(folder, '2025.json'), header);
      writeFileSync(join(folder, concepts), whole);
      rmSync(join(folder, '2026.json'), { force: true });
    }
    await takeUp();
    assert.deepEqual(await display(), ['2025', 'Kollumfraktur']);
  });

  it('of SNOMED CT are taken up from the database, by every gateway on it', async () => {
    const lookup = (gateway: TestGateway) => get('/CodeSystem/$lookup', { system: SNOMED, code: made.upper }, gateway);
    assert.deepEqual((await Promise.all(gateways.map(lookup))).map(codeOf), [
      'code-system-not-found',
      'code-system-not-found',
    ]);
    await snomed('spring', '20260531');
    await takeUp();
    for (const gateway of gateways) {
      assert.deepEqual(
        [parameterOf(await lookup(gateway), 'version'), await versionsOf(SNOMED, gateway)],
        [SPRING, [SPRING]],
      );
    }
    await snomed('autumn', '20261130');
    await takeUp();
    for (const gateway of gateways) {
      const answer = await lookup(gateway);
      assert.deepEqual([parameterOf(answer, 'version'), await versionsOf(SNOMED, gateway)], [AUTUMN, [SPRING, AUTUMN]]);
    }
  });

  it('that are replaced in the database under a request are asked anew, from its start', async () => {
    const again = () => snomed('autumn', '20261130');
    // No look in between: each request meets an edition that has just left.
    await again();
    const lookup = await get('/CodeSystem/$lookup', { system: SNOMED, code: made.lower });
    assert.deepEqual([lookup.status, parameterOf(lookup, 'display')], [200, 'Nedre vobbel'], lookup.text);
    await again();
    const period = { start: '2026-12-06T09:00:00+01:00', end: '2026-12-06T09:30:00+01:00' };
    const code = {
      coding: [
        { system: ICD, code: 'S720' },
        { system: SNOMED, code: made.upper, display: 'Plats' },
      ],
    };
    const resources = { ...around(PEOPLE.maja), a5: visit('L1', { period }), a6: diagnosis('S720', { code }) };
    const told = await receiptOf(await gateways[0]!.as(client)('POST', '', bundle(resources)), gateways[0]!.as(client));
    assert.deepEqual(
      told.findings.filter(({ expression }) => expression.includes('coding[1]')).map((item) => item.code),
      ['display-wrong'],
    );
  });

  it('that are removed are left', async () => {
    removeEdition(join(data, 'terminology'), { system: ICD, edition: '2024' });
    await removeSnomedEdition(gateways[0]!.database.pool, { edition: '20261130' });
    // The edition in the database is missed at once, the file at the next look.
    const below = await get('/ValueSet/$expand', { url: `${SNOMED}?fhir_vs=isa/${made.site}` });
    assert.deepEqual([below.body.expansion?.total, below.text.includes(SPRING)], [2, true], below.text);
    await takeUp();
    for (const gateway of gateways) {
      assert.deepEqual([await versionsOf(ICD, gateway), await versionsOf(SNOMED, gateway)], [['2025'], [SPRING]]);
    }
    assert.match(gateways[1]!.log.join(''), /"removed":\["http:\/\/hl7\.org\/fhir\/sid\/icd-10-se\|2024"/);
  });

  it('are one set from the start of a request to its end', async () => {
    const { editions } = gateways[0]!.gateway.services.parts;
    const began = editions.current();
    const ended = await editions.answer(async (set) => {
      icd('2026', { S720: 'Senare' });
      await takeUp();
      const coding = { system: ICD, code: 'S720', display: 'Senare' };
      assert.ok(set.terminology.validateCoding(coding).expectedDisplays);
      assert.equal(set.terminology.validateCoding(coding).systemVersion, '2025');
      return set;
    });
    assert.deepEqual([ended === began, editions.current() === began], [true, false]);
    assert.equal(editions.current().terminology.validateCoding({ system: ICD, code: 'S720' }).systemVersion, '2026');
  });

  it('are found by the gateways themselves', async () => {
    mkdirSync(join(data, 'given'));
    const file = join(data, 'given', 'kommuner.csv');
    const rows = Array.from({ length: 290 }, (_, n) => `${1000 + n};Kommun ${n}`);
    writeFileSync(file, `Kod;Namn\n${rows.join('\n')}\n`);
    const command = startSluss(['terminology', 'import', 'kommun', file, '--edition', '2031', '--data', data], {});
    assert.equal(await command.ended, 0, command.stderr);
    assert.match(command.stdout, /imported; running gateways take it up within seconds/);
    for (const gateway of gateways) {
      // Waits for what has to happen; the test's own time is the limit.
      while (!(await versionsOf(KOMMUN, gateway)).includes('2031')) await sleep(50);
    }
  });
});
