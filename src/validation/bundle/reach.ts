import { type BundleEntry, entriesOf } from './entry-index.ts';

type Json = Record<string, unknown>;

/**
 * The entries that hang together with the first one by references, in either direction, and by a document's stylesheets. Linear in the size of
 * the Bundle.
 */
export function reachableEntries(
  bundle: Json,
  entries: readonly BundleEntry[],
  from: string | undefined,
): Set<BundleEntry> {
  const index = entriesOf(bundle);
  const neighbours = new Map<BundleEntry, BundleEntry[]>();
  const connect = (a: BundleEntry, b: BundleEntry) => {
    const list = neighbours.get(a);
    if (list) list.push(b);
    else neighbours.set(a, [b]);
  };
  for (const entry of entries) {
    const references = new Set<string>();
    collect(entry.resource, references, 0);
    for (const reference of references) {
      for (const target of index.find(reference, entry.fullUrl)) {
        connect(entry, target);
        connect(target, entry);
      }
    }
  }
  const reached = new Set<BundleEntry>();
  const waiting: BundleEntry[] = entries.length > 0 ? [entries[0]!] : [];
  for (const link of Array.isArray(bundle.link) ? (bundle.link as Json[]) : []) {
    if (link?.relation === 'stylesheet' && typeof link.url === 'string') waiting.push(...index.find(link.url, from));
  }
  for (let entry = waiting.pop(); entry; entry = waiting.pop()) {
    if (reached.has(entry)) continue;
    reached.add(entry);
    for (const next of neighbours.get(entry) ?? []) if (!reached.has(next)) waiting.push(next);
  }
  return reached;
}

/** Everything that may be a reference: Reference.reference, and links and images of narratives. */
function collect(value: unknown, into: Set<string>, depth: number): void {
  if (typeof value !== 'object' || value === null || depth > 200) return;
  if (Array.isArray(value)) {
    for (const item of value) collect(item, into, depth + 1);
    return;
  }
  for (const key in value) {
    const item = (value as Json)[key];
    if (typeof item === 'object') collect(item, into, depth + 1);
    else if (typeof item !== 'string') continue;
    else if (key === 'reference') into.add(item);
    else if (key === 'div') {
      for (const match of item.matchAll(/\s(?:src|href)\s*=\s*["']([^"'#][^"']*)["']/g)) into.add(match[1]!);
    }
  }
}
