import type { Bundle, BundleEntry, Resource } from '@medplum/fhirtypes';
import type { SyntheticBundle } from '../../src/synth/stream.ts';

/** What bundles of one sender share: sent once in a bundle of several contacts. */
const SHARED = new Set(['Patient', 'Organization', 'Location', 'Practitioner', 'PractitionerRole']);

/** A bundle as it is sent, and the client that sends it. */
export interface Joined {
  bundle: Bundle;
  client: string;
}

interface Pending extends Joined {
  parts: number;
  /** fullUrl of each resource that has an identifier, by type and identifier. */
  places: Map<string, string>;
}

/**
 * Joins the transactions of one client and vårdgivare that are to be accepted, up to `parts` in one, as an EHR does that sends several contacts at a time.
 * What they share is in the bundle once. Bundles that cannot be joined (messages, batches, faulty ones, corrections of what is in the bundle already)
 * come as they are, after those of their sender that were sent before them.
 */
export function* joinBundles(bundles: Iterable<SyntheticBundle>, parts: number): Generator<Joined> {
  const pending = new Map<string, Pending>();
  for (const { bundle, expected } of bundles) {
    const { client, vardgivare, answer } = expected;
    const sender = `${client} ${vardgivare}`;
    const before = pending.get(sender);
    const canJoin = bundle.type === 'transaction' && answer === 'accepted' && parts > 1;
    if (before && (!canJoin || before.parts === parts || isIn(bundle, before.places))) {
      pending.delete(sender);
      yield before;
    }
    if (!canJoin) yield { bundle, client };
    else {
      const target = pending.get(sender) ?? {
        bundle: { ...bundle, entry: [] },
        client,
        parts: 0,
        places: new Map<string, string>(),
      };
      pending.set(sender, target);
      add(bundle, target);
    }
  }
}

/** Whether the bundle says something of a resource that only one entry may say. */
function isIn({ entry = [] }: Bundle, places: Map<string, string>): boolean {
  return entry.some((item) => {
    const name = nameOf(item);
    return name !== undefined && !SHARED.has(item.resource!.resourceType) && places.has(name);
  });
}

function add({ entry = [] }: Bundle, target: Pending): void {
  const moved: [string, string][] = [];
  const own = entry.filter((item) => {
    const name = nameOf(item);
    const place = name && target.places.get(name);
    if (name && !place) target.places.set(name, item.fullUrl ?? '');
    if (place) moved.push([item.fullUrl ?? '', place]);
    return !place;
  });
  let text = JSON.stringify(own);
  for (const [from, to] of moved) text = text.replaceAll(from, to);
  target.bundle.entry!.push(...(JSON.parse(text) as BundleEntry[]));
  target.parts++;
}

function nameOf({ resource }: BundleEntry): string | undefined {
  const { identifier } = (resource ?? {}) as Resource & { identifier?: unknown };
  return identifier ? `${resource!.resourceType} ${JSON.stringify(identifier)}` : undefined;
}
