import { entriesOf } from './bundle/entry-index.ts';
import { bundleOf, containerOf, type ResourceFrame } from './resource-frame.ts';
import type { Run } from './run.ts';

type Json = Record<string, unknown>;

/** A reference's target and how it was found. */
export interface Resolved {
  resource: Json;
  /** The frame to check it in, so that its own references resolve. */
  kind: 'contained' | 'bundled' | 'external';
  fullUrl?: string;
}

/**
 * The resource that a reference points to: `#id` in the container, else an entry of the Bundle around
 * (http://hl7.org/fhir/R4/bundle.html#references), else what the caller's `resolve` gives.
 */
export function resolveReference(reference: string, frame: ResourceFrame, run: Run): Resolved | undefined {
  if (frame.resolved?.reference === reference) return frame.resolved.target;
  const target = findTarget(reference, frame, run);
  frame.resolved = { reference, target };
  return target;
}

function findTarget(reference: string, frame: ResourceFrame, run: Run): Resolved | undefined {
  if (reference.startsWith('#')) {
    const container = containerOf(frame).resource;
    // Only what is contained has a container to refer to.
    if (reference === '#') return frame.kind === 'contained' ? { resource: container, kind: 'contained' } : undefined;
    const contained = findContained(container, reference.slice(1));
    return contained && { resource: contained, kind: 'contained' };
  }
  for (let bundle = bundleOf(frame); bundle; bundle = bundleOf(bundle)) {
    const entries = entriesOf(bundle.resource);
    const [entry] = entries.find(reference, entryUrl(frame, bundle));
    if (entry?.resource)
      return { resource: entry.resource, kind: 'bundled', ...(entry.fullUrl && { fullUrl: entry.fullUrl }) };
  }
  const beside = besideIn(frame, reference);
  if (beside) return { resource: beside, kind: 'bundled' };
  const external = run.external(reference);
  return typeof external === 'object' && external !== null
    ? { resource: external as Json, kind: 'external' }
    : undefined;
}

/** The resource of another parameter, by `Type/id`: what comes with a call is found in the call. */
function besideIn(frame: ResourceFrame, reference: string): Json | undefined {
  const { parent } = frame;
  if (!parent) return undefined;
  if (frame.kind !== 'parameter' || parent.type !== 'Parameters') return besideIn(parent, reference);
  const list = Array.isArray(parent.resource.parameter) ? (parent.resource.parameter as unknown[]) : [];
  for (const item of list) {
    const resource = (item as { resource?: Json } | null)?.resource;
    if (typeof resource?.resourceType !== 'string' || typeof resource.id !== 'string') continue;
    if (`${resource.resourceType}/${resource.id}` === reference) return resource;
  }
  return undefined;
}

/** For FHIRPath's `resolve()`. */
export function resolveFromFrame(reference: string, frame: ResourceFrame, run: Run): never {
  return resolveReference(reference, frame, run)?.resource as never;
}

export function findContained(container: Json, id: string): Json | undefined {
  const list = container.contained;
  if (!Array.isArray(list)) return undefined;
  return list.find((item: unknown) => (item as Json | null)?.id === id) as Json | undefined;
}

/** The fullUrl of the entry that a resource stands in. */
export function entryUrl(frame: ResourceFrame, bundle: ResourceFrame): string | undefined {
  for (let at: ResourceFrame | undefined = frame; at; at = at.parent) if (at.parent === bundle) return at.fullUrl;
  return undefined;
}
