import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Bundle, CapabilityStatement, OperationOutcome, Resource } from '@medplum/fhirtypes';
import { parseFhirXml } from '../../src/fhir/xml/parse-xml.ts';
import { toFhirXml } from '../../src/fhir/xml/to-xml.ts';
import { PACKAGE_ROOT } from '../../src/package-root.ts';
import { makeClient, type TestClient } from '../support/client.ts';
import { type Answer, startTestGateway, type TestGateway } from '../support/gateway.ts';
import { issuesTold, type ReceiptTold, receiptOf } from '../support/receipt.ts';
import { casesOf } from '../support/rows.ts';

const XML = { 'Content-Type': 'application/fhir+xml', Accept: 'application/fhir+xml' };
const JSON_TYPE = { 'Content-Type': 'application/fhir+json' };
const NOW = new Date('2026-11-15T12:00:00Z');
const EXAMPLE = readFileSync(join(PACKAGE_ROOT, 'docs/examples/inpatient-stay.json'), 'utf8');

/** The resource of an answer in XML. */
function resourceOf<T extends Resource>(answer: Answer): T {
  assert.match(answer.headers.get('content-type') ?? '', /^application\/fhir\+xml; charset=utf-8$/);
  const { value, findings } = parseFhirXml(answer.text, { maxDepth: 100 });
  assert.deepEqual(findings, [], answer.text.slice(0, 500));
  return value as T;
}

describe('FHIR XML over HTTP', () => {
  let client: TestClient;
  let gateway: TestGateway;
  let send: ReturnType<TestGateway['as']>;

  before(async () => {
    client = await makeClient({ id: 'ehr', vardgivare: ['2321991016'] });
    gateway = await startTestGateway([client], {}, () => NOW);
    send = gateway.as(client);
  });
  after(() => gateway?.close());

  it('gives the receipt and the rows that JSON gives', async () => {
    const other = await startTestGateway([client], {}, () => NOW);
    try {
      const bundle = JSON.parse(EXAMPLE) as Bundle;
      const asXml = await send('POST', '', toFhirXml(bundle, { pretty: true }), XML);
      assert.equal(asXml.status, 200, asXml.text);
      assert.equal(resourceOf<Bundle>(asXml).type, 'transaction-response');
      const asJson = await other.as(client)('POST', '', EXAMPLE, JSON_TYPE);
      const receipts = [await receiptOf(asXml, send), await receiptOf(asJson, other.as(client))] as const;
      assert.deepEqual(comparable(receipts[0]), comparable(receipts[1]));
      assert.equal(receipts[0].outcome, 'accepted');
      let rows = 0;
      for (const { id } of gateway.gateway.services.registers) {
        const [ours, theirs] = await Promise.all(
          [gateway, other].map(async ({ gateway: { services } }) => [...(await casesOf(services, id)).values()]),
        );
        assert.deepEqual(ours, theirs);
        rows += ours!.length;
      }
      assert(rows > 0);
    } finally {
      await other.close();
    }
  });

  it('is the same submission as the same bundle in JSON', async () => {
    const first = await send('POST', '', toFhirXml(JSON.parse(EXAMPLE)), XML);
    const second = await send('POST', '', EXAMPLE, JSON_TYPE);
    assert.equal((await receiptOf(first, send)).id, (await receiptOf(second, send)).id);
  });

  it('locates what is wrong, in the format that is asked for', async () => {
    const xml = toFhirXml({ resourceType: 'Patient', gender: 'frog', name: [{}] }, { pretty: true });
    const inXml = await send('POST', '/Patient/$validate', xml, XML);
    assert.equal(inXml.status, 200);
    const inJson = await send('POST', '/Patient/$validate', xml, { ...XML, Accept: 'application/fhir+json' });
    for (const outcome of [resourceOf<OperationOutcome>(inXml), inJson.body as OperationOutcome]) {
      const issues = issuesTold(outcome.issue);
      const at = (expression: string) => issues.find((issue) => issue.expression === expression);
      assert.deepEqual([at('Patient.gender')?.line, at('Patient.gender')?.column], [4, 3]);
      assert.equal(at('Patient.name[0]')?.line, 3);
    }
  });

  it('tells of a wrong order together with what validation finds', async () => {
    const text = '<Patient xmlns="http://hl7.org/fhir">\n<gender value="frog"/>\n<active value="true"/></Patient>';
    const outcome = resourceOf<OperationOutcome>(await send('POST', '/$validate', text, XML));
    const codes = issuesTold(outcome.issue).map(({ code, line }) => `${code} ${line}`);
    assert(codes.includes('xml-element-order 3'), String(codes));
    assert(codes.includes('code-not-in-value-set 2') || codes.some((one) => one.endsWith(' 2')), String(codes));
  });

  const broken: [string, string, number, string, number?][] = [
    ['what is not well-formed', '<Bundle xmlns="http://hl7.org/fhir">\n<type></Bundle>', 400, 'xml-syntax', 2],
    ['a document type', '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>', 400, 'xml-doctype', 1],
    ['JSON', '{"resourceType":"Bundle"}', 400, 'xml-syntax', 1],
    ['a depth of 10,000', `${'<a>'.repeat(10_000)}${'</a>'.repeat(10_000)}`, 400, 'xml-too-deep', 1],
    ['no namespace', '<Bundle><type value="batch"/></Bundle>', 422, 'xml-namespace', 1],
    ['another resource', '<Patient xmlns="http://hl7.org/fhir"/>', 400, 'bundle-expected', 1],
  ];
  for (const [name, text, status, code, line] of broken) {
    it(`tells ${name} by ${code}`, async () => {
      const answer = await send('POST', '', text, XML);
      const [issue] = issuesTold(resourceOf<OperationOutcome>(answer).issue);
      assert.equal(issue?.code, code);
      assert.equal(answer.status, status);
      assert.equal(issue?.line, line);
    });
  }

  it('blames a fault of form on its entry alone in a batch, which is taken when it is mended (S-4)', async () => {
    const batch = { ...(JSON.parse(EXAMPLE) as Bundle), type: 'batch' as const, timestamp: '2026-11-03T08:00:00Z' };
    const mended = toFhirXml(batch);
    const statuses = async (text: string) => {
      const answer = await send('POST', '', text, XML);
      assert.equal(answer.status, 200, answer.text.slice(0, 1000));
      return resourceOf<Bundle>(answer).entry!.map(({ response }) => Number(response!.status!.slice(0, 3)));
    };
    const faulty = await statuses(mended.replace('<Condition><id', '<Condition><id colour="red"'));
    assert.deepEqual(
      faulty.filter((status) => status >= 400),
      [422],
    );
    assert((await statuses(mended)).every((status) => status < 400));
  });

  it('answers reads, searches, metadata and errors in XML', async () => {
    await send('POST', '', EXAMPLE, JSON_TYPE);
    const found = resourceOf<Bundle>(await send('GET', '/Encounter?_format=xml'));
    assert.equal(found.type, 'searchset');
    const { id } = found.entry![0]!.resource!;
    const read = await send('GET', `/Encounter/${id}`, undefined, { Accept: 'text/xml' });
    assert.equal(resourceOf(read).id, id);
    assert.equal(read.headers.get('vary')?.includes('Accept'), true);
    const asJson = await send('GET', `/Encounter/${id}`);
    assert.deepEqual(resourceOf(read), asJson.body);
    const { format } = resourceOf<CapabilityStatement>(await send('GET', '/metadata?_format=application/fhir%2Bxml'));
    assert(format.includes('application/fhir+xml'));
    const missing = await send('GET', '/Encounter/nope', undefined, { Accept: 'application/fhir+xml' });
    assert.equal(missing.status, 404);
    assert.equal(issuesTold(resourceOf<OperationOutcome>(missing).issue)[0]?.code, 'not-found');
  });

  it('refuses other media types with 415 and 406', async () => {
    assert.equal((await send('POST', '', '<a/>', { 'Content-Type': 'application/xhtml+xml' })).status, 415);
    assert.equal((await send('POST', '', '<a/>', { 'Content-Type': 'text/xml; charset=iso-8859-1' })).status, 415);
    assert.equal((await send('GET', '/metadata', undefined, { Accept: 'text/turtle' })).status, 406);
  });
});

/** Ids and places in the text differ. */
function comparable({ outcome, entries, registers, findings }: ReceiptTold) {
  return {
    outcome,
    entries: entries.map(({ resource: _resource, ...entry }) => entry),
    registers,
    findings: findings.map(({ line: _line, column: _column, ...finding }) => finding),
  };
}
