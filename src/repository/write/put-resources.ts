import { chunks } from '../chunk.ts';
import { toResourceRow } from '../resource-row.ts';
import type { StoredResource } from '../types.ts';
import type { Call } from './call.ts';

/**
 * Writes heads; what they were before becomes a version (`put_resources` in migrations/0005). A resource given twice counts as it was given last.
 * `mayHaveMoved`: whether some may have been another person's.
 */
export function* putResources(resources: StoredResource[], mayHaveMoved: boolean): Generator<Call> {
  const last = [...new Map(resources.map((resource) => [resource.id, resource])).values()];
  for (const part of chunks(last)) {
    // Most resources are new, and have nothing to keep.
    const isReplaced = part.some(({ version }) => version > 1);
    const values = [JSON.stringify(part.map(toResourceRow)), isReplaced, isReplaced && mayHaveMoved];
    yield { function: 'sluss.put_resources', values };
  }
}
