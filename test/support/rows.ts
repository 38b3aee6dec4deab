/** What the registers hold, read as their controllers read it. */
import type { Services } from '../../src/http/services.ts';

export interface CaseRows {
  outcome: string;
  missing: string[];
  /** By table, in the register's order, without empty columns and without lineage. */
  rows: Record<string, Record<string, string | number | boolean>[]>;
}

const EVER = { from: '1900-01-01', to: '2999-12-31' };

/** Every case of a register by its id, drafts included. */
export async function casesOf(services: Services, register: string): Promise<Map<string, CaseRows>> {
  const definition = services.registers.find(({ id }) => id === register);
  if (!definition) throw new Error(`there is no register ${register}`);
  const access = { action: 'read', client: 'test', outcome: 'ok' as const, detail: { register } };
  return services.repository.snapshot({ register }, access, async (reader) => {
    const selection = { period: EVER, status: ['accepted' as const, 'draft' as const] };
    const cases = new Map<string, CaseRows>();
    for (const { caseId, outcome, missing } of await reader.cases(selection))
      cases.set(caseId, { outcome, missing, rows: {} });
    for (const table of Object.keys(definition.tables))
      for await (const { caseId, values } of reader.rows(table, selection)) {
        const found = cases.get(caseId);
        if (!found) throw new Error(`a row of ${table} has no case`);
        found.rows[table] ??= [];
        found.rows[table].push(
          Object.fromEntries(
            Object.entries(values).flatMap(([column, value]) =>
              value === null ? [] : [[column.toUpperCase(), value]],
            ),
          ),
        );
      }
    return cases;
  });
}
