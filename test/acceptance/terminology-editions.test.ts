/** Editions of code systems by the day of the event, and that every outcome names the one that it asked. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeEdition } from '../../src/terminology/edition-files.ts';
import { around, bundle, diagnosed, diagnosis, REGION, urn, visit } from '../support/care.ts';
import { makeClient, type TestClient } from '../support/client.ts';
import { type Answer, startTestGateway, type TestGateway } from '../support/gateway.ts';
import { parameterOf } from '../support/parameters.ts';
import { receiptOf } from '../support/receipt.ts';

const ICD = 'http://hl7.org/fhir/sid/icd-10-se';
const VALUE_SET = 'https://sluss.se/fhir/ValueSet/icd-10-se';
const ENDED = 'urn:oid:1.2.752.129.2.2.1.18';

describe('editions over HTTP', function () {
  this.timeout(60_000);
  let client: TestClient;
  let running: TestGateway;
  let data: string;
  let ask: ReturnType<TestGateway['as']>;

  before(async () => {
    data = mkdtempSync(join(tmpdir(), 'sluss-editions-'));
    const folder = join(data, 'terminology');
    const edition = (name: string, url: string, year: string, codes: Record<string, string>, to?: string) => {
      const from = `${year}-01-01`;
      const about = { name, url, version: year, title: name, from, ...(to && { to }), source: [], imported: from };
      const [heading, ...others] = Object.entries(codes);
      writeEdition(folder, about, [
        { code: heading![0], display: heading![1], heading: true },
        ...others.map(([code, display]) => ({ code, display, parents: [heading![0]] })),
      ]);
    };
    edition('icd-10-se', ICD, '2023', { S72: 'Fraktur på lårben', S720: 'Collumfraktur', S721: 'Utgången' });
    edition('icd-10-se', ICD, '2024', { S72: 'Fraktur på lårben', S720: 'Kollumfraktur', S722: 'Ny' });
    edition('lan', ENDED, '2023', { X: 'Län', '01': 'Stockholms län' }, '2023-12-31');
    client = await makeClient({ vardgivare: [REGION] });
    running = await startTestGateway([client], { data });
    ask = running.as(client);
  });
  after(async () => {
    await running?.close();
    rmSync(data, { recursive: true, force: true });
  });

  const get = (path: string, query: Record<string, string>) => ask('GET', `${path}?${new URLSearchParams(query)}`);
  const told = (answer: Answer, ...names: string[]) => names.map((name) => parameterOf(answer, name));

  it('are those of the day, named by $validate-code, $lookup and $subsumes', async () => {
    for (const [date, version, display] of [
      ['2023-12-31', '2023', 'Collumfraktur'],
      ['2024-01-01T00:30:00+01:00', '2024', 'Kollumfraktur'],
    ] as const) {
      const code = 'S72.0';
      const inSystem = await get('/CodeSystem/$validate-code', { url: ICD, code, date });
      assert.deepEqual(told(inSystem, 'result', 'version', 'display', 'message'), [true, version, display, undefined]);
      const inSet = await get('/ValueSet/$validate-code', { url: VALUE_SET, system: ICD, code, date });
      assert.deepEqual(told(inSet, 'result', 'version', 'display'), [true, version, display]);
      const lookup = await get('/CodeSystem/$lookup', { system: ICD, code, date });
      assert.deepEqual(told(lookup, 'version', 'display', 'message'), [version, display, undefined]);
      const subsumes = await get('/CodeSystem/$subsumes', { system: ICD, codeA: 'S72', codeB: 'S720', date });
      assert.deepEqual(told(subsumes, 'outcome', 'version', 'system'), ['subsumes', version, ICD]);
    }
    const gone = await get('/ValueSet/$validate-code', {
      url: VALUE_SET,
      system: ICD,
      code: 'S721',
      date: '2024-06-01',
    });
    assert.deepEqual(told(gone, 'result', 'version'), [false, '2024']);
    const version = '2023';
    const named = await get('/ValueSet/$validate-code', { url: VALUE_SET, code: 'S721', systemVersion: version });
    assert.deepEqual(told(named, 'result', 'version', 'system'), [true, '2023', ICD]);
  });

  it('are named in an expansion, and can be chosen for it', async () => {
    const used = async (query: Record<string, string>) => {
      const { body } = await get('/ValueSet/$expand', { url: VALUE_SET, ...query });
      const values = (name: string) =>
        body.expansion.parameter
          .filter((item: { name: string }) => item.name === name)
          .map((item: { valueUri?: string }) => item.valueUri);
      assert.deepEqual(values('version'), values('used-codesystem'));
      return [values('used-codesystem'), body.expansion.contains.map(({ code }: { code: string }) => code)];
    };
    assert.deepEqual(await used({ date: '2023-06-01' }), [[`${ICD}|2023`], ['S720', 'S721']]);
    assert.deepEqual(await used({}), [[`${ICD}|2024`], ['S720', 'S722']]);
    assert.deepEqual(await used({ 'system-version': `${ICD}|2023` }), [[`${ICD}|2023`], ['S720', 'S721']]);
    assert.deepEqual(await used({ 'force-system-version': `${ICD}|2023`, date: '2024-05-05' }), [
      [`${ICD}|2023`],
      ['S720', 'S721'],
    ]);
    assert.deepEqual(await used({ date: '2024' }), [[`${ICD}|2024`], ['S720', 'S722']]);
  });

  it('are said not to be of the day before the first, after the last, and when the newest is old', async () => {
    const message = async (system: string, code: string, date: string, displayLanguage = 'en') => {
      const validated = await get('/CodeSystem/$validate-code', { url: system, code, date, displayLanguage });
      const lookup = await get('/CodeSystem/$lookup', { system, code, date, displayLanguage });
      assert.equal(parameterOf(validated, 'message'), parameterOf(lookup, 'message'));
      assert.equal(parameterOf(validated, 'version'), parameterOf(lookup, 'version'));
      return [
        parameterOf(validated, 'result'),
        parameterOf(validated, 'version'),
        String(parameterOf(validated, 'message')),
      ] as const;
    };
    const [before, shipped, early] = await message(ICD, 'S720', '2022-12-31');
    assert.deepEqual([before, /^\d{4}-\d\d-\d\d$/.test(String(shipped))], [true, true]);
    assert.match(early, /first imported edition, 2023, begins 2023-01-01/);
    const [, newest, late] = await message(ICD, 'S720', '2026-03-01', 'sv');
    assert.equal(newest, '2024');
    assert.match(late, /nyaste importerade utgåvan, 2024, är från ett tidigare år/);
    const [, , ended] = await message(ENDED, '01', '2024-01-01');
    assert.match(ended, /last imported edition, 2023, ended 2023-12-31/);
    const { body } = await get('/ValueSet/$expand', { url: VALUE_SET, date: '2026-03-01' });
    const warning = body.expansion.parameter.find(({ name }: { name: string }) => name === 'warning');
    assert.match(warning.valueString, /newest imported edition, 2024/);
  });

  it('are told once for each code system where valid codes were checked in another, whatever they are for', async () => {
    const period = { start: '2026-05-07T09:00:00+02:00', end: '2026-05-07T09:30:00+02:00' };
    const sent = async (contact: string, when = period) => {
      const resources = {
        ...around(),
        a5: visit(contact, { ...diagnosed(urn('a6')), period: when }),
        a6: diagnosis('S720'),
        a7: diagnosis('S722', { identifier: undefined }),
      };
      const answer = await ask('POST', '', bundle(resources));
      const receipt = await receiptOf(answer, ask);
      return [answer.status, receipt.findings.filter((item) => item.code === 'code-edition-of-other-day')] as const;
    };
    const [status, told] = await sent('O1');
    assert.equal(status, 200);
    assert.deepEqual(
      told.map(({ severity, expression }) => [severity, expression.replace(/\[\d+\]/, '[n]')]),
      [['information', 'Bundle.entry[n].resource.code.coding[0]']],
    );
    const of2024 = { start: '2024-05-07T09:00:00+02:00', end: '2024-05-07T09:30:00+02:00' };
    assert.deepEqual(await sent('O2', of2024), [200, []]);
  });

  it('are named in the findings of a submission and of $validate', async () => {
    const messages = ({ body }: Answer): string[] => JSON.stringify(body).match(/icd-10-se\|\d{4}[^"]*/g) ?? [];
    const period = (day: string) => ({ period: { start: `${day}T09:00:00+01:00`, end: `${day}T09:30:00+01:00` } });
    const sent = (day: string, code: string) =>
      ask(
        'POST',
        '',
        bundle({
          ...around(),
          a5: visit(`${day}-${code}`, { ...diagnosed(urn('a6')), ...period(day) }),
          a6: diagnosis(code),
        }),
      );
    assert.match(messages(await sent('2023-05-04', 'S722'))[0] ?? '', /^icd-10-se\|2023/);
    assert.match(messages(await sent('2024-05-06', 'S721'))[0] ?? '', /^icd-10-se\|2024[^(]*$/);
    assert.match(messages(await sent('2026-05-06', 'S721'))[0] ?? '', /^icd-10-se\|2024 \(the newest imported edition/);
    const validated = await ask('POST', '/Condition/$validate', {
      resourceType: 'Condition',
      subject: { display: 'x' },
      code: { coding: [{ system: ICD, code: 'S720', display: 'Something' }] },
    });
    assert.match(messages(validated)[0] ?? '', /icd-10-se\|2024/);
  });
});
