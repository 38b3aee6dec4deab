import type { ValueSet, ValueSetExpansionContains, ValueSetExpansionParameter } from '@medplum/fhirtypes';
import { SlussError } from '../errors/sluss-error.ts';
import type { Edition } from './code-system.ts';
import type { ConceptTable } from './concept-table.ts';
import type { Terminology } from './terminology.ts';
import { notAtHand } from './validate-coding.ts';
import type { CompiledValueSet, Rule } from './value-set.ts';

export interface ExpandOptions {
  /** Codes that begin with it, or whose display has words that begin with each of its words. */
  filter?: string;
  offset?: number;
  count?: number;
  /** The day whose editions are asked, ÅÅÅÅ-MM-DD. */
  date?: string;
  activeOnly?: boolean;
  includeDesignations?: boolean;
  /** Keeps the definition of the value set (`compose`) beside its expansion. */
  includeDefinition?: boolean;
  /** Codes below their parents, where the value set has both. Not together with paging or a filter. */
  nested?: boolean;
}

interface Member {
  system: string;
  code: string;
  /** The value set's own text; else the code system's is shown. */
  display?: string | undefined;
  edition?: Edition;
  n: number;
}

/** An expansion with more codes is given by the page only. */
const LIMIT = 10_000;

/**
 * The codes of a value set (http://hl7.org/fhir/R4/valueset-operation-expand.html). Headings are in it, marked abstract, where the value set has them. Throws
 * `value-set-not-found`, `expansion-not-possible` (a code system is not at hand), `expansion-too-costly`.
 */
export function expand(terminology: Terminology, canonical: string, options: ExpandOptions = {}): ValueSet {
  const compiled = terminology.valueSet(canonical);
  if (!compiled) throw SlussError.of('value-set-not-found', { valueSet: canonical });
  return expandCompiled(terminology, compiled, options);
}

/** As `expand`, for a value set that is given and not asked for by name. */
export function expandCompiled(terminology: Terminology, compiled: CompiledValueSet, options: ExpandOptions): ValueSet {
  const used = new Map<string, Edition>();
  const members = [...membersOf(terminology, compiled, options, used)];
  const paged = options.count !== undefined || options.offset !== undefined;
  if (!paged && members.length > LIMIT) {
    throw SlussError.of('expansion-too-costly', { total: members.length, limit: LIMIT });
  }
  const offset = options.offset ?? 0;
  const page = paged ? members.slice(offset, offset + (options.count ?? LIMIT)) : members;
  const contains =
    options.nested && !paged && !options.filter ? nest(page, options) : page.map((m) => describe(m, options));
  const { compose, text: _text, expansion: _expansion, ...resource } = compiled.resource;
  return {
    ...resource,
    ...(options.includeDefinition && compose && { compose }),
    expansion: {
      timestamp: new Date().toISOString(),
      total: members.length,
      ...(paged && { offset }),
      parameter: parametersOf(options, used),
      ...(contains.length > 0 && { contains }),
    },
  };
}

function parametersOf(options: ExpandOptions, used: Map<string, Edition>): ValueSetExpansionParameter[] {
  const list: ValueSetExpansionParameter[] = [];
  if (options.filter) list.push({ name: 'filter', valueString: options.filter });
  if (options.date) list.push({ name: 'date', valueDateTime: options.date });
  if (options.count !== undefined) list.push({ name: 'count', valueInteger: options.count });
  if (options.activeOnly) list.push({ name: 'activeOnly', valueBoolean: true });
  for (const { url, version, content } of used.values()) {
    list.push({ name: 'version', valueUri: version === undefined ? url : `${url}|${version}` });
    if (content === 'fragment') list.push({ name: 'fragment', valueUri: url });
  }
  return list;
}

function describe(member: Member, options: ExpandOptions): ValueSetExpansionContains {
  const { system, code, edition, n } = member;
  const display = member.display ?? (n >= 0 ? edition?.concepts.display(n) : undefined);
  const contains: ValueSetExpansionContains = { system, code, ...(display !== undefined && { display }) };
  if (!edition || n < 0) return contains;
  if (edition.concepts.isHeading(n)) contains.abstract = true;
  if (edition.concepts.isInactive(n)) contains.inactive = true;
  if (options.includeDesignations) {
    const designation = edition.concepts.designations(n).map(({ language, use, value }) => ({ language, use, value }));
    if (designation.length > 0) contains.designation = designation;
  }
  return contains;
}

/** Puts every member under its first parent that is a member as well. */
function nest(members: Member[], options: ExpandOptions): ValueSetExpansionContains[] {
  const nodes = new Map<string, ValueSetExpansionContains>();
  for (const member of members) nodes.set(`${member.system}|${member.code}`, describe(member, options));
  const roots: ValueSetExpansionContains[] = [];
  for (const { system, code, edition, n } of members) {
    const node = nodes.get(`${system}|${code}`)!;
    const parents = edition && n >= 0 ? edition.concepts.parents(n) : [];
    const parent = parents.map((at) => nodes.get(`${system}|${edition!.concepts.code(at)}`)).find((found) => found);
    if (!parent) roots.push(node);
    else {
      parent.contains ??= [];
      parent.contains.push(node);
    }
  }
  return roots;
}

function* membersOf(
  terminology: Terminology,
  valueSet: CompiledValueSet,
  options: ExpandOptions,
  used: Map<string, Edition>,
): Generator<Member> {
  const seen = new Set<string>();
  const matches = textFilter(options.filter);
  for (const rule of valueSet.include) {
    // What one rule gives alone needs no further test; with 39,000 concepts that is most of the work.
    const decided = rule.system !== undefined && rule.valueSets.length === 0 && valueSet.exclude.length === 0;
    for (const member of membersOfRule(terminology, rule, options, used, new Set([valueSet]))) {
      if (!matches(member)) continue;
      if (options.activeOnly && member.edition && member.n >= 0 && member.edition.concepts.isInactive(member.n))
        continue;
      const key = `${member.system}|${member.code}`;
      if (seen.has(key)) continue;
      if (!decided && valueSet.contains(member.system, member.code, options) === false) continue;
      seen.add(key);
      yield member;
    }
  }
}

/** The candidates of one rule; the value set's own test decides over what they have to share. */
function* membersOfRule(
  terminology: Terminology,
  rule: Rule,
  options: ExpandOptions,
  used: Map<string, Edition>,
  above: Set<CompiledValueSet>,
): Generator<Member> {
  if (rule.system === undefined) {
    const [canonical] = rule.valueSets;
    if (canonical === undefined) return;
    const other = terminology.valueSet(canonical);
    if (!other) throw SlussError.of('value-set-not-found', { valueSet: canonical });
    if (above.has(other)) return;
    for (const inner of other.include) {
      yield* membersOfRule(terminology, inner, options, used, new Set([...above, other]));
    }
    return;
  }
  const { system } = rule;
  const edition = terminology.edition(system, { version: rule.version, date: options.date });
  const present = edition && edition.content !== 'not-present' ? edition : undefined;
  if (present) used.set(system, present);
  if (rule.codes) {
    for (const [code, display] of rule.codes) {
      yield { system, code, display, edition: present, n: present ? present.concepts.indexOf(code) : -1 };
    }
  } else if (present) {
    for (let n = 0; n < present.concepts.size; n++) {
      if (rule.filters.some((filter) => filter(present.concepts, n) !== true)) continue;
      yield { system, code: present.concepts.code(n), edition: present, n };
    }
  } else {
    throw SlussError.of('expansion-not-possible', { reason: notAtHand(system) });
  }
}

/** Capitals and accents do not matter: "hjart" finds "Hjärtinfarkt". */
function textFilter(filter: string | undefined): (member: Member) => boolean {
  const wanted = plain(filter ?? '')
    .split(' ')
    .filter(Boolean);
  if (wanted.length === 0) return () => true;
  const beginnings = wanted.map((part) => ` ${part}`);
  return ({ code, display, edition, n }) => {
    if (wanted.length === 1 && code.toLowerCase().startsWith(wanted[0]!)) return true;
    const words =
      display !== undefined || !edition || n < 0 ? ` ${plain(display ?? '')}` : wordsOf(edition.concepts, n);
    return beginnings.every((part) => words.includes(part));
  };
}

const words = new WeakMap<ConceptTable, string[]>();

/** The words of a concept's text, each after a blank; made for the whole table at its first filter, some MB for 39,000 concepts. */
function wordsOf(concepts: ConceptTable, n: number): string {
  let all = words.get(concepts);
  if (!all) {
    all = Array.from({ length: concepts.size }, (_, at) => ` ${plain(concepts.display(at) ?? '')}`);
    words.set(concepts, all);
  }
  return all[n]!;
}

function plain(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}
