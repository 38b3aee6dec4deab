import { type Finding, finding, isError } from '../errors/finding.ts';

/** Findings that one group, an entry or a case, is told at most. */
const PER_GROUP = 100;
/** Findings of a whole submission; from there on a group is told no more than its first error. */
const TOTAL = 5000;

/**
 * What is told of a submission in which very much is wrong: of every group some, errors before the rest and always one of them, so that each rejection
 * has its reason and the answer stays of a size that can be read. One more finding says how many were left out.
 *
 * In: the findings of each entry and case. Out: those to tell, in the order of the input.
 */
export function boundFindings(groups: readonly (readonly Finding[])[]): Finding[] {
  const told: Finding[] = [];
  let leftOut = 0;
  for (const group of groups) {
    const kept = keep(group, Math.min(PER_GROUP, TOTAL - told.length));
    for (const item of kept) told.push(item);
    leftOut += group.length - kept.length;
  }
  if (leftOut > 0) told.push(finding('findings-left-out', 'Bundle', { count: leftOut }));
  return told;
}

function keep(group: readonly Finding[], room: number): readonly Finding[] {
  if (group.length <= room) return group;
  const errors = group.filter(isError).slice(0, Math.max(1, room));
  const others = group.filter((item) => !isError(item)).slice(0, Math.max(0, room - errors.length));
  const kept = new Set([...errors, ...others]);
  return group.filter((item) => kept.has(item));
}
