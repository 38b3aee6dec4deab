import type pg from 'pg';
import { HEAD_COLUMNS, type ResourceRow, toStoredResource } from '../resource-row.ts';
import type { StoredResource, Uuid } from '../types.ts';
import type { Foreseen } from './foreseen.ts';

/** Heads by id. Ids that have none are not in the map. */
export async function loadResources(
  client: pg.ClientBase,
  ids: Uuid[],
  foreseen: Foreseen,
): Promise<Map<Uuid, StoredResource>> {
  const unseen = ids.filter((id) => !foreseen.heads.has(id));
  const found = await load(client, 'load-resources', 'r.id = ANY ($1::uuid[])', unseen);
  for (const id of ids) {
    const resource = foreseen.heads.get(id);
    if (resource) found.push(resource);
  }
  return new Map(found.map((resource) => [resource.id, resource]));
}

/** Current members of the cases, the roots included. */
export async function loadCaseMembers(
  client: pg.ClientBase,
  caseIds: Uuid[],
  foreseen: Foreseen,
): Promise<StoredResource[]> {
  const unseen = caseIds.filter((id) => !foreseen.members.has(id));
  const found = await load(client, 'load-case-members', `r.case_id = ANY ($1::uuid[]) AND r.state = 'current'`, unseen);
  return [...found, ...new Set(caseIds.flatMap((id) => foreseen.members.get(id) ?? []))];
}

/** Heads that the names lead to, and the current members of the cases that these are roots of: see foreseen.ts. */
export function loadNamed(client: pg.ClientBase, keys: Uuid[]): Promise<StoredResource[]> {
  const named = 'ARRAY(SELECT a.id FROM sluss.alias a WHERE a.key = ANY ($1::uuid[]))';
  return load(
    client,
    'load-named',
    `r.id = ANY (${named}) OR (r.case_id = ANY (${named}) AND r.state = 'current')`,
    keys,
  );
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
