import type { StoredResource, Uuid } from '../types.ts';

/**
 * Answers that came along with earlier ones of the same transaction, because they are always asked for next: a round trip costs more than
 * reading a few rows. They are of the moment after the locks were taken; what the transaction itself writes forgets them.
 */
export interface Foreseen {
  /** Heads of resolved ids; undefined where there is none. */
  heads: Map<Uuid, StoredResource | undefined>;
  /** Current members of the cases whose root is a resolved id. */
  members: Map<Uuid, StoredResource[]>;
  /** Objections of resolved persons. */
  objections: Map<Uuid, Set<string>>;
}

export function createForeseen(): Foreseen {
  return { heads: new Map(), members: new Map(), objections: new Map() };
}

/** Takes in the rows read for the ids: their heads, and what belongs to them as case roots. */
export function foreseeResources(foreseen: Foreseen, ids: Uuid[], resources: StoredResource[]): void {
  for (const id of ids) {
    foreseen.heads.set(id, undefined);
    foreseen.members.set(id, []);
  }
  for (const resource of resources) {
    if (foreseen.heads.has(resource.id)) foreseen.heads.set(resource.id, resource);
    if (resource.state === 'current' && resource.caseId) foreseen.members.get(resource.caseId)?.push(resource);
  }
}
