import assert from 'node:assert/strict';
import type { Bundle } from '@medplum/fhirtypes';
import { PEOPLE, patient, region, urn } from '../../test/support/care.ts';
import { finding, isError } from '../errors/finding.ts';
import { decodeBundle } from './decode.ts';
import { spreadFindings } from './spread-findings.ts';

const BDL = 'http://hl7.org/fhir/StructureDefinition/Bundle#';
const violated = (rule: string) =>
  finding('invariant-violated', 'Bundle', { key: rule, human: 'x' }, { rule: `${BDL}${rule}` });

/** The entries that have errors after the findings were spread, and whether the envelope has. */
function failing(change: (bundle: Bundle) => void, ...findings: ReturnType<typeof finding>[]) {
  const bundle: Bundle = {
    resourceType: 'Bundle',
    type: 'batch',
    entry: [patient(PEOPLE.maja), region(), region()].map((resource, index) => ({
      fullUrl: urn(`a${index}`),
      resource,
      request: { method: 'POST', url: resource.resourceType },
    })),
  };
  change(bundle);
  const envelope = decodeBundle(bundle).envelope!;
  const isBroken = spreadFindings(findings, envelope);
  return [envelope.entries.filter((entry) => entry.findings.some(isError)).map(({ index }) => index), isBroken];
}

describe('findings of a batch (S-4)', () => {
  it('about the whole Bundle go to the entries that caused them', () => {
    assert.deepEqual(
      failing(({ entry }) => delete entry![1]!.request, violated('bdl-3')),
      [[1], false],
    );
    assert.deepEqual(
      failing(({ entry }) => Object.assign(entry![2]!, { response: { status: '200' } }), violated('bdl-4')),
      [[2], false],
    );
    assert.deepEqual(
      failing(({ entry }) => Object.assign(entry![1]!, { search: { mode: 'match' } }), violated('bdl-2')),
      [[1], false],
    );
  });

  it('about a fullUrl that two have leave the first of them, and the rest', () => {
    const duplicate = finding('bundle-fullurl-duplicate', 'Bundle');
    assert.deepEqual(
      failing(({ entry }) => Object.assign(entry![2]!, { fullUrl: urn('a1') }), duplicate),
      [[2], false],
    );
  });

  it('about the envelope itself are of no entry', () => {
    assert.deepEqual(failing(() => {}, violated('bdl-1'))[1], true);
  });
});
