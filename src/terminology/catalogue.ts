/** Reading and searching the terminology resources themselves: what is shipped, what the operator adds, and what has been imported. R4 core's are not served. */
import type { CodeSystem, ConceptMap, NamingSystem, Resource, ValueSet } from '@medplum/fhirtypes';
import { SlussError } from '../errors/sluss-error.ts';
import type { Edition } from './code-system.ts';

export interface CatalogueTypes {
  CodeSystem: CodeSystem;
  ConceptMap: ConceptMap;
  NamingSystem: NamingSystem;
  ValueSet: ValueSet;
}
export type CatalogueType = keyof CatalogueTypes;

type Kind = 'uri' | 'token' | 'string';
interface Parameter {
  kind: Kind;
  /** R4 calls some parameters references whose values are addresses. */
  reference?: boolean;
  values(resource: never): (string | undefined)[];
}

const own = (kind: Kind, element: string): Parameter => ({
  kind,
  values: (resource) => [(resource as unknown as Record<string, string | undefined>)[element]],
});
const CANONICAL: Record<string, Parameter> = {
  url: own('uri', 'url'),
  version: own('token', 'version'),
  title: own('string', 'title'),
};
const EVERY: Record<string, Parameter> = {
  _id: own('token', 'id'),
  name: own('string', 'name'),
  status: own('token', 'status'),
  publisher: own('string', 'publisher'),
};

/** The search parameters of each type, by R4's names (http://hl7.org/fhir/R4/searchparameter-registry.html). */
const PARAMETERS: Record<CatalogueType, Record<string, Parameter>> = {
  CodeSystem: {
    ...EVERY,
    ...CANONICAL,
    system: own('uri', 'url'),
    'content-mode': own('token', 'content'),
    supplements: { ...own('uri', 'supplements'), reference: true },
  },
  ConceptMap: {
    ...EVERY,
    ...CANONICAL,
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
  ValueSet: {
    ...EVERY,
    ...CANONICAL,
    reference: { kind: 'uri', values: (set: ValueSet) => (set.compose?.include ?? []).map(({ system }) => system) },
  },
};

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
    this.#resources = { CodeSystem: [], ConceptMap: [], NamingSystem: [], ValueSet: [] };
    for (const resource of resources) {
      if (resource.resourceType in this.#resources) {
        (this.#resources[resource.resourceType as CatalogueType] as Resource[]).push(resource);
      }
    }
    this.#resources.CodeSystem.push(...Array.from(editions, describeEdition));
  }

  /** Adds editions that become known later. */
  add(editions: Iterable<Edition>): void {
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
  const matches = (actual: string): boolean => {
    if (parameter.kind !== 'string' || modifier === 'exact') return wanted.includes(actual);
    const text = actual.toLowerCase();
    return wanted.some((part) =>
      modifier === 'contains' ? text.includes(part.toLowerCase()) : text.startsWith(part.toLowerCase()),
    );
  };
  return (resource) => parameter.values(resource as never).some((actual) => actual !== undefined && matches(actual));
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
