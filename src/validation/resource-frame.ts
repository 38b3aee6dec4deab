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

/** Runs `check` inside a resource that stands in the current one, under a property. */
export function inFrame(
  resource: Record<string, unknown>,
  property: { readonly name: string; readonly path: string },
  fullUrl: string | undefined,
  run: { frames: ResourceFrame[]; depth: number },
  check: () => void,
): void {
  const kind =
    property.name === 'contained' ? 'contained' : property.path === 'Bundle.entry.resource' ? 'entry' : 'parameter';
  const parent = run.frames.at(-1);
  const url = fullUrl ?? (kind === 'entry' && parent ? fullUrlOf(parent.resource, resource) : undefined);
  run.frames.push({ resource, type: String(resource.resourceType), kind, parent, fullUrl: url, depth: run.depth });
  try {
    check();
  } finally {
    run.frames.pop();
  }
}

function fullUrlOf(bundle: Record<string, unknown>, resource: unknown): string | undefined {
  const entries = bundle.entry;
  if (!Array.isArray(entries)) return undefined;
  const entry = entries.find((item: { resource?: unknown } | null) => item?.resource === resource) as
    | { fullUrl?: unknown }
    | undefined;
  return typeof entry?.fullUrl === 'string' ? entry.fullUrl : undefined;
}
