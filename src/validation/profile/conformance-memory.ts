/**
 * Remembers which value conforms to which profile, so that references in circles end and graphs cost no more than their edges.
 *
 * A value that is being checked counts as conforming (the greatest fixed point, which is what "conforms to the same profile as those it links to"
 * means). A conclusion that rested on such an assumption is forgotten when the assumption turns out false.
 */
export class ConformanceMemory {
  readonly #results = new WeakMap<object, Map<string, boolean>>();
  /** Conclusions in the order they were drawn. */
  readonly #conclusions: { results: Map<string, boolean>; profile: string }[] = [];

  /** The remembered result, or that of `check`. */
  decide(value: object, profile: string, check: () => boolean): boolean {
    let results = this.#results.get(value);
    if (!results) {
      results = new Map();
      this.#results.set(value, results);
    }
    const known = results.get(profile);
    if (known !== undefined) return known;
    const before = this.#conclusions.length;
    results.set(profile, true);
    let result = false;
    try {
      result = check();
    } finally {
      if (!result) {
        for (const conclusion of this.#conclusions.splice(before)) conclusion.results.delete(conclusion.profile);
      }
      results.set(profile, result);
      if (result) this.#conclusions.push({ results, profile });
    }
    return result;
  }

  /** Marks a value as being checked against a profile while `check` runs. */
  during(value: object, profile: string, check: () => void): void {
    let results = this.#results.get(value);
    if (!results) {
      results = new Map();
      this.#results.set(value, results);
    }
    if (results.has(profile)) {
      check();
      return;
    }
    results.set(profile, true);
    try {
      check();
    } finally {
      results.delete(profile);
    }
  }
}
