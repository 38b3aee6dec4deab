import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BundleEntry, Condition, Encounter, Patient } from '@medplum/fhirtypes';
import { PACKAGE_ROOT } from '../../src/package-root.ts';
import { makeClient, type TestClient } from '../support/client.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';

const example = JSON.parse(readFileSync(join(PACKAGE_ROOT, 'docs', 'examples', 'outpatient-visit.json'), 'utf8')) as {
  entry: BundleEntry[];
};
const suite = join(PACKAGE_ROOT, '..', 'shared', 'validator-suite', 'cases', 'json');

/** What a nightly batch or a migration sends, and what a hostile client does with the same size. */
describe('large submissions', function () {
  this.timeout(90_000);
  let client: TestClient;
  let gateway: TestGateway;
  let send: ReturnType<TestGateway['as']>;

  before(async () => {
    client = await makeClient({ id: 'ehr', vardgivare: ['2321991016'] });
    gateway = await startTestGateway([client], { logLevel: 'silent' });
    send = gateway.as(client);
  });
  after(() => gateway?.close());

  let made = 0;
  const uuid = () => `urn:uuid:3b7d1f20-0000-4000-8000-${String(++made).padStart(12, '0')}`;
  const of = <T>(index: number) => structuredClone(example.entry[index]?.resource) as T;

  /** A transaction of about so many entries: visits of different patients, each with patient, contact and two diagnoses. */
  function visits(size: number): string {
    const entry: unknown[] = example.entry.slice(1, 5);
    const add = (fullUrl: string, resource: { resourceType: string; id?: string }) =>
      entry.push({
        fullUrl,
        resource,
        request: resource.id
          ? { method: 'PUT', url: `${resource.resourceType}/${resource.id}` }
          : { method: 'POST', url: resource.resourceType },
      });
    while (entry.length < size) {
      const [patientUrl, contactUrl, mainUrl, otherUrl] = [uuid(), uuid(), uuid(), uuid()];
      const patient = of<Patient>(0);
      delete patient.identifier;
      delete patient.meta;
      add(patientUrl, { ...patient, id: `p-${made}` } as Patient);
      const contact = of<Encounter>(5);
      contact.subject = { reference: patientUrl };
      contact.identifier = [{ system: 'https://journal.example.se/vardkontakt', value: `k-${made}` }];
      contact.diagnosis?.forEach((diagnosis, index) => {
        diagnosis.condition = { reference: index === 0 ? mainUrl : otherUrl };
      });
      add(contactUrl, contact);
      for (const [index, url] of [mainUrl, otherUrl].entries()) {
        const condition = of<Condition>(6 + index);
        condition.identifier = [{ system: 'https://journal.example.se/diagnos', value: `d-${made}-${index}` }];
        condition.subject = { reference: patientUrl };
        condition.encounter = { reference: contactUrl };
        add(url, condition);
      }
    }
    return JSON.stringify({ resourceType: 'Bundle', type: 'transaction', entry });
  }

  /** Milliseconds an entry, and the answer's status. */
  async function timed(text: string, size: number): Promise<{ each: number; status: number }> {
    const began = performance.now();
    const { status } = await send('POST', '', text);
    return { each: (performance.now() - began) / size, status };
  }

  it('takes 10,000 entries in a time that grows with their number only, in bounded memory', async () => {
    await timed(visits(200), 200);
    const small = await timed(visits(1000), 1000);
    const text = visits(10_000);
    const memory = process.memoryUsage().rss;
    const large = await timed(text, 10_000);
    assert.deepEqual([small.status, large.status], [200, 200]);
    assert(large.each < 3 * small.each, `${small.each} ms an entry became ${large.each} ms`);
    const grown = (process.memoryUsage().rss - memory) / 2 ** 20;
    assert(grown < 1000, `${grown} MB more`);
    const { rows } = await gateway.database.superPool.query<{ count: string }>(
      'SELECT count(*) FROM patientregistret.di',
    );
    assert(Number(rows[0]?.count) > 5000);
  });

  it('refuses 10,000 bad entries, each with its reason, in a time that grows with their number only', async () => {
    const bad = (size: number) =>
      JSON.stringify({
        resourceType: 'Bundle',
        type: 'batch',
        entry: Array.from({ length: size }, () => ({
          fullUrl: uuid(),
          resource: { ...of<Condition>(6), recordedDate: '2026-02-30' },
          request: { method: 'POST', url: 'Condition' },
        })),
      });
    const small = await timed(bad(1000), 1000);
    const large = await timed(bad(10_000), 10_000);
    assert.deepEqual([small.status, large.status], [200, 200]);
    assert(large.each < 3 * small.each, `${small.each} ms an entry became ${large.each} ms`);
  });

  it('answers every resource of a foreign collection without failing, with a place for every rejection', async function () {
    if (!existsSync(suite)) this.skip();
    let rejected = 0;
    for (const name of readdirSync(suite).filter((file) => file.endsWith('.json'))) {
      const text = readFileSync(join(suite, name), 'utf8');
      const isBundle = /"resourceType"\s*:\s*"Bundle"/.test(text.slice(0, 300));
      const entry = `{"fullUrl":"${uuid()}","resource":${text.trim()},"request":{"method":"POST","url":"Basic"}}`;
      for (const body of isBundle
        ? [text]
        : [text, `{"resourceType":"Bundle","type":"transaction","entry":[${entry}]}`]) {
        const { status, body: answer, text: said } = await send('POST', '', body);
        assert(status < 500, `${name}: ${status} ${said.slice(0, 300)}`);
        assert.match(answer?.resourceType ?? '', /^(OperationOutcome|Bundle)$/, name);
        if (answer.resourceType !== 'OperationOutcome') continue;
        rejected++;
        for (const { severity, expression, extension } of answer.issue)
          if (severity === 'error' || severity === 'fatal')
            assert(expression?.[0] || extension?.length, `${name}: not located: ${said.slice(0, 300)}`);
      }
    }
    assert(rejected > 50, String(rejected));
  });
});
