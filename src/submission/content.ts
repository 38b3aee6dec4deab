import { isDeepStrictEqual } from 'node:util';
import type { Reference, Resource } from '@medplum/fhirtypes';
import type { Uuid } from '../repository/types.ts';
import type { Graph } from './node.ts';

/**
 * A copy of a submitted resource as it is stored: internal id, references by internal id and by nothing else (a logical reference to a person
 * would be an identifier, a display may be a name), narrative and contained resources left out. References that lead nowhere are dropped.
 */
export function internalCopy(resource: Resource, id: Uuid, graph: Graph): Resource {
  const {
    text: _text,
    contained: _contained,
    implicitRules: _rules,
    ...source
  } = resource as unknown as Record<string, unknown>;
  const copy = copyOf(source, graph) as Record<string, unknown>;
  const meta = (resource.meta ?? {}) as Record<string, unknown>;
  copy.id = id;
  copy.meta = {
    ...(meta.lastUpdated !== undefined && { lastUpdated: meta.lastUpdated }),
    ...(meta.security !== undefined && { security: meta.security }),
  };
  return copy as unknown as Resource;
}

function copyOf(value: unknown, graph: Graph): unknown {
  if (Array.isArray(value)) return value.map((item) => copyOf(item, graph)).filter((item) => item !== undefined);
  if (typeof value !== 'object' || value === null) return value;
  const target = graph.targets.get(value as Reference);
  if (target) return target.id ? { reference: `${target.type}/${target.id}` } : undefined;
  if (isReference(value)) return undefined;
  const result: Record<string, unknown> = {};
  for (const key in value) {
    const child = copyOf((value as Record<string, unknown>)[key], graph);
    if (child !== undefined) result[key] = child;
  }
  return result;
}

function isReference(value: object): boolean {
  return typeof (value as Reference).reference === 'string';
}

/** Internal ids that a stored resource refers to. */
export function referencedIds(content: Resource): Uuid[] {
  const found = new Set<Uuid>();
  collect(content, found);
  return [...found];
}

function collect(value: unknown, found: Set<Uuid>): void {
  if (Array.isArray(value)) {
    for (const item of value) collect(item, found);
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  const { reference } = value as Reference;
  if (typeof reference === 'string') found.add(reference.slice(reference.indexOf('/') + 1));
  for (const key in value) {
    const child = (value as Record<string, unknown>)[key];
    if (typeof child === 'object') collect(child, found);
  }
}

/** Whether two stored resources say the same, apart from when the sender last touched them. */
export function sameContent(a: Resource, b: Resource): boolean {
  return isDeepStrictEqual(withoutTime(a), withoutTime(b));
}

function withoutTime(resource: Resource): unknown {
  const { meta, ...rest } = resource as unknown as Record<string, unknown>;
  const { lastUpdated: _lastUpdated, ...kept } = (meta ?? {}) as Record<string, unknown>;
  return { ...rest, meta: kept };
}
