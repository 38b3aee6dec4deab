import { mix32 } from './random.ts';

/**
 * A permutation of 0 … size−1 that a seed chooses: person number → place in the population, without a table and without collisions.
 * Four Feistel rounds over the smallest even number of bits that holds `size`, walked until the result is inside (cycle walking).
 */
export function permutation(size: number, seed: number): (index: number) => number {
  const half = Math.max(1, Math.ceil(Math.log2(Math.max(2, size)) / 2));
  const mask = (1 << half) - 1;
  const keys = [1, 2, 3, 4].map((round) => mix32(seed ^ Math.imul(round, 0x9e3779b1)));
  const once = (value: number): number => {
    let left = value >>> half;
    let right = value & mask;
    for (const key of keys) [left, right] = [right, left ^ (mix32(right ^ key) & mask)];
    return left * (mask + 1) + right;
  };
  return (index) => {
    let value = once(index);
    while (value >= size) value = once(value);
    return value;
  };
}
