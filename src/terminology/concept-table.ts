/** The concepts of one edition of a code system, held compactly: texts as UTF-8 in one buffer, the hierarchy as numbers. */

export interface Designation {
  language?: string;
  use?: { system?: string; code?: string; display?: string };
  value: string;
}

export interface ConceptProperty {
  code: string;
  value: string | number | boolean | { system?: string; code?: string; display?: string };
  /** Of a text that is a code of the same system. */
  type?: 'code';
}

/** One concept as it is read. Parents are codes of the same table, in any order. */
export interface Concept {
  code: string;
  display?: string;
  definition?: string;
  parents?: string[];
  /** A heading: part of the hierarchy, not to be used in data. */
  heading?: boolean;
  inactive?: boolean;
  designations?: Designation[];
  properties?: ConceptProperty[];
}

const HEADING = 1;
const INACTIVE = 2;
const NO_PARENTS: readonly number[] = [];

export class ConceptTable {
  readonly #codes: string[] = [];
  readonly #index = new Map<string, number>();
  readonly #texts: Buffer;
  /** Where display and definition of concept n begin: 2n and 2n + 1; one more entry for the end. */
  readonly #offsets: Uint32Array;
  readonly #flags: Uint8Array;
  /** The first parent, −1 without. Most hierarchies are trees. */
  readonly #parent: Int32Array;
  readonly #moreParents = new Map<number, number[]>();
  readonly #details = new Map<number, { designations?: Designation[]; properties?: ConceptProperty[] }>();
  #children: Map<number, number[]> | undefined;
  readonly caseSensitive: boolean;

  /** Takes concepts in their order. A code that comes again is passed over; a parent that is not in the table as well. */
  constructor(concepts: Iterable<Concept>, caseSensitive = true) {
    this.caseSensitive = caseSensitive;
    const kept: Concept[] = [];
    for (const concept of concepts) {
      const key = this.#key(concept.code);
      if (this.#index.has(key)) continue;
      this.#index.set(key, kept.length);
      this.#codes.push(concept.code);
      kept.push(concept);
    }
    const texts: string[] = [];
    let end = 0;
    const add = (text: string | undefined) => {
      if (text) {
        texts.push(text);
        end += Buffer.byteLength(text);
      }
      return end;
    };
    this.#offsets = new Uint32Array(kept.length * 2 + 1);
    this.#flags = new Uint8Array(kept.length);
    this.#parent = new Int32Array(kept.length).fill(-1);
    for (const [n, concept] of kept.entries()) {
      this.#offsets[2 * n + 1] = add(concept.display);
      this.#offsets[2 * n + 2] = add(concept.definition);
      this.#flags[n] = (concept.heading ? HEADING : 0) | (concept.inactive ? INACTIVE : 0);
      if (concept.parents) this.#setParents(n, concept.parents);
      const { designations, properties } = concept;
      if (designations?.length || properties?.length) this.#details.set(n, { designations, properties });
    }
    this.#texts = Buffer.from(texts.join(''));
  }

  #setParents(n: number, codes: readonly string[]): void {
    for (const code of codes) {
      const parent = this.indexOf(code);
      if (parent < 0 || parent === n || parent === this.#parent[n]) continue;
      const more = this.#moreParents.get(n);
      if (this.#parent[n]! < 0) this.#parent[n] = parent;
      else if (!more) this.#moreParents.set(n, [this.#parent[n]!, parent]);
      else if (!more.includes(parent)) more.push(parent);
    }
  }

  #key(code: string): string {
    return this.caseSensitive ? code : code.toLowerCase();
  }

  get size(): number {
    return this.#codes.length;
  }

  /** The number of a code, −1 when the table does not have it. */
  indexOf(code: string): number {
    return this.#index.get(this.#key(code)) ?? -1;
  }

  code(n: number): string {
    return this.#codes[n]!;
  }

  display(n: number): string | undefined {
    return this.#text(2 * n);
  }

  definition(n: number): string | undefined {
    return this.#text(2 * n + 1);
  }

  #text(at: number): string | undefined {
    const from = this.#offsets[at]!;
    const to = this.#offsets[at + 1]!;
    return from === to ? undefined : this.#texts.toString('utf8', from, to);
  }

  isHeading(n: number): boolean {
    return (this.#flags[n]! & HEADING) !== 0;
  }

  isInactive(n: number): boolean {
    return (this.#flags[n]! & INACTIVE) !== 0;
  }

  designations(n: number): readonly Designation[] {
    return this.#details.get(n)?.designations ?? [];
  }

  properties(n: number): readonly ConceptProperty[] {
    return this.#details.get(n)?.properties ?? [];
  }

  parents(n: number): readonly number[] {
    const first = this.#parent[n]!;
    return first < 0 ? NO_PARENTS : (this.#moreParents.get(n) ?? [first]);
  }

  children(n: number): readonly number[] {
    if (!this.#children) {
      this.#children = new Map();
      for (let child = 0; child < this.size; child++) {
        for (const parent of this.parents(child)) {
          const list = this.#children.get(parent);
          if (list) list.push(child);
          else this.#children.set(parent, [child]);
        }
      }
    }
    return this.#children.get(n) ?? NO_PARENTS;
  }

  /** Whether the concept of a code is above concept n, however far; undefined when the table does not have it. */
  isAbove(code: string, n: number): boolean | undefined {
    const at = this.indexOf(code);
    return at < 0 ? undefined : this.hasAncestor(n, at);
  }

  /** Codes of the sets that a concept is a member of; undefined where the code system has no sets of its own. */
  memberships(_n: number): readonly string[] | undefined {
    return undefined;
  }

  /** What was asked about a concept where the code system is, by an expression constraint; undefined where it was not. */
  answerTo(_constraint: string, _n: number): boolean | undefined {
    return undefined;
  }

  /** Whether a concept's properties tell everything of this one. */
  decides(_property: string): boolean {
    return true;
  }

  /** Whether `ancestor` is reached by going up from `n`; a concept is not its own ancestor. Circles in the data end the walk. */
  hasAncestor(n: number, ancestor: number): boolean {
    const seen = new Set<number>();
    const open = [...this.parents(n)];
    for (let at = open.pop(); at !== undefined; at = open.pop()) {
      if (at === ancestor) return true;
      if (seen.has(at)) continue;
      seen.add(at);
      open.push(...this.parents(at));
    }
    return false;
  }
}
