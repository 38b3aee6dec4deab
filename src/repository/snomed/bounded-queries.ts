/** Questions whose cost whoever asks decides: each may take the database so long and no longer, and only a few go at a time, so that connections are left for submissions. */
import type pg from 'pg';
import { SlussError } from '../../errors/sluss-error.ts';
import { asSlussError } from '../failure.ts';
import type { Statement } from './statement.ts';

const AT_A_TIME = 4;
/** https://www.postgresql.org/docs/current/errcodes-appendix.html: query_canceled */
const CANCELLED = '57014';

/** Gives a function that runs a statement and gives its rows. It throws `expansion-too-slow` for what takes longer. */
export function boundedQueries(pool: pg.Pool, milliseconds: number) {
  let under = 0;
  const waiting: (() => void)[] = [];
  const enter = async () => {
    if (under < AT_A_TIME) under++;
    else await new Promise<void>((resolve) => waiting.push(resolve));
  };
  const leave = () => {
    const next = waiting.shift();
    if (next) next();
    else under--;
  };
  return async <T extends pg.QueryResultRow>(statement: Statement): Promise<T[]> => {
    await enter();
    try {
      return await within<T>(pool, milliseconds, statement);
    } catch (error) {
      if ((error as { code?: string }).code !== CANCELLED) throw asSlussError(error);
      throw SlussError.of('expansion-too-slow', { seconds: milliseconds / 1000 }, { cause: error });
    } finally {
      leave();
    }
  };
}

async function within<T extends pg.QueryResultRow>(
  pool: pg.Pool,
  milliseconds: number,
  statement: Statement,
): Promise<T[]> {
  const client = await pool.connect();
  try {
    // Sent together with the statement; only its answer is waited for.
    const begun = client.query(`BEGIN READ ONLY; SET LOCAL statement_timeout = ${milliseconds}`);
    begun.catch(() => {});
    return (await client.query<T>(statement)).rows;
  } finally {
    await client.query('ROLLBACK').catch(() => {});
    client.release();
  }
}
