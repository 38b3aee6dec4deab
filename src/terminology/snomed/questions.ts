/** Which codes of editions in the database a request is about. */
import type { Edition } from '../code-system.ts';
import type { EditionChoice, Terminology } from '../terminology.ts';
import { SNOMED } from './edition-uri.ts';
import { isConceptId } from './sctid.ts';

type Json = { [key: string]: unknown };

/** Codes by the edition that they are to be asked of. */
export class Questions {
  readonly #terminology: Terminology;
  readonly #constraints = new Set<string>();
  readonly #byVersion = new Map<string, { edition: Edition; codes: Set<string> }>();

  constructor(terminology: Terminology) {
    this.#terminology = terminology;
  }

  /** Adds a code, if its system has an edition in the database; what is no identifier of a concept needs no fetching. */
  ask(system: string, code: string, choice: EditionChoice = {}): void {
    if (!isConceptId(code)) return;
    const edition = this.#terminology.edition(this.#terminology.canonicalSystem(system, 'codesystem', code), choice);
    if (edition?.stored) this.askOf(edition, code);
  }

  /** Adds a code for every edition in the database. */
  askAll(code: string): void {
    if (!isConceptId(code)) return;
    for (const edition of this.#terminology.editionsOf(SNOMED)) if (edition.stored) this.askOf(edition, code);
  }

  /** Adds a code for an edition in the database. */
  askOf(edition: Edition, code: string): void {
    const version = edition.version ?? '';
    const known = this.#byVersion.get(version);
    if (known) known.codes.add(code);
    else this.#byVersion.set(version, { edition, codes: new Set([code]) });
  }

  /**
   * Adds every Coding in a resource of any shape, and the codes that a value set lists; and the expression constraints of the operator's value sets, about which whoever validates
   * cannot ask later.
   */
  collect(resource: unknown, choice: EditionChoice = {}): void {
    for (const constraint of this.#terminology.constraints()) this.demand(constraint);
    this.#collect(resource, choice);
  }

  #collect(node: unknown, choice: EditionChoice): void {
    if (Array.isArray(node)) for (const item of node) this.#collect(item, choice);
    else if (typeof node === 'object' && node !== null) {
      const { system, code, version, concept } = node as Json;
      if (typeof system === 'string') {
        const own = typeof version === 'string' ? { ...choice, version } : choice;
        if (typeof code === 'string') this.ask(system, code, own);
        if (Array.isArray(concept))
          for (const item of concept) if (typeof item?.code === 'string') this.ask(system, item.code, own);
      }
      for (const key in node) this.#collect((node as Json)[key], choice);
    }
  }

  /** Adds an expression constraint that all codes are to be held against where they are. */
  demand(constraint: string): void {
    this.#constraints.add(constraint);
  }

  get constraints(): ReadonlySet<string> {
    return this.#constraints;
  }

  get isEmpty(): boolean {
    return this.#byVersion.size === 0;
  }

  [Symbol.iterator](): Iterator<{ edition: Edition; codes: Set<string> }> {
    return this.#byVersion.values();
  }
}
