import type { Meta, Resource } from '@medplum/fhirtypes';
import type pg from 'pg';
import { isProtected } from '../../identity/protected-identity.ts';
import type { Uuid } from '../types.ts';
import type { ReadResource, ReadView } from './view.ts';

export interface ReadRow {
  id: Uuid;
  type: string;
  person_key: Uuid;
  vardgivare: string;
  version: number;
  state: 'current' | 'retracted';
  last_updated: string;
  content: Resource | null;
}

/** What a reader gets of a head or a version. */
export const READ_COLUMNS = 'r.id, r.type, r.person_key, r.vardgivare, r.version, r.state, r.last_updated, r.content';

export function toReadResource(row: ReadRow): ReadResource {
  const { id, type, vardgivare, version, state, content } = row;
  return { id, type, personKey: row.person_key, vardgivare, version, state, lastUpdated: row.last_updated, content };
}

/** A resource of the view, also when it was retracted. Undefined for what is another's, not kept, or not there: nobody can tell which. */
export async function readResource(
  pool: pg.Pool,
  view: ReadView,
  type: string,
  id: Uuid,
): Promise<ReadResource | undefined> {
  const { rows } = await pool.query<ReadRow>({
    name: 'read-resource',
    text: `SELECT ${READ_COLUMNS} FROM sluss.resource r
           WHERE r.id = $1 AND r.type = $2 AND r.vardgivare = ANY ($3) AND r.state IN ('current', 'retracted')`,
    values: [id, type, view.vardgivare],
  });
  return rows[0] && toReadResource(rows[0]);
}

/** A version of a resource of the view, the newest included. */
export async function readVersion(
  pool: pg.Pool,
  view: ReadView,
  type: string,
  id: Uuid,
  version: number,
): Promise<ReadResource | undefined> {
  const { rows } = await pool.query<ReadRow & { newest: number | null; newest_meta: Meta | null; is_gone: boolean }>({
    name: 'read-version',
    text: `WITH head AS (
             SELECT ${READ_COLUMNS} FROM sluss.resource r WHERE r.id = $1 AND r.type = $2 AND r.vardgivare = ANY ($3)
           ), versions AS (
             SELECT * FROM head
             UNION ALL
             SELECT ${READ_COLUMNS} FROM sluss.resource_version r WHERE r.id = $1 AND r.type = $2 AND r.vardgivare = ANY ($3)
           )
           SELECT v.*, head.version AS newest, head.content->'meta' AS newest_meta, head.content IS NULL AS is_gone
           FROM versions v LEFT JOIN head ON head.version > v.version
           WHERE v.version = $4 AND v.state IN ('current', 'retracted') LIMIT 1`,
    values: [id, type, view.vardgivare, version],
  });
  const [found] = rows;
  if (!found) return undefined;
  const isOlder = found.newest !== null;
  const isPlaceHidden =
    type === 'Patient' && isOlder && (found.is_gone || isProtected({ meta: found.newest_meta ?? undefined }));
  return { ...toReadResource(found), isPlaceHidden };
}
