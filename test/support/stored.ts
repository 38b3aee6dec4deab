/** How much a database holds, so that a test can see that nothing is half there. */
import type pg from 'pg';

export interface StoredCounts {
  /** Rows by table, without the tables that also tell of refusals, the keys of the callers' views, and their assertions. */
  tables: Record<string, number>;
  submissions: number;
  audits: number;
}

/** Rows of every table of Sluss, the vault's and the registers' too. */
export async function countStored(pool: pg.Pool): Promise<StoredCounts> {
  const { rows } = await pool.query<{ name: string }>(
    `SELECT format('%I.%I', table_schema, table_name) AS name FROM information_schema.tables
     WHERE table_type = 'BASE TABLE' AND table_schema NOT IN ('pg_catalog', 'information_schema', 'public') ORDER BY 1`,
  );
  const counts = new Map<string, number>();
  for (const { name } of rows) {
    const { rows: found } = await pool.query<{ count: string }>(`SELECT count(*) FROM ${name}`);
    counts.set(name, Number(found[0]?.count));
  }
  const take = (wanted: (name: string) => boolean) => {
    let sum = 0;
    for (const [name, count] of counts)
      if (wanted(name)) {
        sum += count;
        counts.delete(name);
      }
    return sum;
  };
  take((name) => name === 'vault.view_key' || name === 'sluss.used_assertion');
  const submissions = take((name) => name === 'sluss.submission');
  const audits = take((name) => name.startsWith('audit.'));
  return { tables: Object.fromEntries(counts), submissions, audits };
}
