/** From staged rows to the partitions of an edition. */
import type pg from 'pg';

/** Preferred terms and fully specified names by concept. */
export async function buildNames(client: pg.ClientBase): Promise<void> {
  await client.query(`
    CREATE TEMPORARY TABLE preferred ON COMMIT DROP AS
      SELECT description AS id, language FROM stage_language WHERE active AND preferred;
    ANALYZE preferred;
    CREATE TEMPORARY TABLE names ON COMMIT DROP AS
      SELECT d.concept AS id,
        min(d.term) FILTER (WHERE d.kind = 2 AND p.language = 'sv') AS sv,
        min(d.term) FILTER (WHERE d.kind = 2 AND p.language = 'en') AS en,
        coalesce(min(d.term) FILTER (WHERE d.kind = 1 AND p.language = 'en'), min(d.term) FILTER (WHERE d.kind = 1)) AS fsn
      FROM stage_description d LEFT JOIN preferred p ON p.id = d.id
      WHERE d.active AND d.kind < 3 GROUP BY d.concept;
    CREATE UNIQUE INDEX ON names (id);
    ANALYZE names`);
}

const TABLES: Record<string, string> = {
  concept: `SELECT $edition, c.id, c.module, c.effective_time, c.active, c.defined, n.sv, n.en, n.fsn,
      coalesce(p.parents, '{}'), coalesce(a.ancestors, '{}'), coalesce(r.refsets, '{}')
    FROM stage_concept c LEFT JOIN names n ON n.id = c.id LEFT JOIN above a ON a.id = c.id
    LEFT JOIN (SELECT child, array_agg(parent ORDER BY parent) AS parents FROM isa GROUP BY child) p ON p.child = c.id
    LEFT JOIN (SELECT component, array_agg(DISTINCT refset) AS refsets FROM stage_simple WHERE active GROUP BY component) r ON r.component = c.id
    ORDER BY c.id`,
  description: `SELECT $edition, d.concept, d.language, d.kind, p.id IS NOT NULL, d.term, d.words
    FROM stage_description d LEFT JOIN preferred p ON p.id = d.id AND p.language = d.language
    WHERE d.active ORDER BY d.concept, d.kind, d.id`,
  closure: `SELECT $edition, unnest(ancestors || id), id FROM above`,
  association: `SELECT $edition, source, refset, target FROM stage_association WHERE active ORDER BY source`,
};
export const TABLE_NAMES = Object.keys(TABLES);

/** The number of a new edition. */
export async function nextEdition(client: pg.ClientBase): Promise<number> {
  const { rows } = await client.query<{ id: number }>(
    `SELECT nextval(pg_get_serial_sequence('snomed.edition', 'id'))::integer AS id`,
  );
  return rows[0]!.id;
}

/**
 * Makes the partitions of an edition beside those that are there, and their indexes; readers of other editions go on. `onTable` is told how many are done.
 * Gives how many rows each has.
 */
export async function writePartitions(
  client: pg.ClientBase,
  edition: number,
  onTable: (share: number) => void,
): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const [n, [table, select]] of Object.entries(TABLES).entries()) {
    const partition = `snomed.${table}_${edition}`;
    await client.query(`CREATE TABLE ${partition} (LIKE snomed.${table} INCLUDING DEFAULTS)`);
    const { rowCount } = await client.query(`INSERT INTO ${partition} ${select.replace('$edition', String(edition))}`);
    counts[table] = rowCount ?? 0;
    // Attaching makes the indexes that the partitioned table has.
    await client.query(`ALTER TABLE snomed.${table} ATTACH PARTITION ${partition} FOR VALUES IN (${edition})`);
    onTable((n + 1) / TABLE_NAMES.length);
  }
  return counts;
}

/** Takes an edition away. Readers wait until the transaction ends, so this comes last. */
export async function dropEdition(client: pg.ClientBase, edition: number): Promise<void> {
  await client.query('DELETE FROM snomed.edition WHERE id = $1', [edition]);
  for (const table of TABLE_NAMES) await client.query(`DROP TABLE snomed.${table}_${edition}`);
}
