import type {
  ValueSet,
  ValueSetComposeIncludeConceptDesignation,
  ValueSetExpansionContains,
  ValueSetExpansionParameter,
} from '@medplum/fhirtypes';
import { SlussError } from '../errors/sluss-error.ts';
import { splitCanonical, versionMatches } from '../fhir/definitions/canonical.ts';
import type { Edition } from './code-system.ts';
import type { Designation } from './concept-table.ts';
import { displayIn, languageMatches } from './display.ts';
import { coverageSentence } from './edition-coverage.ts';
import { codeAt, type Members, membersOf, type Segment } from './expansion-members.ts';
import { type PlaceFilter, type Places, placesOf } from './expansion-places.ts';
import type { Terminology } from './terminology.ts';
import type { Choice, CompiledValueSet } from './value-set.ts';

/** Versions of code systems as `$expand` takes them, each `system|version`. */
export interface SystemVersions {
  /** Where the value set states none. */
  system?: readonly string[];
  /** As `system`, and an error where the value set states another. */
  check?: readonly string[];
  /** Whatever the value set states. */
  force?: readonly string[];
}

export interface ExpandOptions extends PlaceFilter {
  offset?: number;
  count?: number;
  /** The day whose editions are asked, ÅÅÅÅ-MM-DD. */
  date?: string;
  /** BCP 47. */
  displayLanguage?: string;
  includeDesignations?: boolean;
  /** Only designations of these uses or languages, each `system|code`. */
  designation?: readonly string[];
  /** Keeps the definition of the value set (`compose`) beside its expansion. */
  includeDefinition?: boolean;
  /** Codes below their parents, where the value set has both. Not together with paging or a filter. */
  nested?: boolean;
  /** Code systems, `system` or `system|version`, whose codes are left out. */
  excludeSystem?: readonly string[];
  versions?: SystemVersions;
}

/** A member of the value set: a place in a segment of it. */
interface Member {
  segment: Segment;
  at: number;
}

/** An expansion with more codes is given by the page only. */
export const EXPANSION_LIMIT = 10_000;
const LANGUAGE_SYSTEM = 'urn:ietf:bcp:47';

/**
 * The codes of a value set (http://hl7.org/fhir/R4/valueset-operation-expand.html). Headings are in it, marked abstract, where the value set has them. The order is that of
 * the value set and its code systems, so that pages neither overlap nor leave out anything. Throws `value-set-not-found`, `expansion-not-possible` (a code system
 * is not at hand), `expansion-too-costly`, `expansion-version`.
 */
export function expand(terminology: Terminology, canonical: string, options: ExpandOptions = {}): ValueSet {
  const compiled = terminology.valueSet(canonical);
  if (!compiled) throw SlussError.of('value-set-not-found', { valueSet: canonical });
  return expandCompiled(terminology, compiled, options);
}

/** As `expand`, for a value set that is given and not asked for by name. */
export function expandCompiled(terminology: Terminology, compiled: CompiledValueSet, options: ExpandOptions): ValueSet {
  const choice = choiceOf(terminology, compiled, options);
  const members = withoutSystems(terminology, membersOf(terminology, compiled, choice), options.excludeSystem ?? []);
  const places = members.segments.map((segment) => placesOf(segment, options));
  const total = members.segments.reduce((sum, { concepts }, n) => sum + (places[n]?.length ?? concepts.length), 0);
  const paged = options.count !== undefined || options.offset !== undefined;
  if (!paged && total > EXPANSION_LIMIT) {
    throw SlussError.of('expansion-too-costly', { total, limit: EXPANSION_LIMIT });
  }
  const offset = options.offset ?? 0;
  const page = pageOf(members.segments, places, offset, Math.min(options.count ?? EXPANSION_LIMIT, EXPANSION_LIMIT));
  const contains =
    options.nested && !paged && !options.filter ? nest(page, options) : page.map((m) => describe(m, options));
  return expansionOf(terminology, compiled, options, { total, contains, editions: members.editions });
}

/** Which editions are asked. Throws `expansion-version`. */
export function choiceOf(
  terminology: Terminology,
  compiled: CompiledValueSet,
  { date, versions }: ExpandOptions,
): Choice {
  checkVersions(terminology, compiled, versions?.check ?? []);
  const chosen = versionsOf(terminology, versions);
  return { ...(date !== undefined && { date }), ...(chosen && { versions: chosen }) };
}

/** The value set with its expansion. */
export function expansionOf(
  terminology: Terminology,
  { resource: { compose, text: _text, expansion: _expansion, ...resource } }: CompiledValueSet,
  options: ExpandOptions,
  { total, contains, editions }: { total: number; contains: ValueSetExpansionContains[]; editions: readonly Edition[] },
): ValueSet {
  const paged = options.count !== undefined || options.offset !== undefined;
  return {
    ...resource,
    ...(options.includeDefinition && compose && { compose }),
    expansion: {
      timestamp: new Date().toISOString(),
      total,
      ...(paged && { offset: options.offset ?? 0 }),
      parameter: parametersOf(terminology, options, editions),
      ...(contains.length > 0 && { contains }),
    },
  };
}

function pageOf(segments: readonly Segment[], places: readonly Places[], offset: number, count: number): Member[] {
  const page: Member[] = [];
  let before = 0;
  for (const [index, segment] of segments.entries()) {
    const own = places[index];
    const size = own?.length ?? segment.concepts.length;
    for (let at = Math.max(0, offset - before); at < size && page.length < count; at++) {
      page.push({ segment, at: own ? own[at]! : at });
    }
    before += size;
  }
  return page;
}

function withoutSystems(terminology: Terminology, members: Members, excluded: readonly string[]): Members {
  if (excluded.length === 0) return members;
  const isOut = (system: string, edition: Edition | undefined) => isExcluded(terminology, excluded, system, edition);
  return {
    segments: members.segments.filter(({ system, edition }) => !isOut(system, edition)),
    editions: members.editions.filter((edition) => !isOut(edition.url, edition)),
  };
}

/** Whether a code system is among those that are left out. */
export function isExcluded(
  terminology: Terminology,
  excluded: readonly string[],
  system: string,
  edition: Edition | undefined,
): boolean {
  return excluded.some((canonical) => {
    const { url, version } = splitCanonical(canonical);
    return terminology.canonicalSystem(url) === system && (!version || versionMatches(version, edition?.version));
  });
}

function versionsOf(terminology: Terminology, versions: SystemVersions | undefined): Choice['versions'] {
  const table = (canonicals: readonly string[]) =>
    new Map(
      canonicals.flatMap((canonical) => {
        const { url, version } = splitCanonical(canonical);
        return version === undefined ? [] : [[terminology.canonicalSystem(url), version] as const];
      }),
    );
  if (!versions) return undefined;
  const { system = [], check = [], force = [] } = versions;
  if (system.length + check.length + force.length === 0) return undefined;
  return { default: table([...system, ...check]), forced: table(force) };
}

function checkVersions(terminology: Terminology, compiled: CompiledValueSet, demanded: readonly string[]): void {
  for (const canonical of demanded) {
    const { url, version = '' } = splitCanonical(canonical);
    const system = terminology.canonicalSystem(url);
    for (const rule of compiled.include) {
      if (rule.system === system && rule.version !== undefined && !versionMatches(version, rule.version)) {
        throw SlussError.of('expansion-version', { system, stated: rule.version, demanded: version });
      }
    }
  }
}

function parametersOf(
  terminology: Terminology,
  options: ExpandOptions,
  editions: readonly Edition[],
): ValueSetExpansionParameter[] {
  const list: ValueSetExpansionParameter[] = [];
  const { filter, date, count, displayLanguage } = options;
  if (filter) list.push({ name: 'filter', valueString: filter });
  if (date) list.push({ name: 'date', valueDateTime: date });
  if (count !== undefined) list.push({ name: 'count', valueInteger: count });
  if (options.offset !== undefined) list.push({ name: 'offset', valueInteger: options.offset });
  if (options.activeOnly) list.push({ name: 'activeOnly', valueBoolean: true });
  if (options.excludeNotForUi) list.push({ name: 'excludeNotForUI', valueBoolean: true });
  if (displayLanguage) list.push({ name: 'displayLanguage', valueCode: displayLanguage });
  for (const system of options.excludeSystem ?? []) list.push({ name: 'exclude-system', valueUri: system });
  for (const edition of editions) {
    const { url, version, content } = edition;
    const used = version === undefined ? url : `${url}|${version}`;
    list.push({ name: 'used-codesystem', valueUri: used }, { name: 'version', valueUri: used });
    if (content === 'fragment') list.push({ name: 'fragment', valueUri: url });
    const coverage = terminology.coverage(url, edition, date);
    if (coverage) list.push({ name: 'warning', valueString: coverageSentence(coverage).en });
  }
  return list;
}

/** A member as the expansion has it. */
export function describe({ segment, at }: Member, options: ExpandOptions): ValueSetExpansionContains {
  const { system, edition, concepts, listed } = segment;
  const n = concepts[at]!;
  const display =
    listed?.[at]?.display ?? (edition && n >= 0 ? displayIn(edition, n, options.displayLanguage) : undefined);
  const contains: ValueSetExpansionContains = {
    system,
    code: codeAt(segment, at),
    ...(display !== undefined && { display }),
  };
  if (!edition || n < 0) return contains;
  if (edition.concepts.isHeading(n)) contains.abstract = true;
  if (edition.concepts.isInactive(n)) contains.inactive = true;
  const designation = designationsOf(edition.concepts.designations(n), options);
  if (designation.length > 0) contains.designation = designation;
  return contains;
}

function designationsOf(
  designations: readonly Designation[],
  { includeDesignations, designation: wanted = [] }: ExpandOptions,
): ValueSetComposeIncludeConceptDesignation[] {
  if (!includeDesignations && (includeDesignations === false || wanted.length === 0)) return [];
  return designations
    .filter((item) => wanted.length === 0 || wanted.some((token) => isOf(item, token)))
    .map(({ language, use, value }) => ({ ...(language && { language }), ...(use && { use }), value }));
}

/** Whether a designation is of the use or the language that a token `system|code` names. */
function isOf({ language, use }: Designation, token: string): boolean {
  const bar = token.indexOf('|');
  const [system, code] = bar < 0 ? [undefined, token] : [token.slice(0, bar), token.slice(bar + 1)];
  if ((system === undefined || system === LANGUAGE_SYSTEM) && language && languageMatches(language, code)) return true;
  return use !== undefined && use.code === code && (system === undefined || use.system === system);
}

/** Puts every member under its first parent that is a member as well. */
function nest(members: readonly Member[], options: ExpandOptions): ValueSetExpansionContains[] {
  const nodes = new Map<string, ValueSetExpansionContains>();
  const keyOf = (segment: Segment, code: string) => `${segment.system}|${code}`;
  for (const member of members) {
    nodes.set(keyOf(member.segment, codeAt(member.segment, member.at)), describe(member, options));
  }
  const roots: ValueSetExpansionContains[] = [];
  for (const { segment, at } of members) {
    const node = nodes.get(keyOf(segment, codeAt(segment, at)))!;
    const { edition } = segment;
    const n = segment.concepts[at]!;
    const parents = edition && n >= 0 ? edition.concepts.parents(n) : [];
    const parent = parents.map((p) => nodes.get(keyOf(segment, edition!.concepts.code(p)))).find((found) => found);
    if (!parent) roots.push(node);
    else {
      parent.contains ??= [];
      parent.contains.push(node);
    }
  }
  return roots;
}
