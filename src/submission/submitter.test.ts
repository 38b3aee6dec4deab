import assert from 'node:assert/strict';
import type { Resource } from '@medplum/fhirtypes';
import type { SlussError } from '../errors/sluss-error.ts';
import { decodeBundle } from './decode.ts';
import { findSubmitter } from './submitter.ts';

const SYSTEM = 'urn:oid:2.5.4.97';
const custodian = (who: object): Resource =>
  ({ resourceType: 'Provenance', agent: [{ type: { coding: [{ code: 'custodian' }] }, who }] }) as unknown as Resource;
const envelope = (...resources: Resource[]) =>
  decodeBundle({
    resourceType: 'Bundle',
    type: 'batch',
    entry: resources.map((resource, index) => ({ fullUrl: `urn:uuid:${index}`, resource })),
  }).envelope!;
const refusal = (work: () => unknown) => {
  try {
    work();
  } catch (error) {
    return (error as SlussError).findings[0].code;
  }
  return 'none';
};

describe('finding the vårdgivare of a submission (T-1)', () => {
  const patient: Resource = { resourceType: 'Patient' };

  it('takes the custodian by organisationsnummer, with or without a hyphen', () => {
    const found = findSubmitter(
      envelope(patient, custodian({ identifier: { system: SYSTEM, value: '232100-0016' } })),
      ['2321000016', '2321000131'],
    );
    assert.equal(found.organisationsnummer, '2321000016');
  });

  it('follows the custodian into the bundle and up to the organisation that has the number', () => {
    const unit = { resourceType: 'Organization', partOf: { reference: 'urn:uuid:1' } } as Resource;
    const owner = {
      resourceType: 'Organization',
      name: 'Regionen',
      identifier: [{ system: SYSTEM, value: '2321000131' }],
    } as Resource;
    const found = findSubmitter(envelope(unit, owner, custodian({ reference: 'urn:uuid:0' })), ['2321000131']);
    assert.deepEqual(found, { organisationsnummer: '2321000131', name: 'Regionen' });
  });

  it('takes the only one that the client may act for', () =>
    assert.deepEqual(findSubmitter(envelope(patient), ['2321000016']), { organisationsnummer: '2321000016' }));

  it('refuses none of several, several, and one that is not allowed', () => {
    const named = (value: string) => custodian({ identifier: { system: SYSTEM, value } });
    assert.equal(
      refusal(() => findSubmitter(envelope(patient), ['1', '2'])),
      'vardgivare-missing',
    );
    assert.equal(
      refusal(() => findSubmitter(envelope(named('2321000016'), named('2321000131')), [])),
      'vardgivare-several',
    );
    assert.equal(
      refusal(() => findSubmitter(envelope(named('2321000016')), ['2321000131'])),
      'vardgivare-not-allowed',
    );
  });
});
