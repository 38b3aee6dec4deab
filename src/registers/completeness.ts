import type { Row } from './case.ts';
import { type CaseContext, holds } from './expression.ts';
import type { Register, RegisterVersion } from './register.ts';
import type { Variable } from './schema.ts';

export interface MissingVariable {
  variable: Variable;
  table: string;
}

/** The variables that the rows must have and lack, each once, in the order of tables and variables (S-5). */
export function missingVariables(
  register: Register,
  version: RegisterVersion,
  rows: Record<string, Row[]>,
  context: CaseContext,
): MissingVariable[] {
  const missing = new Map<string, MissingVariable>();
  for (const { variable, condition } of register.caseVariables) {
    if (holds(condition, context)) missing.set(variable.id, { variable, table: '-' });
  }
  for (const table of version.tables) {
    for (const { values } of rows[table.name] ?? []) {
      for (const variable of table.required) {
        if (values[variable.id] === null && !missing.has(variable.id))
          missing.set(variable.id, { variable, table: table.name });
      }
      for (const { variable, condition } of table.conditional) {
        if (values[variable.id] !== null || missing.has(variable.id)) continue;
        if (holds(condition, context, values)) missing.set(variable.id, { variable, table: table.name });
      }
    }
  }
  return [...missing.values()];
}
