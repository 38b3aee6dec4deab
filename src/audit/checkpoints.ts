import type { KeyObject } from 'node:crypto';
import type pg from 'pg';
import { takeCheckpoint } from './checkpoint.ts';

const FIVE_MINUTES = 5 * 60_000;

/** Takes a checkpoint every five minutes in which something was logged, and a last one at the stop. A failed one is told, and made up for. */
export function startCheckpoints(
  pool: pg.Pool,
  key: KeyObject,
  onFailure: (error: unknown) => void,
  interval = FIVE_MINUTES,
): { stop(): Promise<void> } {
  const take = () => takeCheckpoint(pool, key).catch(onFailure);
  const timer = setInterval(take, interval);
  timer.unref();
  return {
    async stop() {
      clearInterval(timer);
      await take();
    },
  };
}
