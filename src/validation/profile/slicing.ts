import type { Run } from '../run.ts';
import type { Instance } from './instance.ts';
import { applyOverlay, enterInstance, leaveInstance, type Overlay } from './overlay.ts';

/** A text in one property: most slices are told apart by a `system` or a `url`. */
export interface SliceKey {
  name: string;
  text: string;
}

/** One slice, compiled. */
export interface Slice {
  name: string;
  min: number;
  max: number;
  matches(instance: Instance, run: Run): boolean;
  /** The property and its text that alone decide whether an occurrence belongs to it, where that is so. */
  key: SliceKey | undefined;
  overlay: Overlay;
  /** Slices of this slice. */
  slicing: Slicing | undefined;
}

const NONE: readonly number[] = [];

function tableOf(slices: readonly Slice[]): { name: string; slices: Map<string, number[]> } | undefined {
  const table = new Map<string, number[]>();
  let name: string | undefined;
  for (const [index, { key, name: slice }] of slices.entries()) {
    if (slice === '@default') continue;
    if (!key || (name !== undefined && key.name !== name)) return undefined;
    name = key.name;
    table.set(key.text, [...(table.get(key.text) ?? []), index]);
  }
  return name === undefined ? undefined : { name, slices: table };
}

/** http://hl7.org/fhir/R4/profiling.html#slicing */
export class Slicing {
  readonly #path: string;
  readonly #slices: readonly Slice[];
  readonly #fallback: number;
  readonly #rules: string;
  readonly #ordered: boolean;
  readonly #rule: string;
  /** The slices by the text of one property, where that tells all of them apart. */
  readonly #byKey: { name: string; slices: ReadonlyMap<string, readonly number[]> } | undefined;
  /** Whether a slice is required, so that even an empty list must be looked at. */
  readonly isDemanding: boolean;

  constructor(path: string, slices: readonly Slice[], rules: string, ordered: boolean, rule: string) {
    this.#path = path;
    this.#slices = slices;
    this.#fallback = slices.findIndex((slice) => slice.name === '@default');
    this.#rules = rules;
    this.#ordered = ordered;
    this.#rule = rule;
    this.#byKey = tableOf(slices);
    this.isDemanding = slices.some((slice) => slice.min > 0);
  }

  /** Sorts occurrences into slices and checks what each slice says. The run stands at their parent. */
  apply(instances: readonly Instance[], run: Run): void {
    if (instances.length === 0 && !this.isDemanding) return;
    const members: (Instance[] | undefined)[] = [];
    let latest = -1;
    let unmatched = false;
    for (const instance of instances) {
      if (!enterInstance(instance, run)) continue;
      const order = this.#sort(instance, members, run);
      if (order < 0) unmatched = true;
      else {
        if (unmatched && this.#rules === 'openAtEnd') this.#report('slice-not-at-end', run);
        if (this.#ordered && order < latest) this.#report('slice-out-of-order', run, this.#slices[order]!.name);
        latest = Math.max(latest, order);
      }
      leaveInstance(instance, run);
    }
    for (let index = 0; index < this.#slices.length; index++) {
      const slice = this.#slices[index]!;
      const items = members[index];
      const found = items === undefined ? 0 : items.length;
      if (found < slice.min) this.#reportCount('slice-missing', slice, found, run);
      if (found > slice.max) this.#reportCount('slice-too-many', slice, found, run);
      slice.slicing?.apply(items ?? [], run);
    }
  }

  #reportCount(code: 'slice-missing' | 'slice-too-many', { name, min, max }: Slice, found: number, run: Run): void {
    const parameters = { slice: name, path: this.#path, found };
    if (code === 'slice-missing') run.report(code, { ...parameters, min }, { rule: this.#rule });
    else run.report(code, { ...parameters, max }, { rule: this.#rule });
  }

  /** Puts an occurrence into every slice that it fits; answers the first one's number, -1 for none. The run stands at the occurrence. */
  #sort(instance: Instance, members: (Instance[] | undefined)[], run: Run): number {
    let matched = this.#matching(instance, run);
    if (matched.length > 1) {
      const slices = matched.map((index) => this.#slices[index]!.name).join(', ');
      run.report('slice-several-match', { path: this.#path, slices }, { rule: this.#rule });
    }
    if (matched.length === 0) {
      if (this.#fallback < 0) {
        if (this.#rules === 'closed') this.#reportUnmatched(instance, run);
        return -1;
      }
      matched = [this.#fallback];
    }
    for (const index of matched) {
      const list = members[index];
      if (list) list.push(instance);
      else members[index] = [instance];
      applyOverlay(this.#slices[index]!.overlay, instance, run);
    }
    return matched[0]!;
  }

  #matching(instance: Instance, run: Run): readonly number[] {
    const { value } = instance;
    if (this.#byKey && typeof value === 'object' && value !== null) {
      const text = (value as Record<string, unknown>)[this.#byKey.name];
      if (typeof text === 'string') return this.#byKey.slices.get(text) ?? NONE;
    }
    const matched: number[] = [];
    for (let i = 0; i < this.#slices.length; i++) {
      if (i !== this.#fallback && this.#slices[i]!.matches(instance, run)) matched.push(i);
    }
    return matched;
  }

  #report(code: 'slice-not-at-end' | 'slice-out-of-order', run: Run, slice = ''): void {
    run.report(code, { path: this.#path, slice }, { rule: this.#rule });
  }

  /** Names the slice whose own rules the element breaks none of, else the first. */
  #reportUnmatched(instance: Instance, run: Run): void {
    const conforming = this.#slices.find((slice) => run.passes(() => applyOverlay(slice.overlay, instance, run)));
    const nearest = conforming?.name ?? this.#slices[0]?.name ?? '–';
    run.report('slice-none-matches', { path: this.#path, nearest }, { rule: this.#rule });
  }
}
