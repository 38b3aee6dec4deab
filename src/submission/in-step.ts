/** Points at which somebody waits, in the order in which they were first come to. */
const points: (() => void)[] = [];

/**
 * Makes a point at which submissions wait for each other: whoever comes to it goes on, one after the other, when the event loop has no more at hand.
 *
 * A piece of code that has just run for another submission is in the processor's caches, and runs up to three times as fast. Nobody waits for what
 * has not come yet, so a submission that is alone goes on at once (ADR 0130).
 */
export function createStep(): () => Promise<void> {
  let waiting: (() => void)[] = [];
  const goOn = () => {
    const all = waiting;
    waiting = [];
    for (const one of all) one();
  };
  return () =>
    new Promise((resolve) => {
      if (waiting.push(resolve) > 1) return;
      if (points.push(goOn) === 1) setImmediate(nextPoint);
    });
}

/** One point in a turn of the event loop: meanwhile more come to the others, and those of one point are not mixed with those of another. */
function nextPoint(): void {
  points[0]?.();
  points.shift();
  if (points.length > 0) setImmediate(nextPoint);
}

/** Lets those that went on from the same point do what this one has just done. */
export async function othersDoTheSame(): Promise<void> {}
