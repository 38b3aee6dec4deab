/** Deterministic randomness: the same seed and stream give the same numbers on every machine. Not for secrets. */

/** Mixes text and numbers into 32 well-spread bits (FNV-1a with murmur3's finaliser). */
export function hash32(text: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  return mix32(h);
}

/** murmur3's finaliser: every bit of the input changes about half of the output's bits. */
export function mix32(value: number): number {
  let h = value | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** The generator sfc32 (PractRand's small fast counting generator), one per person. */
export class Random {
  #a: number;
  #b: number;
  #c: number;
  #d = 1;

  constructor(seed: number, stream: number) {
    this.#a = mix32(seed ^ 0x9e3779b9);
    this.#b = mix32(stream ^ 0x243f6a88);
    this.#c = mix32(this.#a ^ Math.imul(stream, 0x85ebca6b));
    for (let i = 0; i < 12; i++) this.bits();
  }

  /** 32 random bits as an unsigned number. */
  bits(): number {
    const t = (((this.#a + this.#b) | 0) + this.#d) | 0;
    this.#d = (this.#d + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = ((this.#c << 21) | (this.#c >>> 11)) + t;
    this.#c |= 0;
    return t >>> 0;
  }

  /** A number in [0, 1). */
  unit(): number {
    return this.bits() / 0x1_0000_0000;
  }

  /** An integer in [from, to], both included. */
  integer(from: number, to: number): number {
    return from + Math.floor(this.unit() * (to - from + 1));
  }

  /** True with the given probability. */
  chance(probability: number): boolean {
    return this.unit() < probability;
  }

  pick<T>(list: readonly T[]): T {
    return list[Math.floor(this.unit() * list.length)]!;
  }

  /** One of the list, each in proportion to its weight; undefined when no weight is positive. */
  weighted<T>(list: readonly T[], weight: (item: T) => number): T | undefined {
    let total = 0;
    for (const item of list) total += Math.max(0, weight(item));
    if (total <= 0) return undefined;
    let rest = this.unit() * total;
    for (const item of list) {
      rest -= Math.max(0, weight(item));
      if (rest < 0) return item;
    }
    return list.at(-1);
  }
}
