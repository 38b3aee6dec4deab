import { join } from 'node:path';
import { SlussError } from '../errors/sluss-error.ts';
import { createIdPermutation } from '../identity/id-permutation.ts';
import { toLocalOffset } from '../registers/dates.ts';
import { planDelivery } from '../registers/delivery/plan.ts';
import { TIME_ZONE } from '../registers/evaluate.ts';
import type { Register } from '../registers/register.ts';
import { registerTables } from '../registers/tables.ts';
import type { RegisterReader } from '../repository/read/snapshot.ts';
import type { Repository } from '../repository/repository.ts';
import { consignmentsOf } from './consignments.ts';
import type { Provider } from './providers.ts';
import { type DeliveredFile, removeDelivery, writeDelivery, writeWhole } from './write-delivery.ts';

export interface DeliverOptions {
  month: string;
  out: string;
  production: boolean;
  providers: Map<string, Provider>;
  /** Why an operator delivers by a layout that nobody has checked; goes on record (D-4). */
  override?: string;
  now?: Date;
}

/** What was delivered, as the manifest beside the files has it. No personal data. */
export interface DeliveryManifest {
  register: string;
  month: string;
  from: string;
  to: string;
  due: string;
  layout: string;
  /** Parts of the layout that nobody has checked against the regulation. */
  unverified: number;
  override?: string;
  createdAt: string;
  consignments: { vardgivare: string; fileCode: string; files: DeliveredFile[] }[];
  /** Cases of the period that are still drafts, and so not in the files. */
  drafts: number;
  /** Rows that a layout could not hold, by message. */
  leftOut: Record<string, number>;
  /** vårdgivare that could not be delivered for, and why. */
  failed: { vardgivare: string; reason: string }[];
}

/** Why one vårdgivare cannot be delivered for while the others are. */
const NO_FILE_CODE = new Set(['delivery-file-code-missing', 'delivery-file-code-form']);

/** Each vårdgivare has a folder of its own: those of one region, or at one clinic, have one file code, hence files of one name. */
function ownFolder(folder: string, vardgivare: string, taken: ReadonlyMap<string, unknown>): string {
  return taken.has(folder) ? `${folder}_${vardgivare}` : folder;
}

/**
 * Delivers one month of a register: one folder of files a vårdgivare and file code, and a manifest. All files are of the same moment.
 * Whatever ends it before the manifest is there takes its files back. Throws `delivery-layout-unverified` in production unless overridden,
 * `delivery-month-invalid`, `delivery-no-layout`, `delivery-disk-full`, `delivery-folder-refused`.
 */
export async function deliver(
  register: Register,
  repository: Repository,
  options: DeliverOptions,
): Promise<DeliveryManifest> {
  const { definition } = register;
  const plan = planDelivery(register, options.month);
  if (options.production && plan.unverified.length > 0 && !options.override)
    throw SlussError.of('delivery-layout-unverified', { register: definition.id, layout: plan.layout.id });
  const now = options.now ?? new Date();
  const timestamp = toLocalOffset(now.toISOString(), TIME_ZONE).slice(0, 16).replace(/[-:]/g, '');
  const ids = createIdPermutation(await repository.viewKey(`register:${definition.id}`));
  const tables = registerTables(definition).tables.map(({ name, columns }) => ({
    name,
    columns: columns.map((c) => c.name),
  }));
  const manifest: DeliveryManifest = {
    register: definition.id,
    month: plan.month,
    from: plan.from,
    to: plan.to,
    due: plan.due,
    layout: plan.layout.id,
    unverified: plan.unverified.length,
    ...(options.override && { override: options.override }),
    createdAt: now.toISOString(),
    consignments: [],
    drafts: 0,
    leftOut: {},
    failed: [],
  };
  const access = {
    action: 'deliver',
    client: 'operator',
    rule: 'T-4',
    outcome: 'ok' as const,
    detail: { register: definition.id, month: plan.month, layout: plan.layout.id, override: options.override ?? '' },
  };
  const written = new Map<string, DeliveredFile[]>();
  const write = async (reader: RegisterReader): Promise<void> => {
    const period = { period: plan };
    manifest.drafts = (await reader.cases({ ...period, status: ['draft'] })).length;
    for (const one of await reader.providers(plan)) {
      try {
        for (const consignment of await consignmentsOf(plan, one, options.providers.get(one), tables, reader)) {
          const folder = ownFolder(
            join(options.out, `${definition.shortName}_${consignment.code}_${plan.period}`),
            one,
            written,
          );
          const files = await writeDelivery({
            register,
            plan,
            consignment,
            folder,
            timestamp,
            reader,
            outward: (id) => ids.outward(id),
            onProblem: ({ message }) => {
              manifest.leftOut[message] = (manifest.leftOut[message] ?? 0) + 1;
            },
          });
          written.set(folder, files);
          manifest.consignments.push({ vardgivare: one, fileCode: consignment.code, files });
        }
      } catch (error) {
        if (!(error instanceof SlussError) || !NO_FILE_CODE.has(error.findings[0]?.code ?? '')) throw error;
        manifest.failed.push({ vardgivare: one, reason: error.message });
      }
    }
  };
  try {
    await repository.snapshot({ register: definition.id }, access, write);
    if (manifest.consignments.length > 0)
      writeWhole(
        options.out,
        `${definition.shortName}_${plan.period}_${timestamp}.manifest.json`,
        `${JSON.stringify(manifest, null, 2)}\n`,
      );
  } catch (error) {
    for (const [folder, files] of written) removeDelivery(folder, files);
    throw error;
  }
  return manifest;
}
