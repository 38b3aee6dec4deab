import type { CodeSystem, CodeSystemConcept, ValueSet, ValueSetComposeInclude } from '@medplum/fhirtypes';
import { splitCanonical } from '../fhir/definitions/canonical.ts';
import type { DefinitionIndex } from '../fhir/definitions/definition-index.ts';
import { conceptMatches } from './concept-filter.ts';
import type { CodingOutcome, CodingQuestion, TerminologyPort } from './terminology-port.ts';

export interface Concept {
  code: string;
  displays: string[];
  parents: string[];
  isAbstract: boolean;
  properties: { code: string; value: unknown }[];
}

/** A code system of the definitions, ready to be asked. */
export interface CodeTable {
  url: string;
  version: string | undefined;
  content: string;
  caseSensitive: boolean;
  concepts: Map<string, Concept>;
  hierarchyMeaning: string | undefined;
}

/** Whether a value set has a code; undefined when that cannot be decided here. */
type Membership = (system: string | undefined, code: string) => boolean | undefined;

const MAX_IMPORTS = 20;

/**
 * Terminology from the CodeSystem and ValueSet resources of a layer of definitions: R4 core's own (with v2 and v3) and what a request brings. Code
 * systems that are not at hand in full (SNOMED CT, LOINC, UCUM as such) are `unknown-system`, never an error.
 */
export class LocalTerminology implements TerminologyPort {
  readonly #definitions: DefinitionIndex;
  readonly #tables = new Map<string, CodeTable | 'value-set' | 'supplement' | undefined>();
  readonly #memberships = new Map<string, Membership | undefined>();
  readonly #codes = new Map<string, ReadonlySet<string> | undefined>();

  constructor(definitions: DefinitionIndex) {
    this.#definitions = definitions;
  }

  validateCoding(question: CodingQuestion): CodingOutcome {
    const { system, code, valueSet } = question;
    if (code === undefined) return { status: 'not-checked', reason: 'there is no code' };
    const inSystem = system === undefined ? undefined : this.#lookUp(question, system, code);
    if (valueSet === undefined) return inSystem ?? { status: 'not-checked', reason: 'there is no system' };
    if (inSystem && (inSystem.status === 'system-is-value-set' || inSystem.status === 'system-is-supplement')) {
      return { status: 'not-in-value-set' };
    }
    const membership = this.#membership(valueSet);
    if (!membership) return { status: 'unknown-value-set' };
    const isMember = membership(system, code);
    if (isMember === undefined) {
      return inSystem?.status === 'unknown-system'
        ? inSystem
        : { status: 'not-checked', reason: `whether ${valueSet} has the code cannot be decided here` };
    }
    if (isMember) return { ...inSystem, status: 'valid' };
    return {
      status: 'not-in-value-set',
      ...(inSystem && { codeExists: inSystem.status === 'valid' }),
    };
  }

  codesOf(valueSet: string): ReadonlySet<string> | undefined {
    if (!this.#codes.has(valueSet)) this.#codes.set(valueSet, this.#expandSmall(valueSet));
    return this.#codes.get(valueSet);
  }

  /** The table of a code system in the definitions; undefined when it is unknown. */
  table(system: string): CodeTable | undefined {
    const found = this.#find(system);
    return typeof found === 'object' ? found : undefined;
  }

  #lookUp({ display }: CodingQuestion, system: string, code: string): CodingOutcome {
    const table = this.#find(system);
    if (table === 'value-set') return { status: 'system-is-value-set' };
    if (table === 'supplement') return { status: 'system-is-supplement' };
    if (!table || table.content === 'not-present' || table.content === 'example') {
      return { status: 'unknown-system' };
    }
    const concept = conceptOf(table, code);
    const systemVersion = table.version;
    if (!concept) {
      const status = table.content === 'complete' ? 'unknown-code' : 'fragment-unknown';
      return { status, ...(systemVersion && { systemVersion }) };
    }
    const isWrong =
      display !== undefined && concept.displays.length > 0 && !concept.displays.some((item) => sameText(item, display));
    return {
      status: 'valid',
      ...(systemVersion && { systemVersion }),
      ...(isWrong && { expectedDisplays: concept.displays.slice(0, 3) }),
    };
  }

  #find(system: string): CodeTable | 'value-set' | 'supplement' | undefined {
    if (!this.#tables.has(system)) this.#tables.set(system, this.#load(system));
    return this.#tables.get(system);
  }

  #load(system: string): CodeTable | 'value-set' | 'supplement' | undefined {
    const resource = this.#definitions.resolve(system, 'CodeSystem');
    if (!resource) return this.#definitions.resolve(system, 'ValueSet') ? 'value-set' : undefined;
    if (resource.content === 'supplement' || resource.supplements) return 'supplement';
    const table = buildTable(resource);
    for (const supplement of this.#definitions.all('CodeSystem', false)) {
      if (supplement.content === 'supplement' && splitCanonical(supplement.supplements ?? '').url === system) {
        addSupplement(table, supplement);
      }
    }
    return table;
  }

  #membership(valueSet: string, depth = 0): Membership | undefined {
    if (!this.#memberships.has(valueSet)) {
      this.#memberships.set(valueSet, undefined);
      const resource = this.#resolveValueSet(valueSet);
      if (resource) this.#memberships.set(valueSet, this.#compile(resource, depth));
    }
    return this.#memberships.get(valueSet);
  }

  #resolveValueSet(canonical: string): ValueSet | undefined {
    return (
      this.#definitions.resolve(canonical, 'ValueSet') ??
      this.#definitions.resolve(splitCanonical(canonical).url, 'ValueSet')
    );
  }

  #compile(resource: ValueSet, depth: number): Membership {
    if (!resource.compose) {
      const contains = flattenExpansion(resource.expansion?.contains);
      if (resource.expansion)
        return (system, code) => contains.some((item) => item.code === code && (!system || item.system === system));
      return () => undefined;
    }
    const includes = (resource.compose.include ?? []).map((item) => this.#compileInclude(item, depth));
    const excludes = (resource.compose.exclude ?? []).map((item) => this.#compileInclude(item, depth));
    return (system, code) => {
      const included = anyOf(includes, system, code);
      if (included === false) return false;
      const excluded = anyOf(excludes, system, code);
      if (excluded === true) return false;
      return included === undefined || excluded === undefined ? undefined : true;
    };
  }

  #compileInclude(include: ValueSetComposeInclude, depth: number): Membership {
    const imports = (include.valueSet ?? []).map((url): Membership => {
      if (depth > MAX_IMPORTS) return () => undefined;
      return (system, code) => this.#membership(url, depth + 1)?.(system, code);
    });
    const { system: ofSystem } = include;
    const inSystem = ofSystem === undefined ? undefined : this.#compileSystem(include, ofSystem);
    return (system, code) => {
      let result: boolean | undefined = true;
      for (const membership of inSystem ? [inSystem, ...imports] : imports) {
        const isMember = membership(system, code);
        if (isMember === false) return false;
        if (isMember === undefined) result = undefined;
      }
      return result;
    };
  }

  #compileSystem(include: ValueSetComposeInclude, ofSystem: string): Membership {
    const fits = (system: string | undefined) => system === undefined || system === ofSystem;
    if (include.concept) {
      const codes = new Set(include.concept.map((item) => item.code));
      return (system, code) => fits(system) && codes.has(code);
    }
    const filters = include.filter ?? [];
    return (system, code) => {
      if (!fits(system)) return false;
      const table = this.table(ofSystem);
      if (!table || table.content === 'not-present' || table.content === 'example') return undefined;
      const concept = conceptOf(table, code);
      if (!concept) return table.content === 'complete' ? false : undefined;
      if (filters.length === 0) return true;
      return filters.every((filter) => conceptMatches(table, concept, filter));
    };
  }

  /** The codes of a value set that lists them all; used for `code` elements, which have no system. */
  #expandSmall(valueSet: string): ReadonlySet<string> | undefined {
    const resource = this.#resolveValueSet(valueSet);
    if (!resource?.compose || resource.compose.exclude?.length) return undefined;
    const codes = new Set<string>();
    for (const include of resource.compose.include ?? []) {
      if (include.valueSet?.length || include.filter?.length || !include.system) return undefined;
      if (include.concept) {
        for (const concept of include.concept) codes.add(concept.code!);
        continue;
      }
      const table = this.table(include.system);
      if (table?.content !== 'complete' || !table.caseSensitive) return undefined;
      for (const code of table.concepts.keys()) codes.add(code);
    }
    return codes.size > 0 && codes.size < 5000 ? codes : undefined;
  }
}

function anyOf(memberships: readonly Membership[], system: string | undefined, code: string): boolean | undefined {
  let result: boolean | undefined = false;
  for (const membership of memberships) {
    const isMember = membership(system, code);
    if (isMember === true) return true;
    if (isMember === undefined) result = undefined;
  }
  return result;
}

function buildTable(resource: CodeSystem): CodeTable {
  const table: CodeTable = {
    url: resource.url!,
    version: resource.version,
    content: resource.content ?? 'complete',
    caseSensitive: resource.caseSensitive ?? true,
    concepts: new Map(),
    hierarchyMeaning: resource.hierarchyMeaning,
  };
  const add = (concept: CodeSystemConcept, parent: string | undefined) => {
    const properties = (concept.property ?? []).map((item) => ({
      code: item.code!,
      value:
        item.valueCode ??
        item.valueString ??
        item.valueBoolean ??
        item.valueInteger ??
        item.valueDecimal ??
        item.valueDateTime ??
        item.valueCoding,
    }));
    const parents = properties
      .filter((item) => item.code === 'subsumedBy' || item.code === 'parent')
      .map((item) => String(item.value));
    if (parent) parents.push(parent);
    const designations = (concept.designation ?? [])
      .filter((item) => !item.language || item.language.startsWith('en'))
      .map((item) => item.value!);
    table.concepts.set(table.caseSensitive ? concept.code! : concept.code!.toLowerCase(), {
      code: concept.code!,
      displays: [...(concept.display ? [concept.display] : []), ...designations],
      parents,
      isAbstract: properties.some((item) => item.code === 'notSelectable' && item.value === true),
      properties,
    });
    for (const child of concept.concept ?? []) add(child, concept.code);
  };
  for (const concept of resource.concept ?? []) add(concept, undefined);
  return table;
}

function addSupplement(table: CodeTable, supplement: CodeSystem): void {
  for (const concept of supplement.concept ?? []) {
    const known = conceptOf(table, concept.code ?? '');
    if (!known) continue;
    for (const designation of concept.designation ?? []) known.displays.push(designation.value!);
  }
}

export function conceptOf(table: CodeTable, code: string): Concept | undefined {
  return table.concepts.get(table.caseSensitive ? code : code.toLowerCase());
}

function flattenExpansion(
  contains: NonNullable<ValueSet['expansion']>['contains'] = [],
): { system: string | undefined; code: string | undefined }[] {
  return contains.flatMap((item) => [{ system: item.system, code: item.code }, ...flattenExpansion(item.contains)]);
}

/** Displays are compared without case and with runs of white space as one. */
function sameText(a: string, b: string): boolean {
  return a === b || normalise(a) === normalise(b);
}

function normalise(text: string): string {
  return text.trim().replace(/\s+/g, ' ').toLowerCase();
}
