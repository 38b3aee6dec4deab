/** The codes of a value set in their order, kept so that a page or a filter costs no second walk over its code systems. */
import { SlussError } from '../errors/sluss-error.ts';
import type { Edition } from './code-system.ts';
import type { Terminology } from './terminology.ts';
import { notAtHand } from './validate-coding.ts';
import { type Choice, type CompiledValueSet, editionChoice, type Rule } from './value-set.ts';

/** The members that one rule gives: codes of one system, by their numbers in its edition. */
export interface Segment {
  system: string;
  /** Absent when no codes of the system are at hand. */
  edition?: Edition;
  /** The number of each concept in the edition, −1 for one that it does not have. */
  concepts: Int32Array;
  /** What the value set lists itself: the codes, and the texts that it gives some of them. Absent for codes taken from the edition. */
  listed?: { code: string; display?: string | undefined }[];
}

export interface Members {
  segments: Segment[];
  /** The editions that were asked. */
  editions: Edition[];
}

/** Kept for each value set: one for each time in which the same editions hold, and for what was asked with versions of its own. */
const MOST_KEPT = 8;
const kept = new WeakMap<Terminology, WeakMap<CompiledValueSet, Map<string, Members>>>();

/**
 * The members of a value set for a choice of editions. Throws `expansion-not-possible` where a code system is not at hand, and `value-set-not-found` for one that it is
 * made of.
 */
export function membersOf(terminology: Terminology, valueSet: CompiledValueSet, choice: Choice): Members {
  let ofValueSets = kept.get(terminology);
  if (!ofValueSets) {
    ofValueSets = new WeakMap();
    kept.set(terminology, ofValueSets);
  }
  let ofChoices = ofValueSets.get(valueSet);
  if (!ofChoices) {
    ofChoices = new Map();
    ofValueSets.set(valueSet, ofChoices);
  }
  const key = keyOf(terminology, choice);
  let members = ofChoices.get(key);
  if (!members) {
    members = collect(terminology, valueSet, choice);
    if (ofChoices.size >= MOST_KEPT) ofChoices.delete(ofChoices.keys().next().value!);
    ofChoices.set(key, members);
  }
  return members;
}

function keyOf(terminology: Terminology, { date, versions }: Choice): string {
  // A year or month stands for its own choice of editions; days of one period have the same.
  const time = (date?.length === 10 ? terminology.periodOf(date) : date) ?? '';
  return versions ? JSON.stringify([time, [...versions.default], [...versions.forced]]) : time;
}

function collect(terminology: Terminology, valueSet: CompiledValueSet, choice: Choice): Members {
  const seen = new Map<string, Set<string>>();
  const editions = new Set<Edition>();
  const segments: Segment[] = [];
  for (const rule of valueSet.include) {
    // What one rule gives alone needs no further test; with 39,000 concepts that is most of the work.
    const decided = rule.system !== undefined && rule.valueSets.length === 0 && valueSet.exclude.length === 0;
    for (const segment of candidatesOf(terminology, rule, choice, new Set([valueSet]))) {
      if (segment.edition) editions.add(segment.edition);
      const { system } = segment;
      let codes = seen.get(system);
      if (!codes) {
        codes = new Set();
        seen.set(system, codes);
      }
      const known = codes;
      segments.push(
        select(segment, (code) => {
          if (known.has(code)) return false;
          if (!decided && valueSet.contains(system, code, choice) === false) return false;
          known.add(code);
          return true;
        }),
      );
    }
  }
  return { segments: segments.filter(({ concepts }) => concepts.length > 0), editions: [...editions] };
}

/** The code of the member at a place of a segment. */
export function codeAt({ listed, edition, concepts }: Segment, at: number): string {
  return listed ? listed[at]!.code : edition!.concepts.code(concepts[at]!);
}

function select(segment: Segment, wanted: (code: string) => boolean): Segment {
  const { concepts, listed } = segment;
  const places: number[] = [];
  for (let at = 0; at < concepts.length; at++) if (wanted(codeAt(segment, at))) places.push(at);
  return {
    ...segment,
    concepts: Int32Array.from(places, (at) => concepts[at]!),
    ...(listed && { listed: places.map((at) => listed[at]!) }),
  };
}

/** The candidates of one rule; the value set's own test decides over what they have to share. */
function* candidatesOf(
  terminology: Terminology,
  rule: Rule,
  choice: Choice,
  above: ReadonlySet<CompiledValueSet>,
): Generator<Segment> {
  const { system, codes } = rule;
  if (system === undefined) {
    const [canonical] = rule.valueSets;
    if (canonical === undefined) return;
    const other = terminology.valueSet(canonical);
    if (!other) throw SlussError.of('value-set-not-found', { valueSet: canonical });
    if (above.has(other)) return;
    for (const inner of other.include) yield* candidatesOf(terminology, inner, choice, new Set([...above, other]));
    return;
  }
  const found = terminology.edition(system, editionChoice(rule, system, choice));
  const edition = found && found.content !== 'not-present' ? found : undefined;
  if (codes) {
    const listed = Array.from(codes, ([code, display]) => ({ code, display }));
    const concepts = Int32Array.from(listed, ({ code }) => edition?.concepts.indexOf(code) ?? -1);
    yield { system, ...(edition && { edition }), concepts, listed };
  } else if (edition) {
    const numbers: number[] = [];
    for (let n = 0; n < edition.concepts.size; n++) {
      if (!rule.filters.some((filter) => filter(edition.concepts, n) !== true)) numbers.push(n);
    }
    yield { system, edition, concepts: Int32Array.from(numbers) };
  } else {
    throw SlussError.of('expansion-not-possible', { reason: notAtHand(system) });
  }
}
