import assert from 'node:assert/strict';
import { editionPeriod } from './edition-period.ts';

describe('the days that an edition holds for', () => {
  it('are days of the calendar, the first not after the last', () => {
    assert.deepEqual(editionPeriod('2026-01-01', undefined), { from: '2026-01-01' });
    assert.deepEqual(editionPeriod('2024-02-29', '2024-02-29'), { from: '2024-02-29', to: '2024-02-29' });
    for (const [from, to] of [
      ['2026-05-01', '2026-04-30'],
      ['2026-02-30', undefined],
      ['2026-01-01', '2026-13-01'],
      ['2026', undefined],
      ['2026-01-01', ''],
    ] as const)
      assert.throws(() => editionPeriod(from, to), /not a period/, `${from} ${to}`);
  });
});
