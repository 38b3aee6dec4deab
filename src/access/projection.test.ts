import assert from 'node:assert/strict';
import type { Encounter, Patient, Resource } from '@medplum/fhirtypes';
import fc from 'fast-check';
import { idsOf, type Projectable, project } from './projection.ts';
import { shownId } from './shown-id.ts';

const ENCOUNTER = '0e1b2f3c-1111-4000-8000-000000000001';
const PATIENT = '0e1b2f3c-2222-4000-8000-000000000002';
const stored = (content: Resource): Projectable => ({
  id: ENCOUNTER,
  version: 3,
  lastUpdated: '2026-10-01T10:00:00.000Z',
  content,
});

describe('projection', () => {
  const encounter: Encounter = {
    resourceType: 'Encounter',
    id: ENCOUNTER,
    status: 'finished',
    class: { code: 'AMB' },
    subject: { reference: `Patient/${PATIENT}` },
    participant: [{ individual: { reference: '#contained' } }, { individual: { identifier: { value: PATIENT } } }],
  };

  it("puts the view's ids in place of internal ones, in the id and in references", () => {
    const shown = project(stored(encounter), (id) => `shown-${id.slice(9, 13)}`) as Encounter;
    assert.equal(shown.id, 'shown-1111');
    assert.equal(shown.subject?.reference, 'Patient/shown-2222');
    assert.equal(shown.participant?.[0]?.individual?.reference, '#contained');
    assert.deepEqual(shown.meta?.versionId, '3');
    assert.equal(shown.meta?.tag?.[0]?.code, 'SUBSETTED');
    assert.equal(encounter.subject?.reference, `Patient/${PATIENT}`);
  });

  it('knows every id that it will ask for', () => {
    assert.deepEqual(idsOf(stored(encounter)).sort(), [ENCOUNTER, PATIENT]);
  });

  it('never shows the address of a protected person (I-5)', () => {
    const patient: Patient = {
      resourceType: 'Patient',
      meta: { security: [{ code: 'sekretessmarkering' }], source: 'x' },
      address: [{ district: '0580' }],
      gender: 'female',
    };
    const shown = project(stored(patient), (id) => id) as Patient;
    assert.equal(shown.address, undefined);
    assert.equal(shown.gender, 'female');
    assert.equal(shown.meta?.security?.[0]?.code, 'sekretessmarkering');
    assert.equal(shown.meta?.source, undefined);
    const open = project(stored({ ...patient, meta: {} }), (id) => id) as Patient;
    assert.equal(open.address?.length, 1);
  });
});

describe('shown ids', () => {
  it("are the owner's, unless they hold a person's number", () => {
    assert.equal(
      shownId('v-7001', () => 'x'),
      'v-7001',
    );
    assert.equal(
      shownId(undefined, () => 'x'),
      'x',
    );
    for (const own of ['195804129848', 'pat-195804129848', '19580412-9848', '580412-9848', 'p.5804129848.1']) {
      assert.equal(
        shownId(own, () => 'x'),
        'x',
        own,
      );
    }
    assert.equal(
      shownId('K-2026-118204', () => 'x'),
      'K-2026-118204',
    );
  });

  it('take any id without fail', () => {
    fc.assert(fc.property(fc.string(), (own) => [own, 'x'].includes(shownId(own, () => 'x'))));
  });
});
