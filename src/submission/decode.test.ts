import assert from 'node:assert/strict';
import { decodeBundle } from './decode.ts';

const codes = (findings: { code: string }[]) => findings.map(({ code }) => code);
const patient = { resourceType: 'Patient' };

describe('decoding a submission', () => {
  for (const [name, body, code] of [
    ['null', null, 'bundle-expected'],
    ['an array', [], 'bundle-expected'],
    ['another resource', patient, 'bundle-expected'],
    ['a searchset', { resourceType: 'Bundle', type: 'searchset' }, 'bundle-type'],
    ['no type', { resourceType: 'Bundle' }, 'bundle-type'],
    ['no entries', { resourceType: 'Bundle', type: 'batch', entry: [] }, 'bundle-empty'],
  ] as const)
    it(`refuses ${name}`, () => {
      const { envelope, findings } = decodeBundle(body);
      assert.equal(envelope, undefined);
      assert.deepEqual(codes(findings), [code]);
    });

  const entryOf = (entry: unknown) =>
    decodeBundle({ resourceType: 'Bundle', type: 'batch', entry: [entry] }).envelope!.entries[0];

  it('reads ids and business identifiers from request.url', () => {
    const put = entryOf({ resource: patient, request: { method: 'PUT', url: 'Patient/p-1' } });
    assert.deepEqual([put.method, put.type, put.clientId], ['PUT', 'Patient', 'p-1']);
    const removed = entryOf({ request: { method: 'DELETE', url: 'Encounter?identifier=urn%3Aa%7C7' } });
    assert.deepEqual([removed.method, removed.type, removed.condition], ['DELETE', 'Encounter', 'urn:a|7']);
    assert.deepEqual([...put.findings, ...removed.findings], []);
  });

  for (const [name, entry, code] of [
    ['no resource', { request: { method: 'POST' } }, 'entry-resource'],
    ['a number', 7, 'entry-resource'],
    ['PATCH', { resource: patient, request: { method: 'PATCH', url: 'Patient/1' } }, 'entry-method'],
    ['an address of another type', { resource: patient, request: { method: 'PUT', url: 'Group/1' } }, 'entry-url'],
    ['no address', { resource: patient, request: { method: 'PUT' } }, 'entry-url'],
    ['two ids', { resource: { ...patient, id: 'a' }, request: { method: 'PUT', url: 'Patient/b' } }, 'entry-id'],
  ] as const)
    it(`tells an entry with ${name}`, () => assert.deepEqual(codes(entryOf(entry).findings), [code]));

  it('tells the second of two entries with one fullUrl', () => {
    const entry = { fullUrl: 'urn:uuid:1', resource: patient };
    const { entries } = decodeBundle({ resourceType: 'Bundle', type: 'batch', entry: [entry, entry] }).envelope!;
    assert.deepEqual(
      entries.map(({ findings }) => codes(findings)),
      [[], ['fullurl-clash']],
    );
  });
});
