import type { Run } from '../run.ts';
import type { Instance } from './instance.ts';
import { applyOverlay, atInstance, type Overlay } from './overlay.ts';

/** One slice, compiled. */
export interface Slice {
  name: string;
  min: number;
  max: number;
  matches(instance: Instance, run: Run): boolean;
  overlay: Overlay;
  /** Slices of this slice. */
  slicing: Slicing | undefined;
}

/** http://hl7.org/fhir/R4/profiling.html#slicing */
export class Slicing {
  readonly #path: string;
  readonly #slices: readonly Slice[];
  readonly #rules: string;
  readonly #ordered: boolean;
  readonly #rule: string;

  constructor(path: string, slices: readonly Slice[], rules: string, ordered: boolean, rule: string) {
    this.#path = path;
    this.#slices = slices;
    this.#rules = rules;
    this.#ordered = ordered;
    this.#rule = rule;
  }

  /** Sorts occurrences into slices and checks what each slice says. The run stands at their parent. */
  apply(instances: readonly Instance[], run: Run): void {
    const members = new Map<Slice, Instance[]>(this.#slices.map((slice) => [slice, []]));
    const fallback = this.#slices.find((slice) => slice.name === '@default');
    const path = this.#path;
    const rule = this.#rule;
    let latest = -1;
    let unmatched = false;
    for (const instance of instances) {
      let matched: Slice[] = [];
      atInstance(instance, run, () => {
        matched = this.#slices.filter((slice) => slice !== fallback && slice.matches(instance, run));
        if (matched.length > 1) {
          run.report('slice-several-match', { path, slices: matched.map((item) => item.name).join(', ') }, { rule });
        }
        if (matched.length === 0 && fallback) matched = [fallback];
        if (matched.length === 0) {
          unmatched = true;
          if (this.#rules === 'closed') this.#reportUnmatched(instance, run);
          return;
        }
        if (unmatched && this.#rules === 'openAtEnd') run.report('slice-not-at-end', { path }, { rule });
        const order = this.#slices.indexOf(matched[0]!);
        if (this.#ordered && order < latest)
          run.report('slice-out-of-order', { slice: matched[0]!.name, path }, { rule });
        latest = Math.max(latest, order);
        for (const slice of matched) applyOverlay(slice.overlay, instance, run);
      });
      for (const slice of matched) members.get(slice)!.push(instance);
    }
    for (const [slice, items] of members) {
      const found = items.length;
      if (found < slice.min) run.report('slice-missing', { slice: slice.name, path, min: slice.min, found }, { rule });
      if (found > slice.max) run.report('slice-too-many', { slice: slice.name, path, max: slice.max, found }, { rule });
      if (slice.slicing) slice.slicing.apply(items, run);
    }
  }

  /** The nearest slice is the one that breaks the fewest rules. */
  #reportUnmatched(instance: Instance, run: Run): void {
    const conforming = this.#slices.find((slice) => run.passes(() => applyOverlay(slice.overlay, instance, run)));
    const nearest = conforming?.name ?? this.#slices[0]?.name ?? '–';
    run.report('slice-none-matches', { path: this.#path, nearest }, { rule: this.#rule });
  }
}
