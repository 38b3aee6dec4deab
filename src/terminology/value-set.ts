import type { ValueSet, ValueSetComposeInclude, ValueSetExpansionContains } from '@medplum/fhirtypes';
import { codeShape } from './code-shapes.ts';
import { answersFor, type Edition } from './code-system.ts';
import { type ConceptFilter, compileEcl, compileFilter, type ValueSetFilter } from './filter.ts';
import { checkByGrammar } from './grammar-systems.ts';
import { isEcl } from './snomed/ecl/constraints-of.ts';

/** Yes, no, or not to be decided with what is at hand. */
export type Membership = boolean | undefined;

/** Where a value set finds the editions and the other value sets that it is made of. */
export interface Sources {
  edition(system: string, choice: { version?: string; date?: string }): Edition | undefined;
  valueSet(canonical: string): CompiledValueSet | undefined;
  canonicalSystem(system: string): string;
}

export interface Choice {
  /** The event's date, which chooses the editions. */
  date?: string;
  /** Versions of code systems, by canonical URI, where the value set states none (`default`) or whatever it states (`forced`). */
  versions?: { default: ReadonlyMap<string, string>; forced: ReadonlyMap<string, string> };
}

/** One `include` or `exclude`: everything that it states must hold. */
export interface Rule {
  system?: string;
  version?: string;
  /** Listed codes with the display that the value set gives them. */
  codes?: Map<string, string | undefined>;
  filters: ConceptFilter[];
  /** The filters as they are stated. */
  stated: readonly ValueSetFilter[];
  valueSets: string[];
}

export interface CompiledValueSet {
  url: string;
  version?: string;
  resource: ValueSet;
  include: Rule[];
  exclude: Rule[];
  /** Whether a code is in the value set. `system` is canonical; without one (an element of type code) any system of the value set will do. */
  contains(system: string | undefined, code: string, choice: Choice): Membership;
}

/** Compiles a ValueSet to its rules, without expanding it. One that has only an expansion is the codes of that. */
export function compileValueSet(resource: ValueSet, sources: Sources): CompiledValueSet {
  const include = (resource.compose?.include ?? expansionRules(resource)).map((item) => ruleOf(item, sources));
  const exclude = (resource.compose?.exclude ?? []).map((item) => ruleOf(item, sources));
  let busy = false;
  return {
    url: resource.url ?? '',
    ...(resource.version && { version: resource.version }),
    resource,
    include,
    exclude,
    contains(system, code, choice) {
      // A value set that includes itself, however far away, adds nothing to itself.
      if (busy) return false;
      busy = true;
      try {
        const included = any(include, (rule) => matches(rule, system, code, choice, sources));
        if (included === false) return false;
        const excluded = any(exclude, (rule) => matches(rule, system, code, choice, sources));
        if (excluded === true) return false;
        return excluded === undefined ? undefined : included;
      } finally {
        busy = false;
      }
    },
  };
}

/** Which edition a rule asks: that of the version that is forced, else that it states, else that is the default, else of the date. */
export function editionChoice(
  rule: Rule,
  system: string,
  { date, versions }: Choice,
): { version?: string; date?: string } {
  const version = versions?.forced.get(system) ?? rule.version ?? versions?.default.get(system);
  return { ...(version !== undefined && { version }), ...(date !== undefined && { date }) };
}

function ruleOf(include: ValueSetComposeInclude, sources: Sources): Rule {
  const { system, version, concept, filter, valueSet } = include;
  const stated = (filter ?? []).map(({ property = '', op = '', value = '' }) => ({ property, op, value }));
  const canonical = system && sources.canonicalSystem(system);
  return {
    ...(canonical && { system: canonical }),
    ...(version && { version }),
    ...(concept && { codes: new Map(concept.map(({ code, display }) => [code ?? '', display])) }),
    filters: stated.map((item) => (isEcl(item, canonical) ? compileEcl(item.value) : compileFilter(item))),
    stated,
    valueSets: [...(valueSet ?? [])],
  };
}

function expansionRules(resource: ValueSet): ValueSetComposeInclude[] {
  const bySystem = new Map<string, { code: string; display?: string }[]>();
  const walk = (list: readonly ValueSetExpansionContains[]) => {
    for (const { system, code, display, abstract, contains } of list) {
      if (system && code && !abstract) {
        if (!bySystem.has(system)) bySystem.set(system, []);
        bySystem.get(system)!.push({ code, display });
      }
      walk(contains ?? []);
    }
  };
  walk(resource.expansion?.contains ?? []);
  return Array.from(bySystem, ([system, concept]) => ({ system, concept }));
}

function any(rules: Rule[], test: (rule: Rule) => Membership): Membership {
  let result: Membership = false;
  for (const rule of rules) {
    const answer = test(rule);
    if (answer === true) return true;
    if (answer === undefined) result = undefined;
  }
  return result;
}

function matches(rule: Rule, system: string | undefined, code: string, choice: Choice, sources: Sources): Membership {
  let result: Membership = true;
  if (rule.system !== undefined) {
    if (system !== undefined && system !== rule.system) return false;
    result = matchesSystem(rule, rule.system, code, choice, sources);
    if (result === false) return false;
  }
  for (const canonical of rule.valueSets) {
    const answer = sources.valueSet(canonical)?.contains(system, code, choice);
    if (answer === false) return false;
    if (answer === undefined) result = undefined;
  }
  return result;
}

function matchesSystem(rule: Rule, system: string, code: string, choice: Choice, sources: Sources): Membership {
  if (rule.codes && rule.filters.length === 0) {
    if (rule.codes.has(code)) return true;
    const edition = sources.edition(system, editionChoice(rule, system, choice));
    if (edition?.content === 'not-present' || edition?.concepts.caseSensitive !== false) return false;
    const lower = code.toLowerCase();
    return Array.from(rule.codes.keys()).some((listed) => listed.toLowerCase() === lower);
  }
  const edition = sources.edition(system, editionChoice(rule, system, choice));
  if (!answersFor(edition, code)) {
    const verdict = checkByGrammar(system, code);
    return verdict === true && rule.filters.length > 0 ? undefined : verdict;
  }
  const n = edition.concepts.indexOf(code);
  if (n < 0) {
    if (edition.content === 'complete') return false;
    // A fragment: what has another form than the system's codes is not one of them, the rest cannot be known.
    const shape = codeShape(system);
    return shape && !shape.pattern.test(code) ? false : undefined;
  }
  let result: Membership = true;
  for (const filter of rule.filters) {
    const answer = filter(edition.concepts, n);
    if (answer === false) return false;
    if (answer === undefined) result = undefined;
  }
  return result;
}
