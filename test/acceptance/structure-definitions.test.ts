/** StructureDefinitions over HTTP: read, search and $snapshot. */
import assert from 'node:assert/strict';
import type { Bundle, ElementDefinition, StructureDefinition } from '@medplum/fhirtypes';
import { makeClient, type TestClient } from '../support/client.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { codeOf, parameters } from '../support/parameters.ts';
import { profileOf } from '../support/profile.ts';

const OURS = 'https://sluss.se/fhir/StructureDefinition';

describe('StructureDefinitions over HTTP', function () {
  this.timeout(60_000);
  let client: TestClient;
  let running: TestGateway;
  let ask: ReturnType<TestGateway['as']>;

  before(async () => {
    client = await makeClient();
    running = await startTestGateway([client]);
    ask = running.as(client);
  });
  after(() => running?.close());

  const find = async (query: Record<string, string>) => {
    const { status, body } = await ask('GET', `/StructureDefinition?${new URLSearchParams(query)}`);
    assert.equal(status, 200, JSON.stringify(body).slice(0, 500));
    return ((body as Bundle).entry ?? []).map(({ resource }) => resource as StructureDefinition);
  };
  const ids = (found: StructureDefinition[]) => found.map(({ id }) => id);
  const elements = (body: unknown) => (body as StructureDefinition).snapshot?.element ?? [];

  it('are the profiles that submissions are checked against', async () => {
    const [byUrl] = await find({ url: `${OURS}/SlussEncounter` });
    assert.equal(byUrl?.id, 'SlussEncounter');
    const { body } = await ask('GET', '/StructureDefinition/SlussEncounter');
    assert.ok(elements(body).length > 50);
    assert.deepEqual(ids(await find({ type: 'Encounter', derivation: 'constraint' })), ['SlussEncounter']);
    assert.deepEqual(ids(await find({ base: `${OURS}/none` })), []);
  });

  it('are found by what a tester tries first', async () => {
    const one = 'SlussPatient';
    const queries: Record<string, string>[] = [
      { _id: one },
      { name: one, status: 'active' },
      { 'title:contains': 'patient', kind: 'resource', abstract: 'false', type: 'Patient', url: `${OURS}/${one}` },
      { url: `${OURS}/${one}`, _summary: 'true' },
      { 'base-path': 'Patient.identifier', url: `${OURS}/${one}` },
      { path: 'Patient.address', url: `${OURS}/${one}` },
      { status: 'http://hl7.org/fhir/publication-status|active', _id: one },
    ];
    for (const query of queries) {
      const { length } = (await find(query)).filter(({ id }) => id === one);
      assert.equal(length, 1, JSON.stringify(query));
    }
    const wrong = await ask('GET', '/StructureDefinition?date=yesterday');
    assert.deepEqual([wrong.status, codeOf(wrong)], [400, 'query-value-invalid']);
  });

  it('get a snapshot, by url, of one of ours, and of a differential that is sent', async () => {
    const byUrl = await ask(
      'GET',
      '/StructureDefinition/$snapshot?url=http://hl7.org/fhir/StructureDefinition/bodyheight',
    );
    assert.equal(byUrl.status, 200);
    assert.ok(elements(byUrl.body).some(({ id, short }) => id === 'Observation.code.coding:BodyHeightCode' && short));
    const ours = await ask('GET', '/StructureDefinition/SlussPatient/$snapshot');
    const published = await ask('GET', '/StructureDefinition/SlussPatient');
    const named = (list: ElementDefinition[]) => list.map(({ id }) => id);
    assert.deepEqual(named(elements(ours.body)), named(elements(published.body)));

    const definition = {
      resourceType: 'StructureDefinition',
      url: 'https://ehr.example/StructureDefinition/one-name',
      name: 'OneName',
      status: 'draft',
      kind: 'resource',
      abstract: false,
      type: 'Patient',
      baseDefinition: `${OURS}/SlussPatient`,
      derivation: 'constraint',
      differential: { element: [{ id: 'Patient.name', path: 'Patient.name', min: 1, max: '1' }] },
    };
    for (const body of [definition, parameters({ name: 'definition', resource: definition })]) {
      const answer = await ask('POST', '/StructureDefinition/$snapshot', body);
      assert.equal(answer.status, 200, answer.text.slice(0, 1000));
      const name = elements(answer.body).find(({ id }) => id === 'Patient.name');
      assert.deepEqual([name?.min, name?.max, name?.base?.path], [1, '1', 'Patient.name']);
      assert.ok(answer.body.differential);
    }
  });

  it('say why they get none', async () => {
    const impossible = {
      ...profileOf('Patient', 'https://ehr.example/StructureDefinition/x', 'X'),
      differential: { element: [{ id: 'Patient.nothing', path: 'Patient.nothing', min: 1 }] },
    };
    const cases: [Awaited<ReturnType<typeof ask>>, number, string][] = [
      [await ask('GET', '/StructureDefinition/$snapshot'), 400, 'terminology-parameter'],
      [await ask('GET', '/StructureDefinition/$snapshot?url=urn:none'), 404, 'structure-definition-not-found'],
      [await ask('GET', '/StructureDefinition/none/$snapshot'), 404, 'terminology-resource-not-found'],
      [await ask('POST', '/StructureDefinition/$snapshot', impossible), 422, 'snapshot-impossible'],
    ];
    for (const [answer, status, expected] of cases)
      assert.deepEqual([answer.status, codeOf(answer)], [status, expected]);
  });
});
