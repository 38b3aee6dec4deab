import type pg from 'pg';
import { SlussError } from '../../errors/sluss-error.ts';
import type { VaultCrypto } from '../../identity/vault-crypto.ts';
import { compileCriterion, createValues } from './compile-criteria.ts';
import type { SearchCriterion } from './criteria.ts';
import { READ_COLUMNS, type ReadRow, toReadResource } from './read-resource.ts';
import type { ReadResource, ReadView } from './view.ts';

export interface SearchOptions {
  /** Resources on a page; 0 asks how many there are. */
  count: number;
  /** `next` of the page before. */
  cursor?: string;
}

export interface SearchPage {
  resources: ReadResource[];
  /** Cursor of the next page; undefined on the last one. */
  next?: string;
  /** How many match in all, where that is asked for or known without counting: everything fitted on the first page. */
  total?: number;
}

/**
 * Current resources of one type, in the view, that meet all criteria, oldest change first. A page goes on after the last one's place in
 * that order: what is inserted meanwhile comes at the end, nothing shifts, nothing is skipped or given twice unless it changed.
 * @throws SlussError search-cursor-invalid
 */
export async function search(
  pool: pg.Pool,
  crypto: VaultCrypto,
  view: ReadView,
  type: string,
  criteria: SearchCriterion[],
  options: SearchOptions,
): Promise<SearchPage> {
  const values = createValues();
  const vardgivare = `${values.add(view.vardgivare)}::text[]`;
  const conditions = ['r.vardgivare = own.vardgivare', `r.type = ${values.add(type)}`, `r.state = 'current'`];
  for (const criterion of criteria) conditions.push(compileCriterion(criterion, values, vardgivare));
  const context = cursorContext(view, type);
  if (options.cursor !== undefined) {
    const place = openCursor(crypto, options.cursor, context);
    conditions.push(`(r.last_updated, r.id) > (${values.add(place.at)}::timestamptz, ${values.add(place.id)}::uuid)`);
  }
  const owned = (columns: string, page = '') => `unnest(${vardgivare}) AS own(vardgivare) CROSS JOIN LATERAL (
       SELECT ${columns} FROM sluss.resource r WHERE ${conditions.join(' AND ')} ${page}
     ) r`;
  if (options.count === 0) {
    const { rows } = await pool.query<{ total: number }>(
      `SELECT count(*)::int AS total FROM ${owned('r.id')}`,
      values.list,
    );
    return { resources: [], total: rows[0]!.total };
  }
  // The index gives each vårdgivare's resources in order; a page takes the head of each and merges.
  const page = `ORDER BY r.last_updated, r.id LIMIT ${options.count + 1}`;
  const { rows } = await pool.query<ReadRow>(`SELECT r.* FROM ${owned(READ_COLUMNS, page)} ${page}`, values.list);
  const resources = rows.slice(0, options.count).map(toReadResource);
  const last = resources.at(-1);
  const more = rows.length > options.count;
  return {
    resources,
    ...(more && last && { next: sealCursor(crypto, last, context) }),
    ...(!more && options.cursor === undefined && { total: resources.length }),
  };
}

/** A cursor holds an internal id, so it is sealed, and it opens in its own view only. */
function cursorContext(view: ReadView, type: string): string {
  return `cursor ${type} ${[...view.vardgivare].sort().join(' ')}`;
}

function sealCursor(crypto: VaultCrypto, last: ReadResource, context: string): string {
  return crypto.encrypt(`${last.lastUpdated} ${last.id}`, context).toString('base64url');
}

function openCursor(crypto: VaultCrypto, cursor: string, context: string): { at: string; id: string } {
  try {
    const [at = '', id = ''] = crypto.decrypt(Buffer.from(cursor, 'base64url'), context).toString().split(' ');
    return { at, id };
  } catch (cause) {
    throw SlussError.of('search-cursor-invalid', {}, { cause });
  }
}
