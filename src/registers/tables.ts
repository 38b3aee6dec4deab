import type { RegisterFile, Variable } from './schema.ts';

export interface TableColumn {
  name: string;
  sqlType: string;
  comment: string;
}

export interface RegisterTables {
  /** Name of the PostgreSQL schema. */
  schema: string;
  tables: { name: string; comment: string; columns: TableColumn[] }[];
}

/** Codes and times stay what the register's files hold; a time point keeps its moment, its local form is made at delivery. */
const SQL_TYPES: Record<Variable['type'], string> = {
  string: 'text',
  code: 'text',
  date: 'date',
  dateTime: 'timestamptz',
  integer: 'integer',
  decimal: 'numeric',
  boolean: 'boolean',
};

/** The tables of a register: one PostgreSQL schema, one table a view, one column a variable. Lineage columns are the repository's. */
export function registerTables(register: RegisterFile): RegisterTables {
  return {
    schema: register.id.replaceAll('-', '_'),
    tables: Object.entries(register.tables).map(([name, table]) => ({
      name: name.toLowerCase(),
      comment: table.title.sv,
      columns: register.variables
        .filter((variable) => variable.tables.includes(name))
        .map((variable) => ({
          name: variable.id.toLowerCase(),
          sqlType: SQL_TYPES[variable.type],
          comment: variable.definition.sv,
        })),
    })),
  };
}
