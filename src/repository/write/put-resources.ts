import type pg from 'pg';
import { chunks } from '../chunk.ts';
import { toResourceRow } from '../resource-row.ts';
import type { StoredResource } from '../types.ts';

const COLUMNS = `person_key uuid, id uuid, type text, vardgivare text, version integer, state text, source_updated timestamptz,
  last_updated timestamptz, case_id uuid, submission_id uuid, "references" uuid[], identifiers text[], codes text[], status text,
  date_from timestamptz, date_to timestamptz, content jsonb`;
const NAMES = COLUMNS.replaceAll(/ (uuid|text|integer|timestamptz|jsonb)(\[\])?(?=,|$)/g, '');
const REPLACED = NAMES.split(',')
  .map((name) => name.trim())
  .filter((name) => name !== 'person_key' && name !== 'id')
  .map((name) => `${name} = excluded.${name}`)
  .join(', ');

/** What the head was goes to the versions; a head whose person has turned out to be another moves there. */
const STATEMENT = `
  WITH input AS MATERIALIZED (SELECT * FROM jsonb_to_recordset($1::jsonb) AS given(${COLUMNS})),
  kept AS (
    INSERT INTO sluss.resource_version
        (person_key, id, version, type, vardgivare, state, source_updated, last_updated, submission_id, content)
      SELECT r.person_key, r.id, r.version, r.type, r.vardgivare, r.state, r.source_updated, r.last_updated, r.submission_id, r.content
      FROM input JOIN sluss.resource r ON r.id = input.id
      WHERE r.version < input.version AND r.state <> 'expected'
      ON CONFLICT (person_key, id, version) DO NOTHING
  ),
  moved AS (
    DELETE FROM sluss.resource r USING input WHERE r.id = input.id AND r.person_key <> input.person_key
  )
  INSERT INTO sluss.resource (${NAMES}) SELECT ${NAMES} FROM input
    ON CONFLICT (person_key, id) DO UPDATE SET ${REPLACED}`;

/** Writes heads; what they were before becomes a version. A resource given twice counts as it was given last. */
export async function putResources(client: pg.ClientBase, resources: StoredResource[]): Promise<void> {
  const last = [...new Map(resources.map((resource) => [resource.id, resource])).values()];
  for (const part of chunks(last))
    await client.query({ name: 'put-resources', text: STATEMENT, values: [JSON.stringify(part.map(toResourceRow))] });
}
