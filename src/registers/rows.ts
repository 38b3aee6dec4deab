import type { Case, Row } from './case.ts';
import { derive } from './derive.ts';
import type { RegisterTable } from './register.ts';
import type { Variable } from './schema.ts';

type Value = Row['values'][string];

const DATE = /^\d{4}-\d{2}-\d{2}$/;
const DATE_TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/;

/** The rows of one table: what its view gives, held to the variables' types, with the derived variables computed. */
export function tableRows(table: RegisterTable, source: Case): Row[] {
  const rows = table.rows(source);
  for (const row of rows) {
    const values: Row['values'] = {};
    for (const variable of table.columns) values[variable.id] = coerce(row.values[variable.id], variable.type);
    derive(values, table.derived);
    row.values = values;
    const date = table.date && values[table.date];
    if (typeof date === 'string') row.eventDate = date;
  }
  return rows;
}

/** A value of the variable's type, or null: half a date, for one, is not a date, and is asked for instead of guessed (S-10). */
function coerce(value: Value | undefined, type: Variable['type']): Value {
  if (value === undefined || value === null || value === '') return null;
  switch (type) {
    case 'date':
      return typeof value === 'string' && DATE.test(value) ? value : null;
    case 'dateTime':
      return typeof value === 'string' && DATE_TIME.test(value) ? value : null;
    case 'integer':
      return Number.isInteger(Number(value)) ? Number(value) : null;
    case 'decimal':
      return Number.isFinite(Number(value)) ? Number(value) : null;
    case 'boolean':
      return typeof value === 'boolean' ? value : null;
    default:
      return String(value);
  }
}
