import { type BundleEntry, entriesOf } from './entry-index.ts';

type Json = Record<string, unknown>;

/**
 * The entries that hang together with the first one by references, in either direction, and by a document's stylesheets. Linear in the size of
 * the Bundle. `onStray` is told of entries with a relative reference that does not resolve although its type and id are in the Bundle.
 */
export function reachableEntries(
  bundle: Json,
  entries: readonly BundleEntry[],
  from: string | undefined,
  onStray?: (entry: BundleEntry) => void,
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
      const targets = index.findFrom(reference, entry);
      for (const target of targets) {
        connect(entry, target);
        connect(target, entry);
      }
      // A relative reference that leads past the resource of that type and id.
      if (targets.length === 0 && index.byTypeAndId(reference).length > 0) onStray?.(entry);
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

/** Elements that hold a URL which leads nowhere in a Bundle. */
const NO_LINKS = new Set(['fullUrl', 'system', 'profile', 'endpoint', 'address', 'value']);

/** Everything that may be a reference: Reference.reference, URLs (of an Attachment, say), and links and images of narratives. */
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
    else if (/^(?:url|uri|valueUrl|valueUri)$|U(?:rl|ri)$/.test(key) && !NO_LINKS.has(key)) {
      if (key !== 'url' || !isDefinitionUrl(value as Json)) into.add(item);
    } else if (key === 'div') {
      for (const match of item.matchAll(/\s(?:src|href)\s*=\s*["']([^"'#][^"']*)["']/g)) into.add(match[1]!);
    }
  }
}

/** The url of an extension names its definition. */
function isDefinitionUrl(owner: Json): boolean {
  for (const key in owner) if (key.startsWith('value')) return true;
  return 'extension' in owner;
}
