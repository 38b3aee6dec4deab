import type pg from 'pg';
import { HEAD_COLUMNS, type ResourceRow, toStoredResource } from '../resource-row.ts';
import type { StoredResource, Uuid } from '../types.ts';

/** Heads by id. Ids that have none are not in the map. */
export async function loadResources(client: pg.ClientBase, ids: Uuid[]): Promise<Map<Uuid, StoredResource>> {
  const found = await load(client, 'load-resources', 'r.id = ANY ($1::uuid[])', ids);
  return new Map(found.map((resource) => [resource.id, resource]));
}

/** Current members of the cases, the roots included. */
export function loadCaseMembers(client: pg.ClientBase, caseIds: Uuid[]): Promise<StoredResource[]> {
  return load(client, 'load-case-members', `r.case_id = ANY ($1::uuid[]) AND r.state = 'current'`, caseIds);
}

/** Heads that refer to any of the ids. */
export function loadReferrers(client: pg.ClientBase, ids: Uuid[]): Promise<StoredResource[]> {
  return load(client, 'load-referrers', 'r."references" && $1::uuid[]', ids);
}

/** Current heads of a vårdgivare by the keyed hash of an identifier. */
export async function findByIdentifier(
  client: pg.ClientBase,
  vardgivare: string,
  type: string,
  hash: string,
): Promise<StoredResource[]> {
  const { rows } = await client.query<ResourceRow>({
    name: 'find-by-identifier',
    text: `SELECT ${HEAD_COLUMNS} FROM sluss.resource r
           WHERE r.identifiers @> ARRAY[$1] AND r.vardgivare = $2 AND r.type = $3 AND r.state = 'current'`,
    values: [hash, vardgivare, type],
  });
  return rows.map(toStoredResource);
}

async function load(client: pg.ClientBase, name: string, condition: string, ids: Uuid[]): Promise<StoredResource[]> {
  if (ids.length === 0) return [];
  const { rows } = await client.query<ResourceRow>({
    name,
    text: `SELECT ${HEAD_COLUMNS} FROM sluss.resource r WHERE ${condition}`,
    values: [ids],
  });
  return rows.map(toStoredResource);
}
