/**
 * Remembers which value conforms to which profile, so that references in circles end and graphs cost no more than their edges.
 *
 * A value that is being checked counts as conforming (the greatest fixed point, which is what "conforms to the same profile as those it links to"
 * means). A conclusion that rested on such an assumption is forgotten when the assumption turns out false.
 */
export class ConformanceMemory {
  #results: Map<object, Map<string, boolean>> | undefined;
  /** Conclusions in the order they were drawn. */
  readonly #conclusions: { results: Map<string, boolean>; profile: string }[] = [];
  /** What is being checked with its findings reported, outermost first. */
  readonly #underWay: { value: object; profile: string }[] = [];

  /** The remembered result, or that of `check`. */
  decide(value: object, profile: string, check: () => boolean): boolean {
    if (this.#underWay.some((item) => item.value === value && item.profile === profile)) return true;
    this.#results ??= new Map();
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

  /** Marks a value as being checked against a profile until `finished`. */
  begin(value: object, profile: string): void {
    this.#underWay.push({ value, profile });
  }

  finished(): void {
    this.#underWay.pop();
  }
}
