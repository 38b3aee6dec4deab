import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type Finding, finding, isError } from '../errors/finding.ts';
import { boundFindings } from './bound-findings.ts';

describe('bounding what a submission is told', () => {
  const error = (index: number) => finding('reference-dangling', `Bundle.entry[${index}]`);
  const note = (index: number) => finding('not-kept', `Bundle.entry[${index}]`);
  const many = (count: number, make: (index: number) => Finding) =>
    Array.from({ length: count }, (_, index) => make(index));

  it('leaves what is of a usual size as it is', () => {
    const groups = [[error(0), note(0)], [], [note(2)]];
    assert.deepEqual(boundFindings(groups), groups.flat());
  });

  it('tells errors before the rest, in the order of the input, and how many were left out', () => {
    const told = boundFindings([[...many(200, note), error(7)]]);
    assert.equal(told.length, 101);
    assert.equal(told.filter(isError).length, 1);
    assert.equal(told[99]?.code, 'reference-dangling');
    assert.deepEqual([told[100]?.code, told[100]?.message.en.includes('101')], ['findings-left-out', true]);
  });

  it('tells every group that has an error one of them, whatever came before, and never much more', () => {
    const group = fc
      .tuple(fc.nat(150), fc.nat(150))
      .map(([notes, errors]) => [...many(notes, note), ...many(errors, error)]);
    fc.assert(
      fc.property(fc.array(group, { maxLength: 120 }), (groups) => {
        const told = new Set(boundFindings(groups));
        for (const one of groups)
          assert.equal(
            one.some((item) => isError(item) && told.has(item)),
            one.some(isError),
          );
        assert(told.size <= 5000 + groups.length + 1);
      }),
      { numRuns: 30 },
    );
  });
});
