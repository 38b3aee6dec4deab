import type { Resource } from '@medplum/fhirtypes';
import { isPersonIdentifierSystem } from '../identity/person-identifier.ts';
import { isProtected } from '../identity/protected-identity.ts';
import { childNode, type ElementNode, elementTrees } from './element-paths.ts';
import { type LegalDomain, legalDomain } from './legal-domain.ts';

/** What minimising needs of a register. */
export interface MinimisedRegister {
  definition: { id: string; root: string; legalDomains: readonly LegalDomain[] };
  /** Every element path that its variables, eligibility, rules and event date use. */
  elementPaths: readonly string[];
}

export interface Minimised {
  /** Nothing when no receiving register uses anything of such a resource: then it is not kept at all. */
  resource: Resource | undefined;
  /** Paths of what was left out, each once, without indexes and without values. */
  dropped: string[];
}

export type Minimise = (resource: Resource, receivingRegisterIds: readonly string[]) => Minimised;

type Json = Record<string, unknown>;

/** References that hold a case together, whatever its registers use. */
const STRUCTURAL_REFERENCES = new Set([
  'subject',
  'patient',
  'encounter',
  'context',
  'partOf',
  'practitioner',
  'organization',
]);
/** Names of persons, contact details, free text and narrative: kept under no path. */
const NEVER = new Set([
  'text',
  'display',
  'div',
  'name',
  'telecom',
  'photo',
  'contact',
  'note',
  'comment',
  'line',
  'contained',
  'implicitRules',
  'language',
]);
/** Resources that are persons: their identifiers are in the vault and nowhere else (I-2). */
const PERSONS = new Set(['Patient', 'RelatedPerson', 'Person']);

/**
 * Reduces a resource to what the receiving registers use and what holds cases together: ids, business identifiers, status, the references
 * between members of a case, meta.lastUpdated and security labels (R-3). The resource itself is not changed.
 */
export function createMinimiser(registers: readonly MinimisedRegister[]): Minimise {
  const cache = new Map<string, Map<string, ElementNode>>();
  return (resource, receivingRegisterIds) => {
    const domain = PERSONS.has(resource.resourceType) ? undefined : legalDomain(resource);
    const key = `${domain ? `${domain} ${resource.resourceType}` : ''} ${receivingRegisterIds.join(' ')}`;
    let trees = cache.get(key);
    if (!trees) {
      const receiving = registers.filter(
        ({ definition }) =>
          receivingRegisterIds.includes(definition.id) && isLawful(resource.resourceType, domain, definition),
      );
      trees = elementTrees(receiving.flatMap((register) => register.elementPaths));
      cache.set(key, trees);
    }
    const tree = trees.get(resource.resourceType);
    if (!tree) return { resource: undefined, dropped: [resource.resourceType] };
    const dropped = new Set<string>();
    return { resource: minimiseResource(resource, tree, dropped), dropped: [...dropped] };
  };
}

/** Whether a case that a register takes may bring it such a resource (R-4); of its root that is decided before the case is taken. */
function isLawful(
  type: string,
  domain: LegalDomain | undefined,
  { root, legalDomains }: MinimisedRegister['definition'],
): boolean {
  return domain === undefined || type === root || legalDomains.includes(domain);
}

function minimiseResource(resource: Resource, tree: ElementNode, dropped: Set<string>): Resource {
  const type = resource.resourceType;
  const isPerson = PERSONS.has(type);
  const hidesPlace = isPerson && isProtected(resource);
  const kept: Json = {};
  for (const [property, value] of Object.entries(resource)) {
    const path = `${type}.${property}`;
    if (property === 'resourceType' || property === 'id' || property === 'status') kept[property] = value;
    else if (property === 'meta') kept.meta = minimiseMeta(value as Json);
    else if (property === 'identifier') {
      const identifiers = isPerson ? undefined : keepIdentifiers(value, path, dropped);
      if (identifiers === undefined) dropped.add(path);
      else kept.identifier = identifiers;
    } else if (property === 'extension') {
      const extensions = keepExtensions(value, tree.extensions, path, dropped);
      if (extensions !== undefined) kept.extension = extensions;
    } else if (property === 'address' && hidesPlace) dropped.add(path);
    else {
      const node = childNode(tree, property);
      const left = node
        ? keepNode(value, node, path, dropped)
        : STRUCTURAL_REFERENCES.has(property)
          ? keepWhole(value, path, dropped)
          : undefined;
      if (left !== undefined) kept[property] = left;
      else if (!node) dropped.add(path);
    }
  }
  return kept as unknown as Resource;
}

function minimiseMeta(meta: Json): Json {
  const kept: Json = {};
  if (meta.lastUpdated !== undefined) kept.lastUpdated = meta.lastUpdated;
  if (Array.isArray(meta.security)) kept.security = meta.security.map(({ system, code }) => ({ system, code }));
  return kept;
}

/** Follows the tree; undefined when nothing is left. */
function keepNode(value: unknown, node: ElementNode, path: string, dropped: Set<string>): unknown {
  if (node.whole) return keepWhole(value, path, dropped, node.extensions);
  if (Array.isArray(value)) return keepList(value, (item) => keepNode(item, node, path, dropped));
  if (typeof value !== 'object' || value === null) return undefined;
  const kept: Json = {};
  let isEmpty = true;
  for (const [property, inner] of Object.entries(value)) {
    const child = childNode(node, property);
    let left: unknown;
    if (child) left = keepNode(inner, child, `${path}.${property}`, dropped);
    else if (property === 'extension') left = keepExtensions(inner, node.extensions, `${path}.extension`, dropped);
    else dropped.add(`${path}.${property}`);
    if (left === undefined) continue;
    kept[property] = left;
    isEmpty = false;
  }
  return isEmpty ? undefined : kept;
}

/** Keeps everything but what is never kept. */
function keepWhole(value: unknown, path: string, dropped: Set<string>, extensions?: Set<string>): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return keepList(value, (item) => keepWhole(item, path, dropped, extensions));
  const kept: Json = {};
  for (const property in value) {
    const inner = (value as Json)[property];
    let left: unknown;
    if (property === 'extension') left = keepExtensions(inner, extensions ?? new Set(), `${path}.extension`, dropped);
    else if (property === 'identifier') left = keepIdentifiers(inner, `${path}.identifier`, dropped);
    else if (NEVER.has(property) || property === 'id' || property === 'modifierExtension' || property.startsWith('_')) {
      dropped.add(`${path}.${property}`);
    } else left = keepWhole(inner, `${path}.${property}`, dropped);
    if (left !== undefined) kept[property] = left;
  }
  return kept;
}

/** Items that have something left; a list that loses an item keeps no gap. */
function keepList(list: unknown[], keep: (item: unknown) => unknown): unknown[] | undefined {
  const kept = list.map(keep).filter((item) => item !== undefined);
  return kept.length > 0 ? kept : undefined;
}

function keepExtensions(value: unknown, urls: Set<string>, path: string, dropped: Set<string>): unknown {
  const wanted = Array.isArray(value) ? value.filter((extension) => urls.has(extension?.url)) : [];
  if (!Array.isArray(value) || wanted.length < value.length) dropped.add(path);
  return wanted.length > 0 ? keepList(wanted, (extension) => keepWhole(extension, path, dropped)) : undefined;
}

/** System and value of identifiers that are no person's; one identifier stays one, a list a list. */
function keepIdentifiers(value: unknown, path: string, dropped: Set<string>): unknown {
  if (Array.isArray(value)) {
    const kept = value.map((item) => keepIdentifier(item, path, dropped)).filter((item) => item !== undefined);
    return kept.length > 0 ? kept : undefined;
  }
  return keepIdentifier(value, path, dropped);
}

function keepIdentifier(value: unknown, path: string, dropped: Set<string>): Json | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { system, value: text, ...rest } = value as Json;
  if (typeof system === 'string' && isPersonIdentifierSystem(system)) {
    dropped.add(path);
    return undefined;
  }
  for (const property in rest) dropped.add(`${path}.${property}`);
  return { ...(system !== undefined && { system }), ...(text !== undefined && { value: text }) };
}
