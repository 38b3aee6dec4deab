import type { StoredResource, Transaction, Uuid } from '../repository/types.ts';
import { roleOf } from './node.ts';
import type { Work } from './work.ts';

/** Every case whose rows may differ after this submission. */
export async function touchedCases(
  work: Work,
  before: Map<Uuid, StoredResource>,
  transaction: Transaction,
): Promise<Uuid[]> {
  const cases = new Set<Uuid>();
  // What was unknown before this submission cannot be referred to by anything stored.
  const fresh = new Set([...work.results.keys()].filter(({ created }) => created).map(({ id }) => id));
  let frontier: Uuid[] = [];
  const shared: StoredResource[] = [];
  for (const id of work.changed) {
    const after = work.known.get(id) as StoredResource;
    for (const caseId of [after.caseId, before.get(id)?.caseId]) if (caseId) cases.add(caseId);
    if (fresh.has(id) || work.sameAsBefore.has(id) || roleOf(after.type) === 'contact') continue;
    frontier.push(id);
    if (roleOf(after.type) === 'context') shared.push(after);
  }
  await lockShared(shared, work, before, transaction);
  const named = new Set(work.graph.nodes.map(({ id }) => id));
  // An organization's correction reaches contacts through the units below it, hence the rounds.
  const seen = new Set(frontier);
  const roots = new Map<Uuid, number>();
  while (frontier.length > 0) {
    const referrers = await transaction.loadReferrers(frontier);
    frontier = [];
    for (const referrer of referrers) {
      if (!work.known.has(referrer.id)) work.known.set(referrer.id, referrer);
      const { caseId, version } = work.known.get(referrer.id) as StoredResource;
      if (caseId) cases.add(caseId);
      if (caseId === referrer.id && !named.has(referrer.id))
        roots.set(referrer.id, work.changed.has(referrer.id) ? version - 1 : version);
      if (caseId || seen.has(referrer.id)) continue;
      seen.add(referrer.id);
      frontier.push(referrer.id);
    }
  }
  await transaction.lockHeads([...roots].map(([id, version]) => ({ id, version })));
  return [...cases];
}

/**
 * Those that only mention what is shared do not wait for each other; who changes it waits for all of them, and sees what they have stored. A lock that
 * is shared already is not made exclusive, for two who do that wait for each other: the work is done again with the right lock from its beginning.
 */
async function lockShared(
  shared: StoredResource[],
  work: Work,
  before: Map<Uuid, StoredResource>,
  transaction: Transaction,
): Promise<void> {
  const nodes = new Map(work.graph.nodes.flatMap((node) => (node.id ? [[node.id, node] as const] : [])));
  const late = shared.filter(({ id }) => nodes.get(id)?.exclusive !== true);
  const named = late.flatMap(({ id }) => nodes.get(id) ?? []);
  if (named.length > 0) {
    for (const node of named) node.exclusive = true;
    throw new TryAgain();
  }
  await transaction.lockHeads(late.map(({ id }) => ({ id, version: before.get(id)?.version ?? 0 })));
}

/** Has the repository run the transaction again, as after any conflict (SQLSTATE serialization_failure). */
class TryAgain extends Error {
  readonly code = '40001';
}

export async function loadReachable(known: Map<Uuid, StoredResource>, transaction: Transaction): Promise<void> {
  const asked = new Set<Uuid>();
  for (;;) {
    const wanted = new Set<Uuid>();
    for (const { references } of known.values())
      for (const id of references) if (!known.has(id) && !asked.has(id)) wanted.add(id);
    if (wanted.size === 0) return;
    for (const id of wanted) asked.add(id);
    for (const [id, resource] of await transaction.loadResources([...wanted])) known.set(id, resource);
  }
}
