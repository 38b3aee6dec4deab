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

const INSERT = `INSERT INTO sluss.resource (${NAMES}) SELECT ${NAMES} FROM input
    ON CONFLICT (person_key, id) DO UPDATE SET ${REPLACED}`;

const INPUT = `WITH input AS MATERIALIZED (SELECT * FROM jsonb_to_recordset($1::jsonb) AS given(${COLUMNS}))`;

const VERSION =
  'person_key, id, version, type, vardgivare, state, source_updated, last_updated, submission_id, content';

/**
 * What the head was goes to the versions; a head whose person has turned out to be another moves there, its versions along with it. The look-up is fenced by
 * OFFSET 0: before the table is first analysed the planner would rather read all of it.
 */
const REPLACE = `${INPUT},
  former AS MATERIALIZED (
    SELECT old.*, input.person_key AS new_person_key FROM input CROSS JOIN LATERAL (
      SELECT r.person_key, r.id, r.version, r.type, r.vardgivare, r.state, r.source_updated, r.last_updated, r.submission_id, r.content
      FROM sluss.resource r WHERE r.id = input.id AND r.version < input.version OFFSET 0
    ) AS old
  ),
  moved_versions AS (
    DELETE FROM sluss.resource_version v USING former
    WHERE former.person_key <> former.new_person_key AND v.person_key = former.person_key AND v.id = former.id
    RETURNING former.new_person_key, v.*
  ),
  kept AS (
    INSERT INTO sluss.resource_version (${VERSION})
      SELECT ${VERSION.replace('person_key', 'new_person_key')} FROM former WHERE state <> 'expected'
      UNION ALL SELECT ${VERSION.replace('person_key', 'new_person_key')} FROM moved_versions
      ON CONFLICT (person_key, id, version) DO NOTHING
  ),
  moved AS (
    DELETE FROM sluss.resource r USING former
    WHERE former.person_key <> former.new_person_key AND r.person_key = former.person_key AND r.id = former.id
  )
  ${INSERT}`;

/** Writes heads; what they were before becomes a version. A resource given twice counts as it was given last. */
export function* putResources(resources: StoredResource[]): Generator<pg.QueryConfig> {
  const last = [...new Map(resources.map((resource) => [resource.id, resource])).values()];
  for (const part of chunks(last)) {
    const values = [JSON.stringify(part.map(toResourceRow))];
    // Most resources are new, and have nothing to keep.
    if (part.every(({ version }) => version <= 1))
      yield { name: 'insert-resources', text: `${INPUT} ${INSERT}`, values };
    else yield { name: 'replace-resources', text: REPLACE, values };
  }
}
