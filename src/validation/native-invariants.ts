/**
 * Rules of R4's data types that stand in nearly every resource and are more than conditions on plain JSON, as functions: the same verdicts as their
 * FHIRPath (a test compares both), without its machinery. Undefined: leave it to FHIRPath.
 */
import { QUICK } from './quick-primitives.ts';

type Json = Record<string, unknown>;

export const NATIVE: Readonly<Record<string, (value: Json) => boolean | undefined>> = {
  // Period: start.hasValue().not() or end.hasValue().not() or (start <= end)
  'per-1': ({ start, end }) => {
    if (start === undefined || end === undefined) return true;
    if (typeof start !== 'string' || typeof end !== 'string') return undefined;
    return isNotAfter(start, end);
  },
};

const DATE_TIME = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d:\d\d(?:\.\d{1,3})?(?:Z|[+-]\d\d:\d\d))?$/;

/** Two dates, or two moments, of the same precision; anything else is undecided here. */
function isNotAfter(start: string, end: string): boolean | undefined {
  // Well-formed moments of one zone are in the order of their texts.
  const isOneZone = start.length === end.length && start.length > 10 && start.slice(19) === end.slice(19);
  if (isOneZone && QUICK.instant!(start) && QUICK.instant!(end)) return start <= end;
  if (!DATE_TIME.test(start) || !DATE_TIME.test(end) || start.length > 10 !== end.length > 10) return undefined;
  if (start.length === 10) return start <= end;
  const from = Date.parse(start);
  const to = Date.parse(end);
  return Number.isNaN(from) || Number.isNaN(to) ? undefined : from <= to;
}
