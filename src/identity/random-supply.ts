import { randomBytes } from 'node:crypto';

const PIECES = 256;

/** Pieces of `size` random bytes, each given out once, from one supply: asking the system for a few bytes costs as much as asking for many. */
export function randomSupply(size: number): () => Buffer {
  let supply = Buffer.alloc(0);
  return () => {
    if (supply.length === 0) supply = randomBytes(PIECES * size);
    const piece = supply.subarray(0, size);
    supply = supply.subarray(size);
    return piece;
  };
}
