import { type DeliveryPlan, fileCode } from '../registers/delivery/plan.ts';
import type { RegisterReader } from '../repository/read/snapshot.ts';
import type { Uuid } from '../repository/types.ts';
import type { Provider } from './providers.ts';

/** One set of files: a vårdgivare under one file code, with the cases that belong in it. */
export interface Consignment {
  vardgivare: string;
  code: string;
  /** All cases of the vårdgivare when absent. */
  cases?: Set<Uuid>;
}

/** Columns by which a provider that is no region is told apart (registers: filkod `sjukhus_klinik`). */
const UNIT_COLUMNS = ['sjukhus', 'klinik'];

/**
 * Who delivers what: one consignment for a region or a kommun, one for each hospital and clinic of a private provider.
 *
 * In: the vårdgivare with rows in the period, what is known of them, the tables' columns. Throws `delivery-file-code-missing`.
 */
export async function consignmentsOf(
  plan: DeliveryPlan,
  vardgivare: string,
  provider: Provider | undefined,
  tables: { name: string; columns: string[] }[],
  reader: RegisterReader,
): Promise<Consignment[]> {
  const { kind, otherwise } = plan.layout.fileCode;
  const known =
    provider?.[kind] ?? (kind === 'kommunkod' ? await kommunOfRows(plan, vardgivare, tables, reader) : undefined);
  if (known) return [{ vardgivare, code: fileCode(plan, { [kind]: known }) }];
  if (otherwise !== 'sjukhus_klinik') return [{ vardgivare, code: fileCode(plan, {}) }];
  const byCode = new Map<string, Set<Uuid>>();
  for (const { name } of tables.filter(({ columns }) => UNIT_COLUMNS.every((column) => columns.includes(column))))
    for await (const { caseId, values } of reader.rows(name, selection(plan, vardgivare))) {
      const sjukhus = text(values.sjukhus);
      const klinik = text(values.klinik);
      const code = fileCode(plan, { ...(sjukhus && { sjukhus }), ...(klinik && { klinik }) });
      const cases = byCode.get(code) ?? new Set();
      byCode.set(code, cases.add(caseId));
    }
  return [...byCode].map(([code, cases]) => ({ vardgivare, code, cases }));
}

/** A kommun's rows carry its own code. */
async function kommunOfRows(
  plan: DeliveryPlan,
  vardgivare: string,
  tables: { name: string; columns: string[] }[],
  reader: RegisterReader,
): Promise<string | undefined> {
  const table = tables.find(({ columns }) => columns.includes('lk'));
  if (!table) return undefined;
  for await (const { values } of reader.rows(table.name, selection(plan, vardgivare))) return text(values.lk);
  return undefined;
}

function selection({ from, to }: DeliveryPlan, vardgivare: string) {
  return { period: { from, to }, vardgivare: [vardgivare] };
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
