import pg from 'pg';
import { chunks } from '../chunk.ts';
import type { RegisterTables } from '../register-tables.ts';
import type { CaseRows } from '../types.ts';
import type { Call } from './call.ts';

interface Given {
  caseIds: string[];
  cases: Record<string, unknown>[];
  rows: Record<string, Record<string, unknown>[]>;
}

/**
 * Replaces whatever the cases had in their registers. Cases that a register does not take (any outcome but accepted and draft) end with
 * nothing there: also a trace of an objection would be a registration (P-2).
 */
export function* replaceRows(registers: RegisterTables[], rows: CaseRows[]): Generator<Call> {
  for (const part of chunks(rows)) {
    const byRegister = Map.groupBy(part, ({ result }) => result.register);
    for (const register of byRegister.keys())
      if (!registers.some((item) => item.register === register))
        throw new Error(`sluss: there are no tables for the register ${register}`);
    // In the registers' order, not the cases', for every other order would be another statement to prepare.
    for (const tables of registers) {
      const cases = byRegister.get(tables.register);
      if (cases)
        yield {
          function: `${pg.escapeIdentifier(tables.schema)}.replace_rows`,
          values: [JSON.stringify(given(tables, cases))],
        };
    }
  }
}

function given(tables: RegisterTables, cases: CaseRows[]): Given {
  const result: Given = { caseIds: [], cases: [], rows: {} };
  for (const item of cases) {
    result.caseIds.push(item.caseId);
    const { outcome, missing, rule, specification, mapping, eventDate } = item.result;
    if (outcome !== 'accepted' && outcome !== 'draft') continue;
    const common = {
      person_key: item.personKey,
      case_id: item.caseId,
      vardgivare: item.vardgivare,
      submission_id: item.submissionId,
      specification,
      mapping,
      event_date: eventDate ?? null,
    };
    result.cases.push({ ...common, outcome, missing, rule: rule ?? null });
    for (const [name, rows] of Object.entries(item.result.rows)) {
      if (rows.length === 0) continue;
      const table = tableOf(tables, name);
      const list = result.rows[table.name] ?? [];
      result.rows[table.name] = list;
      for (const [seq, row] of rows.entries())
        list.push({
          ...columnValues(tables, table, row.values),
          ...common,
          ...(row.eventDate && { event_date: row.eventDate }),
          seq,
          resource: row.resource,
          resource_version: item.versions.get(row.resource) ?? null,
          element: row.element ?? null,
          status: outcome,
          ...(row.eventDate && { event_date: row.eventDate }),
        });
    }
  }
  return result;
}

interface Table {
  name: string;
  /** Column names by their small letters. */
  columns: Map<string, string>;
}

const known = new WeakMap<RegisterTables, Map<string, Table>>();

/** Registers write their names in capitals, the database in small letters. */
function tableOf(tables: RegisterTables, name: string): Table {
  let byName = known.get(tables);
  if (!byName) {
    byName = new Map();
    for (const table of tables.tables)
      byName.set(table.name.toLowerCase(), {
        name: table.name,
        columns: new Map(table.columns.map((column) => [column.name.toLowerCase(), column.name])),
      });
    known.set(tables, byName);
  }
  const table = byName.get(name.toLowerCase());
  if (!table) throw new Error(`sluss: the register ${tables.register} has no table ${name}`);
  return table;
}

function columnValues(
  tables: RegisterTables,
  table: Table,
  values: CaseRows['result']['rows'][string][number]['values'],
) {
  const columns: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(values)) {
    const column = table.columns.get(name.toLowerCase());
    if (!column) throw new Error(`sluss: the table ${tables.schema}.${table.name} has no column ${name}`);
    columns[column] = value;
  }
  return columns;
}
