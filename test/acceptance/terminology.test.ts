/** Terminology over HTTP, with an edition that was imported before the gateway started. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Parameters, ValueSet } from '@medplum/fhirtypes';
import { importRelease } from '../../src/terminology/import/import-release.ts';
import { makeClient, type TestClient } from '../support/client.ts';
import { type Answer, startTestGateway, type TestGateway } from '../support/gateway.ts';

const KOMMUN = 'urn:oid:1.2.752.129.2.2.1.17';
const ICD = 'http://hl7.org/fhir/sid/icd-10-se';
const SLUSS = 'https://sluss.se/fhir';

describe('terminology over HTTP', function () {
  this.timeout(60_000);
  let client: TestClient;
  let running: TestGateway;
  let data: string;
  let ask: ReturnType<TestGateway['as']>;

  before(async () => {
    data = mkdtempSync(join(tmpdir(), 'sluss-terminology-'));
    for (const [edition, name] of [
      ['2030', 'Kommun'],
      ['2031', 'Ny kommun'],
    ] as const) {
      const file = join(data, `kommuner-${edition}.csv`);
      const rows = Array.from({ length: 290 }, (_, n) => `${1000 + n};${name} ${n}`);
      writeFileSync(file, `Kod;Namn\n${rows.join('\n')}\n`);
      importRelease({ format: 'kommun', paths: [file], edition, folder: join(data, 'terminology') });
    }
    client = await makeClient({ scopes: ['system/Encounter.c'] });
    running = await startTestGateway([client], { data });
    ask = running.as(client);
  });
  after(async () => {
    await running?.close();
    rmSync(data, { recursive: true, force: true });
  });

  const get = (path: string, parameters: Record<string, string> = {}) =>
    ask('GET', `${path}?${new URLSearchParams(parameters)}`);
  const value = ({ body }: Answer, name: string): unknown => {
    const { name: _name, ...rest } = (body as Parameters).parameter?.find((item) => item.name === name) ?? {};
    return Object.values(rest)[0];
  };
  const code = ({ body }: Answer): string => body.issue?.[0].details.coding[0].code;

  describe('access', () => {
    it('takes any token, whatever its scopes, and no one without', async () => {
      assert.equal((await get('/CodeSystem/kon')).status, 200);
      for (const path of ['/CodeSystem', '/CodeSystem/kon', '/ValueSet/$expand', '/ConceptMap/$translate']) {
        assert.equal((await fetch(`${running.url}${path}`)).status, 401, path);
      }
    });

    it('writes nothing to the audit log, which is of persons', async () => {
      const count = async () =>
        (await running.database.superPool.query('SELECT count(*) FROM audit.entry')).rows[0].count;
      await get('/CodeSystem/kon');
      const before = await count();
      await get('/CodeSystem/$lookup', { system: `${SLUSS}/CodeSystem/kon`, code: '1' });
      await get('/CodeSystem', { name: 'Kon' });
      assert.equal(await count(), before);
    });
  });

  describe('imported editions', () => {
    it('answer for the events of their time, and name themselves', async () => {
      const at = async (date: string) => {
        const answer = await get('/CodeSystem/$validate-code', { url: KOMMUN, code: '1001', date });
        return [value(answer, 'result'), value(answer, 'display'), value(answer, 'version')];
      };
      assert.deepEqual(await at('2030-06-01'), [true, 'Kommun 1', '2030']);
      assert.deepEqual(await at('2031-06-01T08:00:00Z'), [true, 'Ny kommun 1', '2031']);
      const version = await get('/CodeSystem/$lookup', { system: KOMMUN, code: '1001', version: '2030' });
      assert.equal(value(version, 'display'), 'Kommun 1');
    });

    it('are resources without their concepts, also to ask by their address', async () => {
      const { body } = await get('/CodeSystem', { url: KOMMUN, 'content-mode': 'not-present', version: '2030' });
      assert.equal(body.total, 1);
      const [{ resource }] = body.entry;
      assert.deepEqual([resource.count, resource.concept], [290, undefined]);
      const read = await get(`/CodeSystem/${resource.id}`);
      assert.deepEqual(read.body, resource);
      const lookup = await get(`/CodeSystem/${resource.id}/$lookup`, { code: '1001' });
      assert.deepEqual([value(lookup, 'display'), value(lookup, 'version')], ['Kommun 1', '2030']);
    });
  });

  describe('operations', () => {
    it('looks up, by GET and by POST alike', async () => {
      const byGet = await get('/CodeSystem/$lookup', { system: '1.2.752.116.1.1.1.1.3', code: 'S72.0' });
      assert.equal(value(byGet, 'display'), 'Kollumfraktur');
      const byPost = await ask('POST', '/CodeSystem/$lookup', {
        resourceType: 'Parameters',
        parameter: [{ name: 'coding', valueCoding: { system: ICD, code: 'S720' } }],
      });
      assert.deepEqual(byPost.body, byGet.body);
    });

    it('validates codes in systems and value sets, on the type and on one of them', async () => {
      const results = await Promise.all([
        get('/ValueSet/$validate-code', { url: `${SLUSS}/ValueSet/icd-10-se`, system: ICD, code: 'I10.9' }),
        get('/ValueSet/icd-10-se/$validate-code', { system: ICD, code: 'I10' }),
        get('/CodeSystem/kon/$validate-code', { code: '1', display: 'Man' }),
        get('/CodeSystem/kon/$validate-code', { code: '9' }),
        ask('POST', '/CodeSystem/kon/$validate-code', {
          resourceType: 'Parameters',
          parameter: [{ name: 'coding', valueCoding: { system: ICD, code: 'I109' } }],
        }),
      ]);
      assert.deepEqual(
        results.map((answer) => value(answer, 'result')),
        [true, false, true, false, false],
      );
    });

    it('takes Parameters in XML', async () => {
      const xml = `<Parameters xmlns="http://hl7.org/fhir"><parameter><name value="url"/><valueUri value="${SLUSS}/CodeSystem/kon"/></parameter><parameter><name value="code"/><valueCode value="1"/></parameter></Parameters>`;
      const answer = await ask('POST', '/CodeSystem/$validate-code', xml, {
        'Content-Type': 'application/fhir+xml',
        Accept: 'application/fhir+json',
      });
      assert.equal(value(answer, 'result'), true);
    });

    it('expands by page and filter, and a value set that is sent', async () => {
      const filtered = await get('/ValueSet/$expand', {
        url: `${SLUSS}/ValueSet/icd-10-se`,
        filter: 'kollum',
        count: '1',
      });
      assert.equal((filtered.body as ValueSet).expansion?.contains?.length, 1);
      const own: ValueSet = {
        resourceType: 'ValueSet',
        status: 'active',
        compose: { include: [{ system: `${SLUSS}/CodeSystem/kon` }] },
      };
      const sent = await ask('POST', '/ValueSet/$expand', own);
      assert.equal((sent.body as ValueSet).expansion?.total, (await get('/ValueSet/kon/$expand')).body.expansion.total);
    });

    it('subsumes and translates', async () => {
      const subsumes = await get('/CodeSystem/$subsumes', { system: ICD, codeA: 'S72', codeB: 'S7200' });
      assert.equal(value(subsumes, 'outcome'), 'subsumes');
      const translated = await get('/ConceptMap/act-priority-till-par-pvard/$translate', {
        system: 'http://terminology.hl7.org/CodeSystem/v3-ActPriority',
        code: 'EM',
      });
      assert.equal(value(translated, 'result'), true);
    });

    it('refuses what it does not know, cannot read or was told twice (A-9)', async () => {
      const lookup = '/CodeSystem/$lookup';
      const parameters = (...parameter: unknown[]) => ({ resourceType: 'Parameters', parameter });
      const kon = { name: 'system', valueUri: `${SLUSS}/CodeSystem/kon` };
      const cases: [Answer, number, string][] = [
        [await get(lookup, { system: ICD, code: 'I109', useSupplement: 'x' }), 400, 'query-parameter-unknown'],
        [await get('/CodeSystem/kon/$lookup', { system: ICD, code: '1' }), 400, 'query-parameter-unknown'],
        [await ask('GET', `${lookup}?system=a&system=b&code=1`), 400, 'query-parameter-repeated'],
        [await get(lookup, { system: ICD }), 400, 'terminology-parameter'],
        [await get(lookup, { system: ICD, code: '' }), 400, 'terminology-parameter'],
        [await ask('POST', lookup, parameters(kon, { name: 'x', valueCode: '1' })), 400, 'query-parameter-unknown'],
        [await ask('POST', lookup, parameters(kon, { name: 'coding', valueCoding: 5 })), 400, 'terminology-parameter'],
        [await ask('POST', lookup, parameters(null)), 400, 'terminology-parameter'],
        [await ask('POST', lookup, '[1]'), 400, 'terminology-parameter'],
        [await ask('POST', lookup, '{'), 400, 'json-syntax'],
        [await get(lookup, { system: ICD, code: 'Q999' }), 404, 'code-not-found'],
        [await get(lookup, { system: 'urn:none', code: '1' }), 404, 'code-system-not-found'],
        [await get('/CodeSystem/none/$lookup', { code: '1' }), 404, 'terminology-resource-not-found'],
        [await get('/ValueSet/none'), 404, 'terminology-resource-not-found'],
        [await get('/ValueSet/$expand', { url: 'urn:none' }), 404, 'value-set-not-found'],
        [await ask('PUT', '/CodeSystem/kon', {}), 405, 'method-not-allowed'],
      ];
      for (const [index, [answer, status, expected]] of cases.entries()) {
        assert.deepEqual([answer.status, code(answer)], [status, expected], `case ${index}`);
      }
    });

    it('refuses a value set that is none', async () => {
      const include = [{ system: 5, filter: 'x' }];
      const answer = await ask('POST', '/ValueSet/$expand', {
        resourceType: 'ValueSet',
        status: 'active',
        compose: { include },
      });
      assert.equal(answer.status, 422);
    });
  });

  describe('reads and searches', () => {
    it('pages through all of a type without loss, and follows its own links', async () => {
      const { body: all } = await get('/ValueSet', { _count: '500', _summary: 'true' });
      assert.equal(all.entry.length, all.total);
      assert.equal(all.entry[0].resource.compose, undefined);
      assert.equal(all.entry[0].resource.meta.tag.at(-1).code, 'SUBSETTED');
      const ids: string[] = [];
      for (let link: string | undefined = '/ValueSet?_count=7'; link; ) {
        const { body }: Answer = await ask('GET', link);
        ids.push(...body.entry.map((entry: { resource: { id: string } }) => entry.resource.id));
        link = body.link.find((item: { relation: string }) => item.relation === 'next')?.url;
      }
      assert.deepEqual(
        ids,
        all.entry.map((entry: { resource: { id: string } }) => entry.resource.id),
      );
      const count = await get('/ValueSet', { _summary: 'count' });
      assert.deepEqual([count.body.total, count.body.entry], [all.total, undefined]);
    });

    it('finds by modifiers and by POST, and refuses other parameters', async () => {
      const form = new URLSearchParams({ 'value:exact': '1.2.752.129.2.1.4.1' });
      const { body } = await ask('POST', '/NamingSystem/_search', form);
      assert.deepEqual([body.total, body.entry[0].resource.id], [1, 'hsa-id']);
      assert.equal(code(await get('/NamingSystem', { telecom: 'x' })), 'query-parameter-unknown');
      assert.equal(code(await get('/NamingSystem', { 'kind:exact': 'x' })), 'query-parameter-unknown');
      assert.equal(code(await get('/NamingSystem', { name: '' })), 'query-value-invalid');
      assert.equal(code(await get('/NamingSystem', { _summary: 'some' })), 'query-value-invalid');
    });

    it('never sends a large code system in a search, and sends it whole by its id', async () => {
      const { text, body } = await get('/CodeSystem', { url: ICD });
      assert.ok(text.length < 200_000, String(text.length));
      const [{ resource }] = body.entry;
      const whole = await get(`/CodeSystem/${resource.id}`);
      assert.ok(whole.body.concept.length > 0);
      assert.equal(resource.concept === undefined, JSON.stringify(whole.body).length > 100_000);
    });
  });

  it('states what it can do, as valid FHIR with definitions that exist', async () => {
    const { body: statement } = await get('/metadata');
    const system = statement.rest[0].resource.find((item: { type: string }) => item.type === 'CodeSystem');
    assert.deepEqual(
      system.operation.map(({ name }: { name: string }) => name),
      ['lookup', 'validate-code', 'subsumes'],
    );
    const { body: capabilities } = await get('/metadata', { mode: 'terminology' });
    const kommun = capabilities.codeSystem.find(({ uri }: { uri: string }) => uri === KOMMUN);
    assert.deepEqual(kommun.version, [
      { code: '2030', isDefault: false },
      { code: '2031', isDefault: true },
    ]);
    for (const resource of [statement, capabilities]) {
      const { body } = await ask('POST', '/$validate', resource);
      const errors = body.issue.filter(({ severity }: { severity: string }) => severity === 'error');
      assert.deepEqual(errors, []);
    }
    assert.equal((await get('/metadata', { mode: 'all' })).status, 400);
  });

  it('is open to anybody when it is configured so', async () => {
    const open = await startTestGateway([client], { terminologyAccess: 'public' });
    try {
      const lookup = `${open.url}/CodeSystem/$lookup?system=${ICD}&code=I109`;
      assert.equal((await fetch(lookup)).status, 200);
      assert.equal((await fetch(`${open.url}/Patient`)).status, 401);
    } finally {
      await open.close();
    }
  });

  it('answers nothing of R4 itself as a resource, but knows its codes', async () => {
    const system = 'http://hl7.org/fhir/administrative-gender';
    assert.equal((await get('/CodeSystem', { url: system })).body.total, 0);
    assert.equal(value(await get('/CodeSystem/$lookup', { system, code: 'female' }), 'display'), 'Female');
  });
});
