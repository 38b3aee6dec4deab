/** Finding the concepts of one edition by the beginnings of words and codes, without going through all of them. */
import type { ConceptTable } from './concept-table.ts';
import { searchWords } from './search-words.ts';

const indexes = new WeakMap<ConceptTable, TextIndex>();

/** The index of a table, made at its first use: about 0.3 s and 3 MB for 36,000 concepts. */
export function textIndexOf(concepts: ConceptTable): TextIndex {
  let index = indexes.get(concepts);
  if (!index) {
    index = new TextIndex(concepts);
    indexes.set(concepts, index);
  }
  return index;
}

/** The words of a text as they are compared: capitals and accents do not matter, so that "hjart" finds "Hjärtinfarkt". */
export function wordsOf(text: string): string[] {
  return searchWords(text).split(' ').filter(Boolean);
}

/** Whether every one of the beginnings begins a word of the text. */
export function hasWords(text: string, beginnings: readonly string[]): boolean {
  const words = wordsOf(text);
  return beginnings.every((beginning) => words.some((word) => word.startsWith(beginning)));
}

class TextIndex {
  /** Every word once, in order. */
  readonly #words: string[];
  /** Where the concepts of word n begin in `#concepts`; one more entry for the end. */
  readonly #starts: Uint32Array;
  readonly #concepts: Uint32Array;
  /** Codes without capitals, in order, and whose they are. */
  readonly #codes: string[];
  readonly #ofCode: Uint32Array;
  /** How many beginnings each concept has met in the search under way; all 0 between two. */
  readonly #met: Uint32Array;

  constructor(concepts: ConceptTable) {
    this.#met = new Uint32Array(concepts.size);
    const byWord = new Map<string, number[]>();
    for (let n = 0; n < concepts.size; n++) {
      const texts = [concepts.display(n) ?? '', ...concepts.designations(n).map(({ value }) => value)];
      for (const word of new Set(texts.flatMap(wordsOf))) {
        const list = byWord.get(word);
        if (list) list.push(n);
        else byWord.set(word, [n]);
      }
    }
    this.#words = [...byWord.keys()].sort();
    this.#starts = new Uint32Array(this.#words.length + 1);
    for (const [at, word] of this.#words.entries()) {
      this.#starts[at + 1] = this.#starts[at]! + byWord.get(word)!.length;
    }
    this.#concepts = new Uint32Array(this.#starts.at(-1)!);
    for (const [at, word] of this.#words.entries()) this.#concepts.set(byWord.get(word)!, this.#starts[at]);
    const codes = Array.from({ length: concepts.size }, (_, n) => concepts.code(n).toLowerCase());
    this.#ofCode = Uint32Array.from(codes.keys()).sort((a, b) => (codes[a]! < codes[b]! ? -1 : 1));
    this.#codes = Array.from(this.#ofCode, (n) => codes[n]!);
  }

  /** The concepts, in their order, whose texts have words with all these beginnings, or whose code begins with one of `codes`. */
  find(beginnings: readonly string[], codes: readonly string[]): Uint32Array {
    const met = this.#met;
    const seen: number[] = [];
    const meet = (n: number, round: number) => {
      if (met[n] === 0) seen.push(n);
      met[n] = round;
    };
    const rounds = beginnings.length;
    for (const [round, beginning] of beginnings.entries()) {
      const to = this.#starts[firstAfter(this.#words, beginning)]!;
      for (let at = this.#starts[firstFrom(this.#words, beginning)]!; at < to; at++) {
        const n = this.#concepts[at]!;
        if (met[n] === round) meet(n, round + 1);
      }
    }
    for (const code of codes) {
      const to = firstAfter(this.#codes, code);
      for (let at = firstFrom(this.#codes, code); at < to; at++) meet(this.#ofCode[at]!, rounds);
    }
    const found = new Uint32Array(seen.length);
    let count = 0;
    for (const n of seen) {
      if (met[n] === rounds) found[count++] = n;
      met[n] = 0;
    }
    return found.subarray(0, count).sort();
  }
}

/** Where in an ordered list those that are not before the text begin. */
function firstFrom(list: readonly string[], text: string): number {
  return partition(list, (item) => item < text);
}

/** Where those that begin with the text, or are before it, end. */
function firstAfter(list: readonly string[], text: string): number {
  return partition(list, (item) => item < text || item.startsWith(text));
}

function partition(list: readonly string[], isBefore: (item: string) => boolean): number {
  let from = 0;
  let to = list.length;
  while (from < to) {
    const middle = (from + to) >>> 1;
    if (isBefore(list[middle]!)) from = middle + 1;
    else to = middle;
  }
  return from;
}
