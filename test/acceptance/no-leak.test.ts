import assert from 'node:assert/strict';
import type { Bundle } from '@medplum/fhirtypes';
import { vardgivareOf } from '../../src/synth/organisations.ts';
import { CLIENT_OF, syntheticBundles, VENDORS } from '../../src/synth/stream.ts';
import { makeClient, type TestClient } from '../support/client.ts';
import { type Answer, startTestGateway, type TestGateway } from '../support/gateway.ts';

/** A value of a submission that must not be found elsewhere, and what it is, since a failing test must not print it. */
interface Secret {
  what: string;
  value: string;
}

/** Every name, number and id in a bundle. */
interface Secrets {
  /** Of persons: nowhere in logs, metrics, or any answer. */
  personal: Secret[];
  /** Of contacts, diagnoses and the like, and vendors' own ids: nowhere in logs and metrics. */
  business: Secret[];
}

function secretsOf(bundle: Bundle): Secrets {
  const personal: Secret[] = [];
  const business: Secret[] = [];
  const add = (list: Secret[], what: string, value: unknown) => {
    // Shorter ones occur by chance in times and counts.
    if (typeof value === 'string' && value.length >= 6) list.push({ what, value });
  };
  for (const { resource, fullUrl } of bundle.entry ?? []) {
    if (!resource) continue;
    const {
      resourceType: type,
      id,
      identifier,
    } = resource as { resourceType: string; id?: string; identifier?: unknown };
    add(business, `${type}.id`, id);
    add(business, `${type} fullUrl`, fullUrl?.replace(/^.*[/:]/, ''));
    const identifiers = [identifier].flat() as ({ value?: string } | undefined)[];
    if (resource.resourceType !== 'Patient') {
      for (const item of identifiers) if (type !== 'Organization') add(business, `${type}.identifier`, item?.value);
      continue;
    }
    for (const item of identifiers) {
      const value = item?.value ?? '';
      const plain = value.replace(/[-+ ]/g, '');
      for (const form of [
        value,
        plain,
        plain.slice(2),
        `${plain.slice(2, 8)}-${plain.slice(8)}`,
        `${plain.slice(0, 8)}-${plain.slice(8)}`,
      ]) {
        add(personal, 'Patient.identifier', form);
      }
    }
    const parts = [resource.name, resource.address, resource.telecom].flat().filter((part) => part !== undefined);
    for (const { family, text, line, value } of parts as Record<string, unknown>[]) {
      add(personal, 'Patient.name', family);
      for (const item of [text, line, value].flat()) add(personal, 'Patient name, address or telecom', item);
    }
  }
  return { personal, business };
}

/** I-2: no identifier in URLs, logs, error texts, metrics. A whole population, with its faults, is sent and asked for; then everything is searched. */
describe('nothing of a person leaks', function () {
  this.timeout(120_000);
  let gateway: TestGateway;
  const clients = new Map<string, TestClient>();
  const personal = new Map<string, string>();
  const business = new Map<string, string>();
  const answers: { about: string; answer: Answer }[] = [];

  const keep = ({ personal: persons, business: others }: Secrets) => {
    for (const { value, what } of persons) personal.set(value, what);
    for (const { value, what } of others) business.set(value, what);
  };
  const found = (text: string, secrets: Map<string, string>) =>
    [...secrets].filter(([value]) => text.includes(value)).map(([, what]) => what);

  before(async () => {
    for (const vendor of VENDORS) {
      const vardgivare = vardgivareOf(vendor).map(({ organisationsnummer }) => organisationsnummer);
      clients.set(vendor, await makeClient({ id: CLIENT_OF[vendor], vardgivare }));
    }
    gateway = await startTestGateway([...clients.values()]);
    for (const { vendor, name, bundle } of syntheticBundles({ people: 12, seed: 7 })) {
      const call = gateway.as(clients.get(vendor)!);
      const note = async (about: string, answer: Promise<Answer>) => void answers.push({ about, answer: await answer });
      keep(secretsOf(bundle));
      const text = JSON.stringify(bundle);
      await note(`${name} submitted`, call('POST', '', text));
      const patient = bundle.entry?.map(({ resource }) => resource).find((item) => item?.resourceType === 'Patient');
      const number = patient?.resourceType === 'Patient' ? patient.identifier?.[0]?.value : undefined;
      if (!number || answers.length > 150) continue;
      // What goes wrong with a person's number in it: addresses, bodies, headers, broken JSON, broken numbers.
      await note('GET by number', call('GET', `/Patient?identifier=${number}`));
      await note('GET by number, unknown parameter', call('GET', `/Patient?name=${number}&${number}=1`));
      await note('read by number', call('GET', `/Patient/${number}`));
      await note('unknown address', call('GET', `/${number}/${number}`));
      await note('bad date', call('GET', `/Encounter?date=${number}`));
      await note('bad page', call('GET', `/Encounter?_page=${number}`));
      await note('wrong method', call('PUT', `/Patient/${number}`, patient));
      await note('X-Request-Id', call('GET', '/Patient', undefined, { 'X-Request-Id': number }));
      await note('cut short', call('POST', '', text.slice(0, text.indexOf(number) + number.length)));
      await note('key', call('POST', '', `{"resourceType":"Bundle","${number}":1,"${number}":2}`));
      await note(
        'element',
        call('POST', '/Patient/$validate', { resourceType: 'Patient', [number]: 1, name: [{ [number]: 1 }] }),
      );
      await note('wrong type', call('POST', '', { resourceType: number }));
      await note('false check digit', call('POST', '', text.replaceAll(number, wrongCheckDigit(number))));
      keep({ personal: [{ what: 'Patient.identifier, false', value: wrongCheckDigit(number) }], business: [] });
      await note('$validate', call('POST', '/$validate', text.replaceAll(number, `${number}9`)));
    }
    await gateway.as(clients.get('cosmic')!)('GET', '/Patient');
  });
  after(() => gateway?.close());

  it('has something to find', () => {
    assert(personal.size > 40, String(personal.size));
    assert(business.size > 100, String(business.size));
    assert(answers.length > 150, String(answers.length));
    assert(answers.some(({ answer }) => answer.status >= 400));
  });

  it('in no log line', () => {
    const log = gateway.log.join('');
    assert(gateway.log.length > answers.length);
    assert.deepEqual(found(log, personal), []);
    assert.deepEqual(found(log, business), []);
  });

  it('in no answer, whether it is an error or not', () => {
    const leaks = answers.flatMap(({ about, answer }) =>
      found(answer.text, personal).map((what) => `${what} in the answer (${answer.status}) to: ${about}`),
    );
    assert.deepEqual([...new Set(leaks)], []);
  });

  it('in no header but the echo of what the client sent as X-Request-Id', () => {
    const leaks = answers.flatMap(({ about, answer }) => {
      const headers = [...answer.headers].filter(([name]) => name !== 'x-correlation-id');
      return found(JSON.stringify(headers), personal).map((what) => `${what} in a header of: ${about}`);
    });
    assert.deepEqual([...new Set(leaks)], []);
  });

  it('in no metric', async () => {
    const response = await fetch(gateway.url.replace('/fhir', '/metrics'));
    const text = await response.text();
    assert(text.includes('sluss_submissions_total'));
    assert.deepEqual(found(text, personal), []);
    assert.deepEqual(found(text, business), []);
  });

  it('in no stored resource, receipt, audit entry or row as plain text', async () => {
    const { rows } = await gateway.database.pool.query<{ name: string }>(
      `SELECT format('%I.%I', table_schema, table_name) AS name FROM information_schema.tables
       WHERE table_type = 'BASE TABLE' AND table_schema NOT IN ('pg_catalog', 'information_schema')`,
    );
    assert(rows.length > 10);
    const leaks: string[] = [];
    for (const { name } of rows) {
      // A schema that the gateway's own role may not read is as it should be.
      const result = await gateway.database.pool
        .query<{ text: string }>(`SELECT t::text AS text FROM ${name} t`)
        .catch(() => undefined);
      for (const { text } of result?.rows ?? [])
        leaks.push(...found(text, personal).map((what) => `${what} in ${name}`));
    }
    assert.deepEqual([...new Set(leaks)], []);
  });

  it('never answers with a failure of our own', () => {
    const failed = answers
      .filter(({ answer }) => answer.status >= 500)
      .map(({ about, answer }) => `${answer.status} ${about}`);
    assert.deepEqual([...new Set(failed)], []);
  });
});

function wrongCheckDigit(number: string): string {
  return `${number.slice(0, -1)}${(Number(number.at(-1)) + 1) % 10}`;
}
