/** Measuring: calls per second, and the median of several rounds. */

/**
 * Calls of `work` per second, over at least `millis`, after a warm-up of the same length. The clock costs as much as a small
 * piece of work, and is read once in `batch` calls.
 */
export function rate(work: () => unknown, millis = 60, batch = 64): number {
  let calls = 0;
  let started = performance.now();
  let until = started + millis;
  let warm = false;
  for (;;) {
    for (let at = 0; at < batch; at += 1) work();
    calls += batch;
    const now = performance.now();
    if (now < until) continue;
    if (warm) return (calls * 1000) / (now - started);
    warm = true;
    calls = 0;
    started = performance.now();
    until = started + millis;
  }
}

/** The median of five measurements. */
export function median(measure: () => number): number {
  const values = Array.from({ length: 5 }, measure).sort((a, b) => a - b);
  return values[2] as number;
}
