import assert from 'node:assert/strict';
import type { Resource } from '@medplum/fhirtypes';
import { dateRange } from '../registers/date-range.ts';
import { searchValues } from './search-values.ts';

const values = (content: Record<string, unknown>) => searchValues(content as unknown as Resource, [], (text) => text);
const procedure = (performedDateTime: string) => values({ resourceType: 'Procedure', performedDateTime });

describe('the values that search finds a resource by', () => {
  for (const zone of ['UTC', 'America/Los_Angeles', 'Asia/Tokyo'])
    describe(`on a machine whose clock is that of ${zone}`, () => {
      let before: string | undefined;
      beforeEach(() => {
        before = process.env.TZ;
        process.env.TZ = zone;
      });
      afterEach(() => {
        if (before === undefined) delete process.env.TZ;
        else process.env.TZ = before;
      });

      it('enclose a date by the Swedish day, as a search for it does', () => {
        const { dateFrom, dateTo } = procedure('2026-10-01');
        assert.deepEqual({ from: dateFrom, to: dateTo }, dateRange('2026-10-01'));
        assert.deepEqual([dateFrom, dateTo], ['2026-09-30T22:00:00.000Z', '2026-10-01T21:59:59.999Z']);
      });

      it('have a moment late in the evening before in UTC on that same day', () => {
        const day = dateRange('2026-10-01')!;
        for (const moment of ['2026-09-30T22:30:00Z', '2026-10-01T00:30:00+02:00', '2026-10-01T23:59:59+02:00']) {
          const { dateFrom, dateTo } = procedure(moment);
          assert.ok(dateFrom! >= day.from && dateTo! <= day.to, moment);
        }
        assert.ok(procedure('2026-09-30T21:59:59Z').dateTo! < day.from);
        assert.ok(procedure('2026-10-01T22:00:00Z').dateFrom! > day.to);
      });

      it('follow summer time, months and years', () => {
        assert.equal(procedure('2026-01-15').dateFrom, '2026-01-14T23:00:00.000Z');
        const { dateFrom, dateTo } = procedure('2026-03');
        assert.deepEqual([dateFrom, dateTo], ['2026-02-28T23:00:00.000Z', '2026-03-31T21:59:59.999Z']);
        assert.equal(procedure('2026').dateTo, '2026-12-31T22:59:59.999Z');
      });

      it('take a period by its ends, each to its own precision', () => {
        const { dateFrom, dateTo } = values({
          resourceType: 'Encounter',
          period: { start: '2026-10-01', end: '2026-10-03T10:00:00+02:00' },
        });
        assert.deepEqual([dateFrom, dateTo], ['2026-09-30T22:00:00.000Z', '2026-10-03T08:00:00.999Z']);
      });
    });

  it('leave an open end open, and what is no date out', () => {
    const open = values({ resourceType: 'Encounter', period: { start: '2026-10-01' } });
    assert.ok(open.dateFrom && !('dateTo' in open));
    assert.deepEqual(procedure('2026-02-30'), { identifiers: [], codes: [] });
  });
});
