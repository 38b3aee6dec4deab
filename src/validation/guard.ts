import type { Run } from './run.ts';

/** Told of every exception of a check, with the place in the resource where it happened; what it logs must not hold the error's message. */
export type OnCheckFailed = (error: unknown, expression: string) => void;

/**
 * Runs one check. What it throws ends this check only: it becomes the finding `check-failed` where the run stands, the run goes back to where the check
 * began, and the caller goes on with the next one. An error, since what could not be checked is not known to be valid.
 */
export function guarded<A, B>(check: (value: A, run: Run, more: B) => unknown, value: A, run: Run, more: B): void {
  const { depth } = run;
  const frames = run.frames.length;
  try {
    check(value, run, more);
  } catch (error) {
    run.checkFailed(error, depth, frames);
  }
}

/** The same for a call. */
export function guardedCall(run: Run, check: () => void): void {
  guarded(check, undefined, run, undefined);
}
