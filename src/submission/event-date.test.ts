import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Bundle, Resource } from '@medplum/fhirtypes';
import { loadR4Core } from '../fhir/definitions/r4-core.ts';
import { writeEdition } from '../terminology/edition-files.ts';
import { createTerminology } from '../terminology/service.ts';
import { createValidator, type Validator } from '../validation/validator.ts';
import type { Entry } from './entry.ts';
import { validateEntries } from './validate-entries.ts';

const SYSTEM = 'urn:oid:1.2.3.4';

describe('codes of an event', () => {
  let folder: string;
  let validator: Validator;

  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'sluss-editions-'));
    for (const [version, code] of [
      ['2030', 'OLD'],
      ['2031', 'NEW'],
    ] as const) {
      const from = `${version}-01-01`;
      const about = { name: 'x', url: SYSTEM, version, title: 'X', from, source: [], imported: from };
      writeEdition(folder, about, [{ code, display: code }]);
    }
    const definitions = loadR4Core();
    validator = createValidator({
      definitions,
      terminology: createTerminology({ folders: [], definitions, editions: folder }),
    });
  });
  after(() => rmSync(folder, { recursive: true }));

  const condition = (code: string, reference?: unknown) => ({
    resourceType: 'Condition',
    subject: { display: 'x' },
    ...(reference !== undefined && { encounter: { reference } }),
    code: { coding: [{ system: SYSTEM, code }] },
  });
  const unknown = (code: string, date?: string) =>
    validator
      .validate(condition(code), { ...(date && { date }) })
      .filter((item) => item.code === 'code-unknown')
      .map(({ message }) => message.en);

  it('are checked against the edition of its day, which the finding names', () => {
    assert.deepEqual(unknown('OLD', '2030-12-31'), []);
    assert.match(unknown('OLD', '2031-01-01')[0]!, /urn:oid:1\.2\.3\.4\|2031/);
    assert.match(unknown('NEW', '2030-06-01')[0]!, /\|2030/);
    assert.deepEqual(unknown('NEW', '2031-06-01'), []);
    assert.deepEqual(unknown('NEW'), []);
    assert.equal(unknown('OLD').length, 1);
  });

  it('take the day of the contact in the submission, by Swedish clocks', () => {
    const wrongAt = (end: string, reference: unknown = 'urn:uuid:1') => {
      const encounter = {
        resourceType: 'Encounter',
        status: 'finished',
        class: { code: 'AMB' },
        period: { start: '2030-12-30', end },
      };
      const resources = [encounter, condition('OLD', reference)] as unknown as Resource[];
      const entries = resources.map(
        (resource, index): Entry => ({
          index,
          path: `Bundle.entry[${index}]`,
          fullUrl: `urn:uuid:${index + 1}`,
          method: 'POST',
          type: resource.resourceType,
          resource,
          findings: [],
        }),
      );
      const bundle: Bundle = {
        resourceType: 'Bundle',
        type: 'transaction',
        entry: resources.map((resource) => ({ resource })),
      };
      return validateEntries({ type: 'transaction', bundle, entries }, validator, {}).some(
        ({ code }) => code === 'code-unknown',
      );
    };
    assert.equal(wrongAt('2030-12-31T22:30:00Z'), false);
    assert.equal(wrongAt('2030-12-31T23:30:00Z'), true);
    // What cannot be a reference names no contact: the newest edition is asked.
    assert.equal(wrongAt('2030-12-31T22:30:00Z', { toString: 1, valueOf: 1 }), true);
  });

  it('that no edition is of are told once for each code system, at the first of them', () => {
    const told = (day: string) => {
      const encounter = {
        resourceType: 'Encounter',
        status: 'finished',
        class: { code: 'AMB' },
        period: { start: day },
      };
      const resources = [encounter, ...Array.from({ length: 3 }, () => condition('NEW', 'urn:uuid:1'))];
      const entries = (resources as unknown as Resource[]).map(
        (resource, index): Entry => ({
          index,
          path: `Bundle.entry[${index}]`,
          fullUrl: `urn:uuid:${index + 1}`,
          method: 'POST',
          type: resource.resourceType,
          resource,
          findings: [],
        }),
      );
      const envelope = { bundle: { resourceType: 'Bundle', type: 'batch' } as Bundle, type: 'batch' as const, entries };
      return validateEntries(envelope, validator, {}).filter((item) => item.code === 'code-edition-of-other-day');
    };
    const [finding, ...others] = told('2033-05-05');
    assert.deepEqual([finding?.expression, others], ['Bundle.entry[1].resource.code.coding[0]', []]);
    assert.match(finding?.message.sv ?? '', /urn:oid:1\.2\.3\.4\|2031 \(den nyaste importerade utgåvan/);
    assert.deepEqual(told('2031-05-05'), []);
    const one = validator.validate(condition('NEW'), { date: '2033-05-05' });
    assert.ok(!one.some((item) => item.code === 'code-edition-of-other-day'));
  });
});
