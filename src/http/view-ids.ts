/** Ids of a caller's view: what it may call a resource, and what it is shown. */
import type { Resource } from '@medplum/fhirtypes';
import { idsOf, type Projectable, project } from '../access/projection.ts';
import { shownId } from '../access/shown-id.ts';
import type { View } from '../access/view.ts';
import type { ReadResource } from '../repository/read/view.ts';
import type { Uuid } from '../repository/types.ts';
import type { GatewayParts } from './gateway-parts.ts';

type Parts = Pick<GatewayParts, 'reads' | 'viewIds'>;

/**
 * The internal ids that an id may mean in the view: those of the vårdgivare's own names, and what the view's keys make of it. Whether there is
 * such a resource is for the repository to say, under the same view.
 */
export async function candidateIds({ reads, viewIds }: Parts, view: View, type: string, id: string): Promise<Uuid[]> {
  const outward = await Promise.all(view.vardgivare.map(async (vardgivare) => (await viewIds(vardgivare)).inward(id)));
  const own = await reads.resolveAlias(view, type, { kind: 'id', value: id });
  return [...own, ...outward].filter((item) => item !== undefined);
}

/** Stored resources as the view shows them, in their order. */
export async function projectAll(
  { reads, viewIds }: Parts,
  view: View,
  resources: ReadResource[],
): Promise<Resource[]> {
  const stored = resources.filter((item): item is ReadResource & Projectable => item.content !== null);
  if (stored.length === 0) return [];
  const all = [...new Set(stored.flatMap(idsOf))];
  const own = await reads.clientIds(view, all);
  const shown = new Map<string, Map<Uuid, string>>();
  for (const vardgivare of new Set(stored.map((item) => item.vardgivare))) {
    const outward = (await viewIds(vardgivare)).outwardAll(all);
    shown.set(vardgivare, new Map(all.map((id, index) => [id, shownId(own.get(id), () => outward[index]!)])));
  }
  return stored.map((item) => project(item, (id) => shown.get(item.vardgivare)!.get(id)!));
}
