import type { Repository } from '../repository/repository.ts';

/** Rows of a register: all of them, and those of contacts that still lack something. */
export interface RegisterCount {
  rows: Record<string, number>;
  drafts: Record<string, number>;
}

const EVER = { from: '1900-01-01', to: '2999-12-31' };

/** Counts the rows of every table as the register itself would read them; each read is in the audit log. */
export async function countRows(
  repository: Pick<Repository, 'snapshot'>,
  registers: readonly { id: string; tables: readonly string[] }[],
): Promise<Record<string, RegisterCount>> {
  const counts: Record<string, RegisterCount> = {};
  for (const { id, tables } of registers) {
    const access = {
      action: 'read',
      client: 'demo',
      purpose: 'demonstration',
      outcome: 'ok' as const,
      detail: { register: id },
    };
    counts[id] = await repository.snapshot({ register: id }, access, async (reader) => {
      const count: RegisterCount = { rows: {}, drafts: {} };
      for (const table of tables) {
        count.rows[table] = 0;
        count.drafts[table] = 0;
        for await (const { status } of reader.rows(table, { period: EVER, status: ['accepted', 'draft'] })) {
          count.rows[table]++;
          if (status === 'draft') count.drafts[table]++;
        }
      }
      return count;
    });
  }
  return counts;
}
