import assert from 'node:assert/strict';
import type { Encounter } from '@medplum/fhirtypes';
import fc from 'fast-check';
import { localDate, normaliseCaseDates, toLocalOffset } from './dates.ts';

const STOCKHOLM = 'Europe/Stockholm';

describe('local dates', () => {
  it('writes one moment the same way, whatever zone it was sent in', () => {
    const sent = [
      '2026-07-01T22:30:00Z',
      '2026-07-02T00:30:00+02:00',
      '2026-07-01T18:30:00-04:00',
      '2026-07-02T07:30:00+09:00',
    ];
    for (const text of sent) assert.equal(toLocalOffset(text, STOCKHOLM), '2026-07-02T00:30:00+02:00');
  });

  it('follows summer time to the second', () => {
    assert.equal(toLocalOffset('2026-03-29T00:59:59Z', STOCKHOLM), '2026-03-29T01:59:59+01:00');
    assert.equal(toLocalOffset('2026-03-29T01:00:00Z', STOCKHOLM), '2026-03-29T03:00:00+02:00');
    assert.equal(toLocalOffset('2026-10-25T00:59:59Z', STOCKHOLM), '2026-10-25T02:59:59+02:00');
    assert.equal(toLocalOffset('2026-10-25T01:00:00Z', STOCKHOLM), '2026-10-25T02:00:00+01:00');
  });

  it('keeps fractions, and leaves what names no moment as it was', () => {
    assert.equal(toLocalOffset('2026-01-01T12:00:00.123Z', STOCKHOLM), '2026-01-01T13:00:00.123+01:00');
    for (const text of ['2026', '2026-01', '2026-01-01', 'urn:uuid:x', '2026-02-30T25:00:00Z', '']) {
      assert.equal(toLocalOffset(text, STOCKHOLM), text);
    }
  });

  it('works in other zones, those with half hours and those behind', () => {
    assert.equal(toLocalOffset('2026-01-01T00:00:00Z', 'Asia/Kolkata'), '2026-01-01T05:30:00+05:30');
    assert.equal(toLocalOffset('2026-01-01T00:00:00Z', 'America/New_York'), '2025-12-31T19:00:00-05:00');
    assert.equal(toLocalOffset('2026-01-01T00:00:00Z', 'UTC'), '2026-01-01T00:00:00+00:00');
  });

  it('never moves the moment', () => {
    const moments = fc.date({ min: new Date('1990-01-01'), max: new Date('2040-01-01'), noInvalidDate: true });
    fc.assert(
      fc.property(moments, (moment) => {
        const text = `${moment.toISOString().slice(0, 19)}Z`;
        const local = toLocalOffset(text, STOCKHOLM);
        assert.equal(Date.parse(local), Date.parse(text));
        assert.equal(toLocalOffset(local, STOCKHOLM), local);
      }),
    );
  });

  it('tells the day it is', () => {
    assert.equal(localDate(new Date('2026-06-30T22:00:00Z'), STOCKHOLM), '2026-07-01');
    assert.equal(localDate(new Date('2026-12-31T22:59:59Z'), STOCKHOLM), '2026-12-31');
  });

  it('rewrites a copy of a resource, but for meta', () => {
    const encounter: Encounter = {
      resourceType: 'Encounter',
      status: 'finished',
      class: { code: 'EMER' },
      meta: { lastUpdated: '2026-07-01T22:30:00Z' },
      period: { start: '2026-07-01T22:30:00Z' },
      participant: [{ period: { start: '2026-07-01T23:00:00Z' } }],
    };
    const before = structuredClone(encounter);
    const local = normaliseCaseDates(encounter, STOCKHOLM);
    assert.deepEqual(encounter, before);
    assert.equal(local.meta?.lastUpdated, '2026-07-01T22:30:00Z');
    assert.equal(local.period?.start, '2026-07-02T00:30:00+02:00');
    assert.equal(local.participant?.[0]?.period?.start, '2026-07-02T01:00:00+02:00');
    assert.equal(normaliseCaseDates(local, STOCKHOLM), local, 'nothing to do gives the same object');
  });
});
