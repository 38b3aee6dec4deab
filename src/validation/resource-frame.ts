import type { FhirPathEnv } from '../fhir/fhirpath/fhirpath.ts';
import { entriesOf } from './bundle/entry-index.ts';
import type { Resolved } from './resolve.ts';

/** A resource on the way to the current element. */
export interface ResourceFrame {
  readonly resource: Record<string, unknown>;
  readonly type: string;
  /** How it stands in the one around it. */
  readonly kind: 'root' | 'contained' | 'entry' | 'parameter';
  readonly parent: ResourceFrame | undefined;
  /** The entry's address, for relative references out of it. */
  readonly fullUrl: string | undefined;
  /** Steps from the input's root to this resource. */
  readonly depth: number;
  /** Ids of the elements met so far, which are unique in a resource. */
  ids?: Set<string>;
  /** The reference that was last resolved here: several checks ask for the same one. */
  resolved?: { reference: string; target: Resolved | undefined };
  /** What FHIRPath sees in this resource; made at the first expression. */
  environment?: FhirPathEnv;
}

/** The resource that contained ones refer out of: itself unless it is contained. */
export function containerOf(frame: ResourceFrame): ResourceFrame {
  return frame.kind === 'contained' && frame.parent ? containerOf(frame.parent) : frame;
}

/** The Bundle that a resource is an entry of, if any, nearest first. */
export function bundleOf(frame: ResourceFrame): ResourceFrame | undefined {
  for (let at: ResourceFrame | undefined = frame; at; at = at.parent) {
    if (at.kind === 'entry' && at.parent?.type === 'Bundle') return at.parent;
  }
  return undefined;
}

/** The frame of a resource that stands in the current one, under a property. */
export function frameFor(
  resource: Record<string, unknown>,
  property: { readonly name: string; readonly path: string },
  run: { frames: ResourceFrame[]; depth: number },
): ResourceFrame {
  const kind =
    property.name === 'contained' ? 'contained' : property.path === 'Bundle.entry.resource' ? 'entry' : 'parameter';
  const parent = run.frames.at(-1);
  const fullUrl = kind === 'entry' && parent ? fullUrlOf(parent.resource, resource) : undefined;
  return { resource, type: String(resource?.resourceType), kind, parent, fullUrl, depth: run.depth };
}

function fullUrlOf(bundle: Record<string, unknown>, resource: unknown): string | undefined {
  return entriesOf(bundle).entryOf(resource)?.fullUrl;
}
