/** Where in the members of a value set those stand that a filter leaves. */
import { normaliseCode } from './code-shapes.ts';
import type { Segment } from './expansion-members.ts';
import { hasWords, textIndexOf, wordsOf } from './text-index.ts';

export interface PlaceFilter {
  /** Codes that begin with it, or whose texts have words that begin with each of its words. */
  filter?: string;
  activeOnly?: boolean;
  /** Without what cannot be chosen: headings. */
  excludeNotForUi?: boolean;
}

/** The places in ascending order; undefined for all of them. */
export type Places = ArrayLike<number> | undefined;

export function placesOf(segment: Segment, options: PlaceFilter): Places {
  const beginnings = wordsOf(options.filter ?? '');
  const isLeft = remainderOf(segment, options);
  if (beginnings.length === 0) return isLeft && everyPlace(segment).filter(isLeft);
  const found = findPlaces(segment, options.filter ?? '', beginnings);
  return isLeft ? found.filter(isLeft) : found;
}

/** Whether the member at a place is left by what is asked besides the text; undefined when nothing is. */
function remainderOf(
  { edition, concepts }: Segment,
  { activeOnly, excludeNotForUi }: PlaceFilter,
): ((at: number) => boolean) | undefined {
  if (!edition || !(activeOnly || excludeNotForUi)) return undefined;
  const table = edition.concepts;
  return (at) => {
    const n = concepts[at]!;
    return n < 0 || !((activeOnly && table.isInactive(n)) || (excludeNotForUi && table.isHeading(n)));
  };
}

function everyPlace({ concepts }: Segment): number[] {
  return Array.from(concepts.keys());
}

function findPlaces(segment: Segment, filter: string, beginnings: readonly string[]): Uint32Array | number[] {
  const { edition, listed, concepts, system } = segment;
  const codes = [...new Set([filter, normaliseCode(system, filter)].map((code) => code.trim().toLowerCase()))];
  const found = edition ? textIndexOf(edition.concepts).find(beginnings, codes) : new Uint32Array();
  if (!listed) {
    const inverse = inverseOf(segment);
    const places = new Uint32Array(found.length);
    let count = 0;
    for (const n of found) if (inverse[n]! >= 0) places[count++] = inverse[n]!;
    return places.subarray(0, count).sort();
  }
  // What the edition does not find, the value set's own text may.
  const inEdition = new Set(found);
  return everyPlace(segment).filter((at) => {
    const { code, display } = listed[at]!;
    if (inEdition.has(concepts[at]!) || (display !== undefined && hasWords(display, beginnings))) return true;
    return concepts[at]! < 0 && codes.some((beginning) => code.toLowerCase().startsWith(beginning));
  });
}

const inverses = new WeakMap<Segment, Int32Array>();

/** The place of each concept of the edition, −1 for one that is no member; made at the first filter. */
function inverseOf(segment: Segment): Int32Array {
  let places = inverses.get(segment);
  if (!places) {
    places = new Int32Array(segment.edition!.concepts.size).fill(-1);
    for (const [at, n] of segment.concepts.entries()) places[n] = at;
    inverses.set(segment, places);
  }
  return places;
}
