/** The terminology service: code systems, value sets, concept maps and aliases as one thing to ask. */
import type { CodeSystem, ConceptMap, NamingSystem, Resource } from '@medplum/fhirtypes';
import { splitCanonical, versionMatches } from '../fhir/definitions/canonical.ts';
import type { DefinitionIndex } from '../fhir/definitions/definition-index.ts';
import { Aliases, type AliasKind } from './aliases.ts';
import { Catalogue } from './catalogue.ts';
import { type Edition, editionOf } from './code-system.ts';
import { type Coverage, coverageOf } from './edition-coverage.ts';
import { EditionLibrary } from './edition-library.ts';
import { type NearMembers, nearestMembers } from './nearest-members.ts';
import { type NormalisationChange, normaliseCodings } from './normalise-codings.ts';
import type { ConceptSource } from './snomed/concept-source.ts';
import { constraintsOf } from './snomed/ecl/constraints-of.ts';
import { implicitValueSet, SNOMED } from './snomed/edition-uri.ts';
import type { FetchedCodes } from './snomed/fetched-concepts.ts';
import { type CodingOutcome, type CodingQuestion, validateCoding } from './validate-coding.ts';
import { type CompiledValueSet, compileValueSet } from './value-set.ts';

/** A value set with more codes than this is not handed out as a table. */
const TABLE_LIMIT = 2000;

export interface EditionChoice {
  version?: string;
  /** The event's date, ÅÅÅÅ-MM-DD. */
  date?: string;
}

export interface TerminologyParts {
  /** Resources by canonical: CodeSystem, ValueSet, ConceptMap. */
  definitions: DefinitionIndex;
  /** The resources that are the gateway's own: NamingSystems give the aliases, and all of them can be read and searched. */
  resources?: readonly Resource[];
  /** Imported editions. */
  editions?: Iterable<Edition>;
}

export class Terminology {
  readonly #definitions: DefinitionIndex;
  readonly #base: Terminology | undefined;
  readonly #resources: readonly Resource[];
  readonly #aliases: Aliases;
  readonly #library: EditionLibrary;
  // Only what is found is remembered: what is asked for comes from senders, and must not fill the memory.
  readonly #editions: Map<CodeSystem, Edition>;
  readonly #valueSets = new Map<string, CompiledValueSet>();
  #supplements: CodeSystem[] | undefined;
  #constraints: readonly string[] | undefined;
  /** The resources themselves, for reading and searching. */
  readonly catalogue: Catalogue;
  #stored: ConceptSource | undefined;
  #fetched: FetchedCodes | undefined;

  constructor({ definitions, resources, editions }: TerminologyParts, base?: Terminology, like?: Terminology) {
    this.#definitions = definitions;
    this.#base = base;
    this.#resources = resources ?? [];
    const imported = [...(editions ?? [])];
    const source = base ?? like;
    this.#aliases = source ? source.#aliases : new Aliases(namingSystemsOf(this.#resources));
    this.#editions = like ? like.#editions : new Map();
    this.#supplements = like ? like.#supplements : undefined;
    this.#library = base ? base.#library : new EditionLibrary(imported);
    this.catalogue = base ? base.catalogue : new Catalogue(this.#resources, imported);
    this.#stored = base ? base.#stored : undefined;
    this.#fetched = base ? base.#fetched : undefined;
  }

  /**
   * The same service with other imported editions, those in the database among them, whose codes `source` fetches. What was remembered of editions goes with this one; what
   * was read of those that are the same objects, and of resources, is kept.
   */
  withEditions(editions: Iterable<Edition>, source?: ConceptSource): Terminology {
    const all = [...editions];
    const parts = { definitions: this.#definitions, resources: this.#resources, editions: all };
    const other = new Terminology(parts, undefined, this);
    if (all.some(({ stored }) => stored)) other.#stored = source;
    return other;
  }

  /** Every imported edition. */
  get imported(): Edition[] {
    return this.#library.all();
  }

  /** Where codes of editions in the database are fetched; undefined when there are no such editions. */
  get stored(): ConceptSource | undefined {
    return this.#stored;
  }

  /** The same service with what was fetched from the database, for one request. */
  withFetched(fetched: FetchedCodes): Terminology {
    const layered = new Terminology({ definitions: this.#definitions }, this);
    layered.#fetched = fetched;
    return layered;
  }

  /** The same service with further definitions in front of its own, for one request or one guide; nothing of it reaches this one. */
  over(definitions: DefinitionIndex): Terminology {
    return new Terminology({ definitions }, this);
  }

  /** The URI that Sluss emits for a system that has several (S-13); `code` decides where two systems share a name. */
  canonicalSystem(uri: string, kind: AliasKind = 'codesystem', code?: string): string {
    return this.#aliases.canonical(uri, kind, code);
  }

  /** Puts canonical systems and the registers' code forms into a resource, in place; gives what was changed. */
  normaliseCodings(resource: unknown): NormalisationChange[] {
    return normaliseCodings(resource, this.#aliases);
  }

  /** The edition of a code system (canonical URI, also `uri|version`) for a version or date. Imported editions go before resources. */
  edition(system: string, choice: EditionChoice = {}): Edition | undefined {
    const { url, version = choice.version } = splitCanonical(system);
    const imported = this.#library.choose(url, { version, date: choice.date });
    if (imported?.stored && this.#fetched) return this.#fetched.of(imported);
    return imported ?? this.#resourceEdition(url, version);
  }

  /** How an edition that was chosen stands to the day that it was chosen for; undefined when it is one of that day. */
  coverage(system: string, used: Edition | undefined, date: string | undefined): Coverage | undefined {
    return date === undefined
      ? undefined
      : coverageOf(this.#library.of(splitCanonical(system).url), used?.fetchedOf ?? used, date);
  }

  #resourceEdition(url: string, version: string | undefined): Edition | undefined {
    const below = this.#base ? this.#base.#resourceEdition(url, version) : undefined;
    const resource = this.#codeSystem(url, version) ?? below?.resource;
    const supplements = this.#supplementsOf(url);
    if (!resource || (below?.resource === resource && supplements.length === 0)) return below;
    if (resource.content === 'supplement') return undefined;
    let found = this.#editions.get(resource);
    if (!found) {
      found = editionOf(resource, supplements);
      this.#editions.set(resource, found);
    }
    return found;
  }

  /** Supplements among the definitions that were added here; R4 core has none, and to look would mean to read all of it. */
  #supplementsOf(url: string): CodeSystem[] {
    this.#supplements ??= [...this.#definitions.all('CodeSystem')].filter(({ content }) => content === 'supplement');
    return this.#supplements.filter(({ supplements }) => supplements && splitCanonical(supplements).url === url);
  }

  /** A resource of the version; one without a version stands for every version. */
  #codeSystem(url: string, version: string | undefined): CodeSystem | undefined {
    const exact = version !== undefined && this.#definitions.resolve(`${url}|${version}`, 'CodeSystem');
    if (exact) return exact;
    const any = this.#definitions.resolve(url, 'CodeSystem');
    if (version === undefined || any?.version === undefined) return any;
    return versionMatches(version, any.version) ? any : undefined;
  }

  /** Every edition at hand of a system: the imported ones, the oldest first, else the resource. */
  editionsOf(system: string): Edition[] {
    const imported = this.#library.of(system);
    if (imported.length > 0) return [...imported];
    const own = this.#resourceEdition(system, undefined);
    return own ? [own] : [];
  }

  /** The systems of which codes are at hand. */
  systems(): string[] {
    const urls = new Set(this.#library.systems());
    for (const url of this.#definitions.urls('CodeSystem')) urls.add(url);
    for (const url of this.#base?.systems() ?? []) urls.add(url);
    return [...urls];
  }

  *systemNames(): Generator<string> {
    yield* this.#aliases.names();
    yield* this.systems();
  }

  /** Whether the system is known by name, with or without its codes. */
  knowsSystem(system: string): boolean {
    return this.#aliases.knows(system);
  }

  hasOtherEdition(system: string): boolean {
    return this.editionsOf(splitCanonical(system).url).length > 0;
  }

  isSupplement(system: string): boolean {
    const own = this.#definitions.resolve(system, 'CodeSystem')?.content === 'supplement';
    return own || (this.#base?.isSupplement(system) ?? false);
  }

  /** The same service with one more value set, under its url. */
  withValueSet(valueSet: CompiledValueSet): Terminology {
    const layered = new Terminology({ definitions: this.#definitions }, this);
    layered.#valueSets.set(valueSet.url, valueSet);
    return layered;
  }

  /** The expression constraints of the operator's value sets that only the database can decide. One that cannot be read decides nothing. */
  constraints(): readonly string[] {
    if (this.#base) return this.#base.constraints();
    this.#constraints ??= this.catalogue.search('ValueSet', [['reference', SNOMED]]).flatMap((resource) => {
      try {
        return constraintsOf(compileValueSet(resource, this), this);
      } catch {
        return [];
      }
    });
    return this.#constraints;
  }

  /** A value set by canonical, compiled at its first use. */
  valueSet(canonical: string): CompiledValueSet | undefined {
    const known = this.#valueSets.get(canonical);
    if (known) return known;
    // There are as many of these as there are concepts: none is remembered.
    const implicit = implicitValueSet(canonical);
    if (implicit) return compileValueSet(implicit, this);
    const found = this.#findValueSet(canonical);
    if (found) this.#valueSets.set(canonical, found);
    return found;
  }

  #findValueSet(canonical: string): CompiledValueSet | undefined {
    const resource = this.#definitions.resolve(canonical, 'ValueSet');
    return resource ? compileValueSet(resource, this) : this.#base?.valueSet(canonical);
  }

  conceptMap(canonical: string): ConceptMap | undefined {
    return this.#definitions.resolve(canonical, 'ConceptMap') ?? this.#base?.conceptMap(canonical);
  }

  /** Every CodeSystem resource at hand; imported editions are not among them. */
  *codeSystems(): Generator<CodeSystem> {
    yield* this.#definitions.all('CodeSystem', true);
    if (this.#base) yield* this.#base.codeSystems();
  }

  /** Every concept map at hand. */
  *conceptMaps(): Generator<ConceptMap> {
    yield* this.#definitions.all('ConceptMap', true);
    if (this.#base) yield* this.#base.conceptMaps();
  }

  /** The first day of the time in which the same imported editions hold as on this day; undefined when none is imported. */
  periodOf(date: string): string | undefined {
    return this.#library.periodOf(date);
  }

  validateCoding(question: CodingQuestion): CodingOutcome {
    return validateCoding(question, this);
  }

  /** The codes of a value set that a wrong one was probably meant to be. */
  nearest(question: CodingQuestion): NearMembers | undefined {
    return nearestMembers(question, this);
  }

  /** The codes of a value set when it can be told completely, is of one system and not large: lets a caller build a table. */
  codesOf(canonical: string): ReadonlySet<string> | undefined {
    const valueSet = this.valueSet(canonical);
    if (!valueSet || valueSet.exclude.length > 0) return undefined;
    const codes = new Set<string>();
    let system: string | undefined;
    for (const rule of valueSet.include) {
      if (rule.system === undefined || rule.filters.length > 0 || rule.valueSets.length > 0) return undefined;
      if (system !== undefined && system !== rule.system) return undefined;
      system = rule.system;
      const edition = this.edition(system, { version: rule.version });
      if (edition && edition.content !== 'not-present' && !edition.concepts.caseSensitive) return undefined;
      if (rule.codes) for (const code of rule.codes.keys()) codes.add(code);
      else if (edition?.content === 'complete' && edition.concepts.size <= TABLE_LIMIT) {
        for (let n = 0; n < edition.concepts.size; n++) codes.add(edition.concepts.code(n));
      } else return undefined;
      if (codes.size > TABLE_LIMIT) return undefined;
    }
    return codes;
  }
}

function namingSystemsOf(resources: readonly Resource[]): NamingSystem[] {
  return resources.filter((resource) => resource.resourceType === 'NamingSystem');
}
