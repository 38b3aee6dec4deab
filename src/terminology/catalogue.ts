/**
 * Reading and searching the resources of terminology and profiles themselves: what is shipped, what the operator adds, and what has been imported. R4 core's are not
 * served.
 */
import type {
  CodeSystem,
  CodeSystemConcept,
  ConceptMap,
  Identifier,
  NamingSystem,
  Resource,
  StructureDefinition,
  ValueSet,
} from '@medplum/fhirtypes';
import { SlussError } from '../errors/sluss-error.ts';
import type { Edition } from './code-system.ts';

export interface CatalogueTypes {
  CodeSystem: CodeSystem;
  ConceptMap: ConceptMap;
  NamingSystem: NamingSystem;
  StructureDefinition: StructureDefinition;
  ValueSet: ValueSet;
}
export type CatalogueType = keyof CatalogueTypes;

type Kind = 'uri' | 'token' | 'string' | 'date';
interface Parameter {
  kind: Kind;
  /** R4 calls some parameters references whose values are addresses. */
  reference?: boolean;
  /** Of a token that has a system: `system|code`. */
  values(resource: never): (string | undefined)[];
}

const own = (kind: Kind, element: string): Parameter => ({
  kind,
  values: (resource) => {
    const value = (resource as Record<string, unknown>)[element];
    return [value === undefined ? undefined : String(value)];
  },
});
const identifiers = (list: Identifier[] = []) => list.map(({ system = '', value }) => `${system}|${value}`);
const CANONICAL: Record<string, Parameter> = {
  url: own('uri', 'url'),
  version: own('token', 'version'),
  title: own('string', 'title'),
};
const IDENTIFIER: Parameter = {
  kind: 'token',
  values: ({ identifier }: { identifier?: Identifier | Identifier[] }) => identifiers([identifier ?? []].flat()),
};
const EVERY: Record<string, Parameter> = {
  _id: own('token', 'id'),
  name: own('string', 'name'),
  status: own('token', 'status'),
  publisher: own('string', 'publisher'),
  description: own('string', 'description'),
  date: own('date', 'date'),
};

/** The search parameters of each type, by R4's names (http://hl7.org/fhir/R4/searchparameter-registry.html). */
const PARAMETERS: Record<CatalogueType, Record<string, Parameter>> = {
  CodeSystem: {
    ...EVERY,
    ...CANONICAL,
    identifier: IDENTIFIER,
    system: own('uri', 'url'),
    code: { kind: 'token', values: ({ concept }: CodeSystem) => codesOf(concept) },
    language: { kind: 'token', values: ({ concept }: CodeSystem) => languagesOf(concept) },
    'content-mode': own('token', 'content'),
    supplements: { ...own('uri', 'supplements'), reference: true },
  },
  ConceptMap: {
    ...EVERY,
    ...CANONICAL,
    identifier: IDENTIFIER,
    source: { kind: 'uri', reference: true, values: (map: ConceptMap) => [map.sourceUri, map.sourceCanonical] },
    target: { kind: 'uri', reference: true, values: (map: ConceptMap) => [map.targetUri, map.targetCanonical] },
    'source-system': { kind: 'uri', values: (map: ConceptMap) => (map.group ?? []).map(({ source }) => source) },
    'target-system': { kind: 'uri', values: (map: ConceptMap) => (map.group ?? []).map(({ target }) => target) },
  },
  NamingSystem: {
    ...EVERY,
    kind: own('token', 'kind'),
    value: { kind: 'string', values: (system: NamingSystem) => (system.uniqueId ?? []).map(({ value }) => value) },
    'id-type': { kind: 'token', values: (system: NamingSystem) => (system.uniqueId ?? []).map(({ type }) => type) },
    responsible: own('string', 'responsible'),
  },
  StructureDefinition: {
    ...EVERY,
    ...CANONICAL,
    identifier: IDENTIFIER,
    type: own('uri', 'type'),
    kind: own('token', 'kind'),
    abstract: own('token', 'abstract'),
    derivation: own('token', 'derivation'),
    experimental: own('token', 'experimental'),
    base: { ...own('uri', 'baseDefinition'), reference: true },
    path: { kind: 'token', values: (definition: StructureDefinition) => pathsOf(definition) },
    'base-path': { kind: 'token', values: (definition: StructureDefinition) => basePathsOf(definition) },
    valueset: {
      kind: 'uri',
      reference: true,
      values: ({ snapshot }: StructureDefinition) => (snapshot?.element ?? []).map(({ binding }) => binding?.valueSet),
    },
    'ext-context': {
      kind: 'token',
      values: ({ context = [] }: StructureDefinition) => context.map(({ type }) => type),
    },
  },
  ValueSet: {
    ...EVERY,
    ...CANONICAL,
    identifier: IDENTIFIER,
    code: {
      kind: 'token',
      values: (set: ValueSet) =>
        (set.compose?.include ?? []).flatMap(({ system = '', concept = [] }) =>
          concept.map(({ code }) => `${system}|${code}`),
        ),
    },
    reference: { kind: 'uri', values: (set: ValueSet) => (set.compose?.include ?? []).map(({ system }) => system) },
  },
};

function codesOf(concepts: readonly CodeSystemConcept[] = []): (string | undefined)[] {
  return concepts.flatMap(({ code, concept }) => [code, ...codesOf(concept)]);
}

function languagesOf(concepts: readonly CodeSystemConcept[] = []): (string | undefined)[] {
  return concepts.flatMap(({ designation = [], concept }) => [
    ...designation.map(({ language }) => language),
    ...languagesOf(concept),
  ]);
}

function pathsOf({ snapshot, differential }: StructureDefinition): (string | undefined)[] {
  return (snapshot ?? differential)?.element?.map(({ path }) => path) ?? [];
}

function basePathsOf({ snapshot }: StructureDefinition): (string | undefined)[] {
  return snapshot?.element?.map(({ base }) => base?.path) ?? [];
}

export const CATALOGUE_TYPES = Object.keys(PARAMETERS) as readonly CatalogueType[];

/** The search parameters of a type with their types by R4, for a CapabilityStatement. */
export function catalogueParameters(type: CatalogueType): { name: string; type: Kind | 'reference' }[] {
  return Object.entries(PARAMETERS[type]).map(([name, { kind, reference }]) => ({
    name,
    type: reference ? 'reference' : kind,
  }));
}

export class Catalogue {
  readonly #resources: { [T in CatalogueType]: CatalogueTypes[T][] };

  constructor(resources: Iterable<Resource>, editions: Iterable<Edition>) {
    this.#resources = { CodeSystem: [], ConceptMap: [], NamingSystem: [], StructureDefinition: [], ValueSet: [] };
    for (const resource of resources) {
      if (resource.resourceType in this.#resources) {
        (this.#resources[resource.resourceType as CatalogueType] as Resource[]).push(resource);
      }
    }
    this.#resources.CodeSystem.push(...Array.from(editions, describeEdition));
  }

  /** The resource of an id; undefined when there is none. */
  read<T extends CatalogueType>(type: T, id: string): CatalogueTypes[T] | undefined {
    return this.#resources[type].find((resource) => resource.id === id);
  }

  /**
   * The resources that meet every criterion, in the order of their ids. Commas separate alternatives; strings match from their beginning without regard to capitals, with
   * `:exact` as they stand and with `:contains` anywhere. Throws `query-parameter-unknown`.
   */
  search<T extends CatalogueType>(type: T, criteria: Iterable<[string, string]>): CatalogueTypes[T][] {
    const tests = Array.from(criteria, ([name, value]) => testOf(type, name, value));
    return this.#resources[type]
      .filter((resource) => tests.every((test) => test(resource)))
      .sort((a, b) => ((a.id ?? '') < (b.id ?? '') ? -1 : 1));
  }
}

function testOf(type: CatalogueType, name: string, value: string): (resource: Resource) => boolean {
  const [plain = '', modifier] = name.split(':', 2);
  const parameter = Object.hasOwn(PARAMETERS[type], plain) ? PARAMETERS[type][plain] : undefined;
  const known = modifier === undefined || (parameter?.kind === 'string' && ['exact', 'contains'].includes(modifier));
  if (!parameter || !known) {
    throw SlussError.of('query-parameter-unknown', { known: Object.keys(PARAMETERS[type]).join(', ') });
  }
  const wanted = value.split(',');
  const matches = matcherOf(plain, parameter.kind, modifier, wanted);
  return (resource) => parameter.values(resource as never).some((actual) => actual !== undefined && matches(actual));
}

function matcherOf(
  name: string,
  kind: Kind,
  modifier: string | undefined,
  wanted: readonly string[],
): (actual: string) => boolean {
  if (kind === 'uri' || modifier === 'exact') return (actual) => wanted.includes(actual);
  if (kind === 'token') return (actual) => wanted.some((token) => isToken(actual, token));
  if (kind === 'date') {
    const tests = wanted.map((value) => dateTest(name, value));
    return (actual) => tests.some((test) => test(actual));
  }
  const parts = wanted.map((part) => part.toLowerCase());
  return (actual) => {
    const text = actual.toLowerCase();
    return parts.some((part) => (modifier === 'contains' ? text.includes(part) : text.startsWith(part)));
  };
}

/** http://hl7.org/fhir/R4/search.html#token; a code that has no system of its own is met whatever system is named. */
function isToken(actual: string, token: string): boolean {
  const [system, code] = token.includes('|') ? token.split('|', 2) : [undefined, token];
  const [ownSystem, ownCode] = actual.includes('|') ? actual.split('|', 2) : [undefined, actual];
  if (code !== '' && code !== ownCode) return false;
  return system === undefined || ownSystem === undefined || system === ownSystem;
}

/** http://hl7.org/fhir/R4/search.html#date, of the part of the date that is given. */
function dateTest(parameter: string, value: string): (actual: string) => boolean {
  const parts = /^(eq|ne|gt|lt|ge|le|sa|eb|ap)?(\d{4}(?:-\d\d(?:-\d\d(?:T.+)?)?)?)$/.exec(value);
  if (!parts) {
    const form = { en: 'a date, with a prefix or without', sv: 'ett datum, med eller utan prefix' };
    throw SlussError.of('query-value-invalid', { parameter, form });
  }
  const [, prefix = 'eq', date = ''] = parts;
  return (actual) => {
    const within = actual.startsWith(date);
    if (prefix === 'ne') return !within;
    if (within) return ['eq', 'ap', 'ge', 'le'].includes(prefix);
    return actual > date ? ['gt', 'ge', 'sa'].includes(prefix) : ['lt', 'le', 'eb'].includes(prefix);
  };
}

/** An imported edition as a CodeSystem. Its concepts are asked for by operations, so that the resource says `not-present`. */
function describeEdition({ id, url, version, title, from, to, size }: Edition): CodeSystem {
  const name = (title ?? url).replace(/[^A-Za-zÅÄÖåäö0-9]+/g, '');
  return {
    resourceType: 'CodeSystem',
    ...(id !== undefined && { id }),
    url,
    ...(version !== undefined && { version }),
    name,
    ...(title !== undefined && { title }),
    status: 'active',
    ...(from !== undefined && { date: from }),
    description: `Imported edition, for events from ${from ?? 'the beginning'}${to ? ` to ${to}` : ''}.`,
    content: 'not-present',
    ...(size !== undefined && { count: size }),
  };
}
