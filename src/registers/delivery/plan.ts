import { SlussError } from '../../errors/sluss-error.ts';
import { isInForce } from '../gate.ts';
import type { Register } from '../register.ts';
import type { Layout, LayoutFile } from '../schema.ts';
import { addMonths, checkMonth, lastDay } from './month.ts';

/** One delivery of one register: which rows it holds and how they are written. Who delivers is put in by the caller. */
export interface DeliveryPlan {
  register: string;
  layout: Layout;
  /** The newest month of care, ÅÅÅÅ-MM, and the same as file names have it. */
  month: string;
  period: string;
  /** First and last day of what is delivered, and the last day to deliver it. */
  from: string;
  to: string;
  due: string;
  /** Versions of the specification whose rows belong. */
  versions: string[];
  /** Files in the order they are made. Rows come case by case, each case's rows in the order of its result. */
  files: LayoutFile[];
  /** What no one has checked against the regulation; empty when production may deliver (D-4). */
  unverified: string[];
}

/**
 * The plan of a delivery whose newest month of care is `month`. A layout is not judged here: `unverified` tells what a caller in production must refuse
 * unless an operator overrides it on record (D-4). Throws `delivery-month-invalid` and `delivery-no-layout`.
 */
export function planDelivery(register: Register, month: string): DeliveryPlan {
  const { definition, layouts } = register;
  const to = lastDay(checkMonth(month));
  const layout = layouts.find((other) => isInForce(other, to));
  if (!layout) throw SlussError.of('delivery-no-layout', { register: definition.id, month });
  const { months, lag } = definition.calendar;
  return {
    register: definition.id,
    layout,
    month,
    period: month.replace('-', ''),
    from: `${addMonths(month, 1 - months)}-01`,
    to,
    due: lastDay(addMonths(month, lag)),
    versions: layout.versions,
    files: layout.files,
    unverified: unverifiedParts(layout),
  };
}

function unverifiedParts(layout: Layout): string[] {
  const parts = [
    ...(layout.verified ? [] : [layout.id]),
    ...(layout.fileCode.verified ? [] : [`${layout.id}.fileCode`]),
    ...layout.files.flatMap((file) => [
      ...(file.verified ? [] : [file.id]),
      ...(file.nameVerified ? [] : [`${file.id}.name`]),
      ...file.fields.filter((field) => !field.verified).map((field) => `${file.id}.${field.name}`),
    ]),
  ];
  return parts;
}

/** What a delivery must know of the provider that it is made for. */
export interface DeliveringProvider {
  lanskod?: string;
  kommunkod?: string;
  sjukhus?: string;
  klinik?: string;
}

/** What may stand in the name of a file on every system. */
const IN_FILE_NAME = /^[\p{L}\p{N}]([\p{L}\p{N} ._-]*[\p{L}\p{N}_-])?$/u;

/** The file code (filkod) of a provider. Throws `delivery-file-code-missing` and `delivery-file-code-form`. */
export function fileCode(plan: DeliveryPlan, provider: DeliveringProvider): string {
  const { kind, otherwise } = plan.layout.fileCode;
  const { lanskod, kommunkod, sjukhus, klinik } = provider;
  const code = kind === 'lanskod' ? lanskod : kommunkod;
  if (code) return code;
  if (otherwise === 'sjukhus_klinik' && sjukhus && klinik) {
    const unit = `${sjukhus}_${klinik}`;
    // A clinic's code is the sender's: it must not lead out of the folder that is delivered to, nor stop those of the others.
    if (!IN_FILE_NAME.test(unit)) throw SlussError.of('delivery-file-code-form', { register: plan.register, sjukhus });
    return unit;
  }
  throw SlussError.of('delivery-file-code-missing', {
    register: plan.register,
    kind: otherwise ? `${kind}, ${otherwise}` : kind,
  });
}

/** The name of a file. `timestamp` is the local time of the delivery, ÅÅÅÅMMDDThhmm. */
export function fileName(plan: DeliveryPlan, file: LayoutFile, code: string, timestamp: string): string {
  return file.name
    .replaceAll('{fileCode}', code)
    .replaceAll('{period}', plan.period)
    .replaceAll('{timestamp}', timestamp);
}
