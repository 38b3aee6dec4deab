import type { PropertyCheck } from '../object-check.ts';
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
  /** What remains to be checked of an occurrence that has the key. */
  remaining: Overlay;
  /** Slices of this slice. */
  slicing: Slicing | undefined;
}

const NONE: readonly number[] = [];

/** Where the sorting of the occurrences in one parent has come to. */
interface Sorting {
  /** How many belong to each slice; made with the first that belongs to one. */
  counts: number[] | undefined;
  /** Which they are, where there are slices of slices. */
  members: (Instance[] | undefined)[] | undefined;
  /** The slice of the last one. */
  latest: number;
  unmatched: boolean;
}

/** What an overlay says of an occurrence that is known to have a key. */
export function withoutKey(overlay: Overlay, key: SliceKey | undefined): Overlay {
  if (!key) return overlay;
  const children = overlay.children.filter(
    ({ properties, onlyText }) => properties[0]!.key !== key.name || onlyText !== key.text,
  );
  return { ...overlay, children };
}

interface KeyTable {
  name: string;
  /** The property of the text's id and extensions. */
  beside: string;
  slices: ReadonlyMap<string, readonly number[]>;
}

function tableOf(slices: readonly Slice[]): KeyTable | undefined {
  const table = new Map<string, number[]>();
  let name: string | undefined;
  for (const [index, { key, name: slice }] of slices.entries()) {
    if (slice === '@default') continue;
    if (!key || (name !== undefined && key.name !== name)) return undefined;
    name = key.name;
    table.set(key.text, [...(table.get(key.text) ?? []), index]);
  }
  return name === undefined ? undefined : { name, beside: `_${name}`, slices: table };
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
  readonly #byKey: KeyTable | undefined;
  /** Whether a slice has slices. */
  readonly #hasInner: boolean;
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
    this.#hasInner = slices.some((slice) => slice.slicing !== undefined);
    this.isDemanding = slices.some((slice) => slice.min > 0);
  }

  /** Sorts occurrences into slices and checks what each slice says. The run stands at their parent. */
  apply(instances: readonly Instance[], run: Run): void {
    if (instances.length === 0 && !this.isDemanding) return;
    const sorting = this.#begin();
    for (const instance of instances) this.#place(instance, this.#byText(instance.value), sorting, run);
    this.#finish(sorting, run);
  }

  /** The same for the items of a list that has nothing beside it. */
  applyToList(property: PropertyCheck, values: readonly unknown[], run: Run): void {
    const sorting = this.#begin();
    const tellsOfOthers = this.#fallback >= 0 || this.#rules === 'closed';
    for (let index = 0; index < values.length; index++) {
      const value = values[index] ?? undefined;
      const matched = this.#byText(value);
      // Nothing is said of most of what is in no slice.
      if (matched === NONE && !tellsOfOthers) sorting.unmatched = true;
      else this.#place({ property, value, sibling: undefined, index }, matched, sorting, run);
    }
    this.#finish(sorting, run);
  }

  #begin(): Sorting {
    return { counts: undefined, members: this.#hasInner ? [] : undefined, latest: -1, unmatched: false };
  }

  /** Puts one occurrence into its slices, `matched` where its text told them, and checks what they say of it. */
  #place(instance: Instance, matched: readonly number[] | undefined, sorting: Sorting, run: Run): void {
    if (!enterInstance(instance, run)) return;
    const order = this.#sort(instance, matched, sorting, run);
    if (order < 0) sorting.unmatched = true;
    else {
      if (sorting.unmatched && this.#rules === 'openAtEnd') this.#report('slice-not-at-end', run);
      if (this.#ordered && order < sorting.latest) this.#report('slice-out-of-order', run, this.#slices[order]!.name);
      sorting.latest = Math.max(sorting.latest, order);
    }
    leaveInstance(instance, run);
  }

  #finish({ counts, members }: Sorting, run: Run): void {
    if (!counts && !this.isDemanding && !this.#hasInner) return;
    for (let index = 0; index < this.#slices.length; index++) {
      const slice = this.#slices[index]!;
      const found = counts === undefined ? 0 : counts[index]!;
      if (found < slice.min) this.#reportCount('slice-missing', slice, found, run);
      if (found > slice.max) this.#reportCount('slice-too-many', slice, found, run);
      slice.slicing?.apply(members?.[index] ?? [], run);
    }
  }

  #reportCount(code: 'slice-missing' | 'slice-too-many', { name, min, max }: Slice, found: number, run: Run): void {
    const parameters = { slice: name, path: this.#path, found };
    if (code === 'slice-missing') run.report(code, { ...parameters, min }, { rule: this.#rule });
    else run.report(code, { ...parameters, max }, { rule: this.#rule });
  }

  /** Puts an occurrence into every slice that it fits; answers the first one's number, -1 for none. The run stands at the occurrence. */
  #sort(instance: Instance, byText: readonly number[] | undefined, sorting: Sorting, run: Run): number {
    let matched = byText ?? this.#matching(instance, run);
    if (matched.length > 1) {
      const slices = matched.map((index) => this.#slices[index]!.name).join(', ');
      run.report('slice-several-match', { path: this.#path, slices }, { rule: this.#rule });
    }
    const hasKey = byText !== undefined && this.#isPlain(instance.value);
    if (matched.length === 0) {
      if (this.#fallback < 0) {
        if (this.#rules === 'closed') this.#reportUnmatched(instance, run);
        return -1;
      }
      matched = [this.#fallback];
    }
    const { members } = sorting;
    sorting.counts ??= this.#slices.map(() => 0);
    for (const index of matched) {
      const slice = this.#slices[index]!;
      sorting.counts[index]!++;
      if (members) {
        members[index] ??= [];
        members[index].push(instance);
      }
      applyOverlay(hasKey ? slice.remaining : slice.overlay, instance, run);
    }
    return matched[0]!;
  }

  /** The slices of an occurrence where one text of it decides. */
  #byText(value: unknown): readonly number[] | undefined {
    if (!this.#byKey || typeof value !== 'object' || value === null) return undefined;
    const text = (value as Record<string, unknown>)[this.#byKey.name];
    return typeof text === 'string' ? (this.#byKey.slices.get(text) ?? NONE) : undefined;
  }

  /** Whether the text that decided has no id or extensions beside it. */
  #isPlain(value: unknown): boolean {
    return (value as Record<string, unknown>)[this.#byKey!.beside] === undefined;
  }

  #matching(instance: Instance, run: Run): readonly number[] {
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
