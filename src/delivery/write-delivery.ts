import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createWriteStream, mkdirSync, renameSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SlussError } from '../errors/sluss-error.ts';
import { type DeliveryRecord, streamFile } from '../registers/delivery/format.ts';
import { type DeliveryPlan, fileName } from '../registers/delivery/plan.ts';
import type { Register } from '../registers/register.ts';
import type { LayoutFile } from '../registers/schema.ts';
import type { RegisterRow } from '../repository/read/register-rows.ts';
import type { RegisterReader } from '../repository/read/snapshot.ts';
import type { Uuid } from '../repository/types.ts';
import type { Consignment } from './consignments.ts';
import { type DeliveredIdentity, identitiesOf } from './identity.ts';

/** One written file. */
export interface DeliveredFile {
  file: string;
  table: string;
  rows: number;
  sha256: string;
}

export interface WriteOptions {
  register: Register;
  plan: DeliveryPlan;
  consignment: Consignment;
  /** Folder that the files end in. */
  folder: string;
  /** ÅÅÅÅMMDDThhmm, local. */
  timestamp: string;
  reader: RegisterReader;
  /** The id that a contact leaves under in this register. */
  outward(id: Uuid): string;
  onProblem(problem: SlussError): void;
}

/** Rows for which identifiers are fetched at a time. */
const BATCH = 1_000;

/**
 * Writes the files of one consignment. They are written beside their places and renamed together at the end, so that whoever picks them up finds a
 * complete set or none (the portal counts five minutes from the youngest file). Throws `delivery-disk-full`, `delivery-folder-refused` and what the
 * reader throws; then no file is there.
 */
export async function writeDelivery(options: WriteOptions): Promise<DeliveredFile[]> {
  const { plan, consignment, folder, timestamp } = options;
  const half = join(folder, `.unfinished-${process.pid}`);
  try {
    mkdirSync(folder, { recursive: true });
    rmSync(half, { recursive: true, force: true });
    mkdirSync(half);
    const written: DeliveredFile[] = [];
    for (const file of plan.files) {
      const name = fileName(plan, file, consignment.code, timestamp);
      const done = await writeFile(join(half, name), file, options);
      if (done.rows > 0 || file.always) written.push({ file: name, table: file.table, ...done });
    }
    for (const { file } of written) renameSync(join(half, file), join(folder, file));
    return written;
  } catch (error) {
    throw fileFailure(error, folder);
  } finally {
    removeQuietly(half);
  }
}

/** Takes back what a delivery that failed later has written. */
export function removeDelivery(folder: string, files: readonly DeliveredFile[]): void {
  for (const { file } of files) removeQuietly(join(folder, file));
  try {
    rmdirSync(folder);
  } catch {
    // It holds an earlier delivery.
  }
}

/** Writes a text that is there whole or not at all. Throws `delivery-disk-full`, `delivery-folder-refused`. */
export function writeWhole(folder: string, name: string, text: string): void {
  const half = join(folder, `.unfinished-${process.pid}`);
  try {
    writeFileSync(half, text);
    renameSync(half, join(folder, name));
  } catch (error) {
    throw fileFailure(error, folder);
  } finally {
    removeQuietly(half);
  }
}

/** What the file system refused, in words of its own: outside, the same codes mean that the database is out of reach. */
function fileFailure(error: unknown, folder: string): unknown {
  const { code, syscall } = error as NodeJS.ErrnoException;
  if (code === 'ENOSPC' || code === 'EDQUOT') return SlussError.of('delivery-disk-full', {}, { cause: error });
  if (code !== undefined && FILE_CALLS.has(syscall ?? ''))
    return SlussError.of('delivery-folder-refused', { folder, reason: code }, { cause: error });
  return error;
}

const FILE_CALLS = new Set(['mkdir', 'open', 'rename', 'rm', 'rmdir', 'unlink', 'lstat', 'stat']);

function removeQuietly(path: string): void {
  try {
    rmSync(path, { recursive: true, force: true });
  } catch {
    // What stopped the writing stops this too, and is what the caller is told.
  }
}

async function writeFile(
  path: string,
  file: LayoutFile,
  options: WriteOptions,
): Promise<{ rows: number; sha256: string }> {
  const { plan, onProblem } = options;
  const encoding = plan.layout.encoding === 'latin1' ? 'latin1' : 'utf8';
  const hash = createHash('sha256');
  let rows = plan.layout.header ? -1 : 0;
  writeFileSync(path, '');
  const out = createWriteStream(path);
  const failed = once(out, 'error').then(([error]) => Promise.reject(error as Error));
  failed.catch(() => {});
  for await (const line of streamFile(plan, file, records(file, options), onProblem)) {
    const bytes = Buffer.from(line, encoding);
    hash.update(bytes);
    rows++;
    if (!out.write(bytes)) await Promise.race([once(out, 'drain'), failed]);
  }
  await Promise.race([new Promise<void>((done) => out.end(done)), failed]);
  return { rows: Math.max(rows, 0), sha256: hash.digest('hex') };
}

/** The rows of a file with what leaves with them, a batch at a time. */
async function* records(
  file: LayoutFile,
  { register, plan, consignment, reader, outward }: WriteOptions,
): AsyncGenerator<DeliveryRecord> {
  const names = new Map(register.definition.variables.map(({ id }) => [id.toLowerCase(), id]));
  let batch: RegisterRow[] = [];
  const selection = { period: plan, vardgivare: [consignment.vardgivare] };
  for await (const row of reader.rows(file.table, selection)) {
    if (!plan.versions.includes(row.specification)) continue;
    if (consignment.cases && !consignment.cases.has(row.caseId)) continue;
    batch.push(row);
    if (batch.length === BATCH) {
      yield* withIdentity(batch);
      batch = [];
    }
  }
  yield* withIdentity(batch);

  async function* withIdentity(some: RegisterRow[]): AsyncGenerator<DeliveryRecord> {
    const identities = await identitiesOf(register, [...new Set(some.map(({ personKey }) => personKey))], reader);
    for (const row of some) yield record(row, identities.get(row.personKey) ?? {}, names, outward);
  }
}

function record(
  { values, eventDate, personKey, caseId }: RegisterRow,
  identity: DeliveredIdentity,
  names: Map<string, string>,
  outward: (id: Uuid) => string,
): DeliveryRecord {
  return {
    values: Object.fromEntries(Object.entries(values).map(([column, value]) => [names.get(column) ?? column, value])),
    eventDate: eventDate ?? '',
    identity,
    person: personKey,
    contactId: outward(caseId),
  };
}
