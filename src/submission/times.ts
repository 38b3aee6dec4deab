import type { Envelope } from './entry.ts';
import { toUtc } from './instant.ts';
import type { Graph, Node } from './node.ts';

/**
 * The sender's time of each entry: its lastUpdated, else the bundle's timestamp, else arrival. A statement of a contact's members has one time, in which
 * members count that have a time of the sender's: were arrival taken for the others', an old statement that comes late would be the newest.
 */
export function timesOf(
  envelope: Envelope,
  graph: Graph,
  now: string,
): { times: Map<Node, string>; statements: Map<Node, string> } {
  const times = new Map<Node, string>();
  for (const [entry, node] of graph.entries)
    times.set(node, toUtc(entry.resource?.meta?.lastUpdated) ?? envelope.timestamp ?? now);
  const statements = new Map<Node, string>();
  for (const [entry, node] of graph.entries)
    if (node.statedWithContact && node.contact) {
      const soFar = statements.get(node.contact) ?? (times.get(node.contact) as string);
      const own = toUtc(entry.resource?.meta?.lastUpdated) ?? envelope.timestamp;
      statements.set(node.contact, own ? later(own, soFar) : soFar);
    }
  for (const node of times.keys())
    if (node.statedWithContact && node.contact) times.set(node, statements.get(node.contact) as string);
  return { times, statements };
}

/** The later of two ISO instants in UTC. */
function later(a: string, b: string): string {
  return b > a ? b : a;
}
