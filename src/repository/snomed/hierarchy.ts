/** The transitive closure of the staged is-a relationships, level by level from the root, so that every pair is made once for each way up and nothing is tried again. */
import type pg from 'pg';
import { SlussError } from '../../errors/sluss-error.ts';

/**
 * Makes `isa` (each parent of each active concept) and `above` (every ancestor of each). Throws `import-incomplete` for concepts that are below themselves.
 * `onLevel` is told which share of the concepts is done.
 */
export async function buildHierarchy(client: pg.ClientBase, onLevel: (share: number) => void): Promise<void> {
  await client.query(`
    CREATE TEMPORARY TABLE isa ON COMMIT DROP AS SELECT DISTINCT child, parent FROM stage_relationship WHERE active;
    CREATE INDEX ON isa (parent);
    CREATE INDEX ON isa (child);
    ANALYZE isa;
    CREATE TEMPORARY TABLE waiting ON COMMIT DROP AS SELECT child AS id, count(*)::integer AS parents FROM isa GROUP BY child;
    CREATE UNIQUE INDEX ON waiting (id);
    ANALYZE waiting;
    CREATE TEMPORARY TABLE above (id bigint PRIMARY KEY, ancestors bigint[] NOT NULL) ON COMMIT DROP;
    CREATE TEMPORARY TABLE level ON COMMIT DROP AS
      SELECT id FROM stage_concept c WHERE active AND NOT EXISTS (SELECT FROM waiting w WHERE w.id = c.id);
    INSERT INTO above SELECT id, '{}' FROM level`);
  const { rows } = await client.query<{ all: string }>(`SELECT count(*)::text AS all FROM waiting`);
  const all = Number(rows[0]!.all);
  for (let left = all; left > 0; ) {
    await client.query(`
      ANALYZE level;
      UPDATE waiting w SET parents = w.parents - n.done
        FROM (SELECT i.child, count(*) AS done FROM level l JOIN isa i ON i.parent = l.id GROUP BY i.child) n WHERE w.id = n.child;
      TRUNCATE level;
      WITH ready AS (DELETE FROM waiting WHERE parents = 0 RETURNING id) INSERT INTO level SELECT id FROM ready;
      ANALYZE above;
      INSERT INTO above
        SELECT i.child, array_agg(DISTINCT a.id)
        FROM level l JOIN isa i ON i.child = l.id JOIN above u ON u.id = i.parent, unnest(u.ancestors || i.parent) AS a(id)
        GROUP BY i.child`);
    const { rows: open } = await client.query<{ left: string; example: string }>(
      `SELECT count(*)::text AS left, min(id)::text AS example FROM waiting`,
    );
    const { left: now, example } = open[0]!;
    if (Number(now) === left) {
      throw SlussError.of('import-incomplete', {
        found: { en: `the concept ${example} is below itself`, sv: `begreppet ${example} ligger under sig självt` },
        expected: { en: 'a hierarchy without circles', sv: 'en hierarki utan cirklar' },
      });
    }
    left = Number(now);
    onLevel(1 - left / Math.max(all, 1));
  }
}
