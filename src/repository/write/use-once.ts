import type pg from 'pg';

/**
 * Notes that something has been used, until it expires; false when it had been used before, by this gateway or another on the same database. What has
 * expired is forgotten on the way, some at a time and never what another gateway is forgetting.
 */
export async function useOnce(pool: pg.Pool, mark: Buffer, expires: Date): Promise<boolean> {
  const { rowCount } = await pool.query(
    `WITH expired AS (
       SELECT mark FROM sluss.used_assertion WHERE expires < now() ORDER BY expires LIMIT 100 FOR UPDATE SKIP LOCKED
     ), forgotten AS (
       DELETE FROM sluss.used_assertion u USING expired WHERE u.mark = expired.mark
     )
     INSERT INTO sluss.used_assertion (mark, expires) VALUES ($1, $2) ON CONFLICT (mark) DO NOTHING`,
    [mark, expires],
  );
  return rowCount === 1;
}
