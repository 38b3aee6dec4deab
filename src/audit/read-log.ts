import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import type pg from 'pg';
import { SlussError } from '../errors/sluss-error.ts';
import type { LogRecord } from './log-record.ts';

const BATCH = 5_000;

/** The log of a database, all of one moment, in the order of an export. Memory stays flat. */
export async function* readDatabaseLog(pool: pg.Pool): AsyncGenerator<LogRecord> {
  const client = await pool.connect();
  try {
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    yield { type: 'header', format: 'sluss-audit-log-1', exported: new Date().toISOString() };
    let checkpoints = 0;
    for await (const row of cursor<{ statement: string; signature: Buffer; public_key: Buffer }>(
      client,
      'SELECT statement, signature, public_key FROM audit.checkpoint ORDER BY number',
    )) {
      checkpoints++;
      yield {
        type: 'checkpoint',
        statement: row.statement,
        signature: row.signature.toString('base64'),
        publicKey: row.public_key.toString('base64'),
      };
    }
    let entries = 0;
    for await (const row of cursor<{ chain: number; seq: number; at: string; commitment: Buffer; hash: Buffer }>(
      client,
      'SELECT chain, seq, at, commitment, hash FROM audit.entry ORDER BY chain, seq',
    )) {
      entries++;
      const { chain, seq, at, commitment, hash } = row;
      yield { type: 'entry', chain, seq, at, commitment: commitment.toString('hex'), hash: hash.toString('hex') };
    }
    yield { type: 'end', entries, checkpoints };
  } finally {
    await client.query('ROLLBACK').catch(() => {});
    client.release();
  }
}

/** The rows of a statement, some thousand at a time. */
async function* cursor<T extends pg.QueryResultRow>(client: pg.ClientBase, text: string): AsyncGenerator<T> {
  await client.query(`DECLARE log_rows NO SCROLL CURSOR FOR ${text}`);
  for (;;) {
    const { rows } = await client.query<T>(`FETCH ${BATCH} FROM log_rows`);
    yield* rows;
    if (rows.length < BATCH) break;
  }
  await client.query('CLOSE log_rows');
}

/**
 * The log of an exported file, one record a line.
 * @throws SlussError audit-log-unreadable
 */
export async function* readExportedLog(file: string): AsyncGenerator<LogRecord> {
  let line = 0;
  try {
    for await (const text of createInterface({ input: createReadStream(file), crlfDelay: Number.POSITIVE_INFINITY })) {
      line++;
      const record = JSON.parse(text) as LogRecord;
      if (line === 1 && (record.type !== 'header' || record.format !== 'sluss-audit-log-1')) throw new Error('format');
      yield record;
    }
  } catch (cause) {
    throw SlussError.of('audit-log-unreadable', { file, line: line || 1 }, { cause });
  }
  if (line === 0) throw SlussError.of('audit-log-unreadable', { file, line: 1 });
}
