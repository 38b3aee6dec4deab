import { hash } from 'node:crypto';
import type pg from 'pg';

/** A write: a function of the database and its arguments. */
export interface Call {
  function: string;
  values: unknown[];
}

const names = new Map<string, string>();

/**
 * One prepared statement that makes the calls in their order. A select list is carried out from left to right; if it ever were not, `take` would find
 * its own submission's writes and refuse them.
 */
export function statementOf(calls: Call[]): pg.QueryConfig {
  const values: unknown[] = [];
  const list = calls.map((call) => {
    const parameters = call.values.map((value) => `$${values.push(value)}`);
    return `${call.function}(${parameters.join(', ')})`;
  });
  const text = `SELECT ${list.join(', ')}`;
  let name = names.get(text);
  if (name === undefined) {
    // Names of prepared statements end at 63 bytes, and the functions' names may not.
    name = `calls ${hash('sha1', text).slice(0, 16)}`;
    names.set(text, name);
  }
  return { name, text, values };
}
