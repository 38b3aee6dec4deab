/** Collections as sets: https://hl7.org/fhirpath/#combining, and the functions of subsetting that need no criteria. */
import { singleInteger } from '../compiled.ts';
import { equalItems, identityKey } from '../equality.ts';
import { FhirPathError } from '../fhirpath-error.ts';
import { EMPTY, type Item, type Items } from '../item.ts';
import type { FunctionTable } from './definition.ts';

/** Up to so many items are compared one by one, which is cheaper than writing each out as a key. */
const FEW = 16;

/** Remembers items and answers whether an equal one was among them. */
export class Seen {
  readonly #keys = new Set<string>();
  #unkeyed: Item[] = [];
  #keyed = false;

  has(item: Item): boolean {
    const key = this.#keyed ? identityKey(item) : undefined;
    return key === undefined ? this.#unkeyed.some((other) => equalItems(item, other) === true) : this.#keys.has(key);
  }

  /** Adds the item; false when an equal one is there already. */
  add(item: Item): boolean {
    if (this.has(item)) return false;
    const key = this.#keyed ? identityKey(item) : undefined;
    if (key === undefined) this.#unkeyed.push(item);
    else this.#keys.add(key);
    if (!this.#keyed && this.#unkeyed.length > FEW) {
      this.#keyed = true;
      this.#unkeyed = this.#unkeyed.filter((one) => {
        const own = identityKey(one);
        if (own !== undefined) this.#keys.add(own);
        return own === undefined;
      });
    }
    return true;
  }
}

export function distinct(input: Items): Items {
  if (input.length < 2) return input;
  const seen = new Seen();
  return input.filter((item) => seen.add(item));
}

/** `a | b`: all that is in either, once. */
export function union(a: Items, b: Items): Items {
  return a.length === 0 ? distinct(b) : b.length === 0 ? distinct(a) : distinct([...a, ...b]);
}

function setOf(items: Items): Seen {
  const seen = new Seen();
  for (const item of items) seen.add(item);
  return seen;
}

export const sets: FunctionTable = {
  union: { arity: [1, 1], run: (input, [other]) => union(input, other!) },
  combine: { arity: [1, 1], run: (input, [other]) => [...input, ...other!] },
  intersect: {
    arity: [1, 1],
    types: 'input',
    run: (input, [other]) => {
      const wanted = setOf(other!);
      return distinct(input.filter((item) => wanted.has(item)));
    },
  },
  exclude: {
    arity: [1, 1],
    types: 'input',
    run: (input, [other]) => {
      const unwanted = setOf(other!);
      return input.filter((item) => !unwanted.has(item));
    },
  },
  first: { arity: [0, 0], types: 'input', run: (input) => (input.length > 1 ? [input[0]!] : input) },
  last: { arity: [0, 0], types: 'input', run: (input) => (input.length > 1 ? [input[input.length - 1]!] : input) },
  tail: { arity: [0, 0], types: 'input', run: (input) => input.slice(1) },
  skip: {
    arity: [1, 1],
    types: 'input',
    run: (input, [count]) => input.slice(Math.max(0, singleInteger(count!, 'skip()') ?? 0)),
  },
  take: {
    arity: [1, 1],
    types: 'input',
    run: (input, [count]) => {
      const wanted = singleInteger(count!, 'take()') ?? 0;
      return wanted > 0 ? input.slice(0, wanted) : EMPTY;
    },
  },
  single: {
    arity: [0, 0],
    types: 'input',
    run: (input) => {
      if (input.length > 1) throw new FhirPathError('execution', `single() found ${input.length} items`);
      return input;
    },
  },
};
