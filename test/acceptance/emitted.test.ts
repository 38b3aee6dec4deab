import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Bundle, BundleEntry, OperationOutcomeIssue, Resource } from '@medplum/fhirtypes';
import { PACKAGE_ROOT } from '../../src/package-root.ts';
import { makeClient } from '../support/client.ts';
import { type Answer, startTestGateway, type TestGateway } from '../support/gateway.ts';

const REGION = '2321991016';
const KOMMUN = '2120991019';
const PROFILE = 'https://sluss.se/fhir/StructureDefinition/';
const example = (name: string): Bundle =>
  JSON.parse(readFileSync(join(PACKAGE_ROOT, 'docs', 'examples', `${name}.json`), 'utf8'));

/** Everything that the gateway gives out is valid by the gateway's own $validate. */
describe('what the gateway gives out', () => {
  let gateway: TestGateway;
  let region: ReturnType<TestGateway['as']>;
  let kommun: ReturnType<TestGateway['as']>;
  const answers = new Map<string, Answer>();

  before(async () => {
    const clients = [
      await makeClient({ id: 'region', vardgivare: [REGION] }),
      await makeClient({ id: 'kommun', vardgivare: [KOMMUN] }),
    ];
    gateway = await startTestGateway(clients);
    [region, kommun] = clients.map((client) => gateway.as(client)) as [typeof region, typeof region];
    for (const name of ['inpatient-stay', 'outpatient-visit'])
      answers.set(name, await region('POST', '', example(name)));
    answers.set('municipal-procedure', await kommun('POST', '', example('municipal-procedure')));
  });
  after(() => gateway?.close());

  async function issues(resource: unknown, profile?: string): Promise<OperationOutcomeIssue[]> {
    const query = profile ? `?profile=${encodeURIComponent(profile)}` : '';
    const answer = await region('POST', `/$validate${query}`, resource);
    assert.equal(answer.status, 200, answer.text);
    const told = answer.body.issue as OperationOutcomeIssue[];
    return told.filter(({ severity }) => severity !== 'information');
  }

  async function valid(resource: unknown, profile?: string): Promise<void> {
    const told = (await issues(resource, profile)).map(
      ({ severity, details, expression }) =>
        `${severity} ${details?.coding?.[0]?.code} ${expression?.[0]}: ${details?.text}`,
    );
    assert.deepEqual(told, []);
  }

  /** The receipt that an answer links to. */
  async function receipt(answer: Answer, as: typeof region): Promise<Resource> {
    const url = /<([^>]+)>/.exec(answer.headers.get('link') ?? '')![1]!;
    const read = await as('GET', url);
    assert.equal(read.status, 200, read.text);
    return read.body;
  }

  for (const name of ['inpatient-stay', 'outpatient-visit', 'municipal-procedure'])
    it(`to ${name}: the response bundle and the receipt`, async () => {
      const answer = answers.get(name)!;
      assert.equal(answer.status, 200, answer.text.slice(0, 1000));
      await valid(answer.body);
      const task = await receipt(answer, name === 'municipal-procedure' ? kommun : region);
      await valid(task);
      assert.deepEqual(task.meta?.profile, [`${PROFILE}SlussReceipt`]);
    });

  it('a receipt that says what it must not is not valid', async () => {
    const task = (await receipt(answers.get('inpatient-stay')!, region)) as unknown as Record<string, unknown>;
    const output = task.output as { valueCodeableConcept: { coding: unknown[] }; extension: unknown[] }[];
    const broken = [
      { ...task, for: { reference: 'Patient/p-2291' } },
      {
        ...task,
        businessStatus: { coding: [{ system: 'https://sluss.se/fhir/CodeSystem/submission-outcome', code: 'x' }] },
      },
      { ...task, output: [{ ...output[0], extension: output[0]!.extension.slice(1) }, ...output.slice(1)] },
      {
        ...task,
        output: [
          {
            ...output[0],
            valueCodeableConcept: {
              coding: [
                ...output[0]!.valueCodeableConcept.coding,
                { system: 'https://sluss.se/fhir/CodeSystem/requirement', code: 'Z-1' },
              ],
            },
          },
        ],
      },
    ];
    for (const [index, one] of broken.entries())
      assert.ok(
        (await issues(one)).some(({ severity }) => severity === 'error'),
        String(index),
      );
  });

  it('to a transaction that is refused: the OperationOutcome and the receipt', async () => {
    const refused = example('inpatient-stay');
    const patient = refused.entry!.find(({ resource }) => resource?.resourceType === 'Patient')!
      .resource as Resource & {
      identifier: { value: string }[];
      gender: string;
    };
    patient.identifier[0]!.value = '194111039890';
    patient.gender = 'kvinna';
    const answer = await region('POST', '', refused);
    assert.equal(answer.status, 422, answer.text);
    assert.equal(answer.body.resourceType, 'OperationOutcome');
    await valid(answer.body);
    const task = await receipt(answer, region);
    assert.equal((task as { status?: string }).status, 'rejected');
    await valid(task);
  });

  it('to a batch with a bad entry: the response bundle and the receipt', async () => {
    const { entry = [] } = example('outpatient-visit');
    const batch: Bundle = { resourceType: 'Bundle', type: 'batch', entry: structuredClone(entry) };
    const condition = batch.entry!.find(({ resource }) => resource?.resourceType === 'Condition') as BundleEntry;
    (condition.resource as unknown as { code: unknown }).code = {
      coding: [{ system: 'http://hl7.org/fhir/sid/icd-10-se', code: '?' }],
    };
    const answer = await region('POST', '', batch);
    assert.equal(answer.status, 200, answer.text);
    await valid(answer.body);
    await valid(await receipt(answer, region));
  });

  it('to a message: the message and the receipt', async () => {
    const { entry = [] } = example('outpatient-visit');
    const header = {
      fullUrl: 'urn:uuid:7f1c2a50-0000-4000-8000-00000000aaaa',
      resource: {
        resourceType: 'MessageHeader',
        id: 'm-1',
        eventUri: 'https://journal.example.se/vardkontakt',
        source: { endpoint: 'https://journal.example.se' },
      },
    };
    const message = {
      resourceType: 'Bundle',
      type: 'message',
      entry: [header, ...entry.map(({ request: _, ...one }) => one)],
    };
    const answer = await region('POST', '', message);
    assert.equal(answer.status, 200, answer.text);
    await valid(answer.body);
    await valid(await receipt(answer, region));
  });

  it('a refusal that has no receipt', async () => {
    for (const answer of [
      await region('GET', '/Patient/unknown'),
      await region('POST', '', '{"resourceType": "Bundle", "type": "collection"'),
      await region('POST', '', { resourceType: 'Patient' }),
      await region('GET', '/Encounter?unknown=1'),
      await region('GET', '/Patient/unknown', undefined, { 'Accept-Language': 'sv' }),
    ]) {
      assert.ok(answer.status >= 400);
      await valid(answer.body);
    }
  });

  it('every stored resource and every searchset', async () => {
    const types = new Set<string>();
    for (const [as, names] of [
      [region, ['inpatient-stay', 'outpatient-visit']],
      [kommun, ['municipal-procedure']],
    ] as const) {
      const sent = names.flatMap((name) => example(name).entry!.map(({ resource }) => resource!.resourceType));
      for (const type of new Set(sent)) {
        if (type === 'Provenance' || type === 'MessageHeader') continue;
        const found = await as('GET', `/${type}`);
        assert.equal(found.status, 200, `${type}: ${found.text}`);
        await valid(found.body);
        for (const { resource } of (found.body.entry ?? []) as { resource: Resource }[]) {
          types.add(type);
          const read = await as('GET', `/${type}/${resource.id}`);
          assert.equal(read.status, 200);
          await valid(read.body);
        }
      }
    }
    for (const type of ['Patient', 'Encounter', 'Condition', 'Procedure', 'Organization'])
      assert.ok(types.has(type), type);
  });

  it('the CapabilityStatement', async () => {
    const answer = await region('GET', '/metadata');
    assert.equal(answer.status, 200);
    await valid(answer.body);
  });
});
