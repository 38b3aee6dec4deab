import assert from 'node:assert/strict';
import type { Encounter, Practitioner, PractitionerRole } from '@medplum/fhirtypes';
import type { Case } from './case.ts';
import { loadRegisters } from './load.ts';
import { translateCase } from './translate.ts';

const registers = loadRegisters();
const KVA = 'urn:oid:1.2.752.116.1.3.2.1.4';

describe('translating a case', () => {
  const root: Encounter = { resourceType: 'Encounter', id: 'e', status: 'finished', class: {} };
  const role: PractitionerRole = {
    resourceType: 'PractitionerRole',
    id: 'r',
    code: [{ coding: [{ system: 'hosp', code: 'LK' }] }, { text: 'x' }],
  };
  const staff: Practitioner = { resourceType: 'Practitioner', id: 'p' };
  const source: Case = {
    root,
    person: { identifier: 'PNR', protected: false },
    submitter: { organisationsnummer: '' },
    resources: [root, role, staff],
  };
  const asked: string[] = [];
  const translate = (conceptMap: string, { code }: { code?: string }) => {
    asked.push(conceptMap);
    return code === 'LK' ? [{ system: KVA, code: 'XS915' }] : [];
  };

  it('puts the codes of the registers beside those that were sent, once', () => {
    const { resources } = translateCase(source, registers, translate);
    const [concept] = (resources[1] as PractitionerRole).code ?? [];
    assert.deepEqual(concept?.coding, [
      { system: 'hosp', code: 'LK' },
      { system: KVA, code: 'XS915' },
    ]);
    assert.equal(asked.length, 1, 'two registers ask for the same map; it is asked once');
    const again = translateCase({ ...source, resources }, registers, translate);
    assert.deepEqual((again.resources[1] as PractitionerRole).code, (resources[1] as PractitionerRole).code);
  });

  it('copies only what changes', () => {
    const before = structuredClone(source);
    const translated = translateCase(source, registers, translate);
    assert.deepEqual(source, before);
    assert.equal(translated.root, root);
    assert.equal(translated.resources[2], staff);
    const nothing = { ...source, resources: [root, staff] };
    assert.equal(translateCase(nothing, registers, translate), nothing);
  });
});
