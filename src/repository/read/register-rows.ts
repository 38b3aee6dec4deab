import type pg from 'pg';
import { type RegisterTables, tableName } from '../register-tables.ts';
import type { Uuid } from '../types.ts';
import type { RegisterView } from './view.ts';

/** A row of a register's table with where it comes from (L-3). */
export interface RegisterRow {
  personKey: Uuid;
  caseId: Uuid;
  seq: number;
  vardgivare: string;
  submissionId: Uuid;
  resource: string;
  resourceVersion: number | null;
  element: string | null;
  specification: string;
  mapping: string;
  status: 'accepted' | 'draft';
  eventDate: string | null;
  /** By column name. */
  values: Record<string, string | number | boolean | null>;
}

export interface RowSelection {
  /** Local dates ÅÅÅÅ-MM-DD, both included. */
  period: { from: string; to: string };
  vardgivare?: readonly string[];
  /** Drafts are the vårdgivare's until they are complete (T-4): they come only when asked for. */
  status?: ('accepted' | 'draft')[];
}

const BATCH = 2_000;

/**
 * Rows of one table of the view's register, case by case in a stable order, read through a cursor: memory stays flat whatever the
 * number. All tables read inside `snapshot` are of one moment.
 */
export async function* readRows(
  client: pg.ClientBase,
  registers: RegisterTables[],
  view: RegisterView,
  table: string,
  selection: RowSelection,
): AsyncGenerator<RegisterRow> {
  const tables = registers.find(({ register }) => register === view.register);
  const found = tables?.tables.find(({ name }) => name.toLowerCase() === table.toLowerCase());
  if (!tables || !found) throw new Error(`sluss: there is no table ${table} of the register ${view.register}`);
  const cursor = `rows_${tables.tables.indexOf(found)}`;
  await client.query(
    `DECLARE ${cursor} NO SCROLL CURSOR FOR SELECT * FROM ${tableName(tables, found.name)}
     WHERE event_date BETWEEN $1 AND $2 AND status = ANY ($3) AND ($4::text[] IS NULL OR vardgivare = ANY ($4))
     ORDER BY vardgivare, event_date, case_id, seq`,
    [selection.period.from, selection.period.to, selection.status ?? ['accepted'], selection.vardgivare ?? null],
  );
  try {
    for (;;) {
      const { rows } = await client.query<Record<string, unknown>>(`FETCH ${BATCH} FROM ${cursor}`);
      for (const row of rows) yield toRegisterRow(row, found.columns);
      if (rows.length < BATCH) return;
    }
  } finally {
    await client.query(`CLOSE ${cursor}`).catch(() => {});
  }
}

/** Who has accepted rows in a period. A row may have another date than its case, so the rows themselves are asked. */
export async function readProviders(
  client: pg.ClientBase,
  registers: RegisterTables[],
  view: RegisterView,
  { from, to }: RowSelection['period'],
): Promise<string[]> {
  const tables = registers.find(({ register }) => register === view.register);
  if (!tables) throw new Error(`sluss: there are no tables of the register ${view.register}`);
  const parts = tables.tables.map(
    ({ name }) =>
      `SELECT vardgivare FROM ${tableName(tables, name)} WHERE event_date BETWEEN $1 AND $2 AND status = 'accepted'`,
  );
  const { rows } = await client.query<{ vardgivare: string }>(`${parts.join(' UNION ')} ORDER BY 1`, [from, to]);
  return rows.map(({ vardgivare }) => vardgivare);
}

function toRegisterRow(row: Record<string, unknown>, columns: { name: string }[]): RegisterRow {
  return {
    personKey: row.person_key as Uuid,
    caseId: row.case_id as Uuid,
    seq: row.seq as number,
    vardgivare: row.vardgivare as string,
    submissionId: row.submission_id as Uuid,
    resource: row.resource as string,
    resourceVersion: row.resource_version as number | null,
    element: row.element as string | null,
    specification: row.specification as string,
    mapping: row.mapping as string,
    status: row.status as RegisterRow['status'],
    eventDate: row.event_date as string | null,
    values: Object.fromEntries(columns.map(({ name }) => [name, row[name] as RegisterRow['values'][string]])),
  };
}
