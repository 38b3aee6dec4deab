import { once } from 'node:events';
import { createWriteStream, type WriteStream } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ExpectedRegister } from './expectation.ts';
import { type Expected, type PopulationOptions, type SyntheticBundle, syntheticBundles } from './stream.ts';

/** What a written population amounts to. */
export interface Summary {
  seed: number;
  people: number;
  bundles: Record<string, number>;
  resources: number;
  plans: Record<string, number>;
  answers: Record<string, number>;
  /** Outcome of each contact in each register once everything has arrived. */
  outcomes: Record<string, Record<string, number>>;
  /** Rows by register and table once everything has arrived. */
  rows: Record<string, Record<string, number>>;
}

/** Adds up what a population must end in. Holds the contacts of one person at a time. */
export class Reckoning {
  readonly #summary: Summary;
  #person = '';
  #contacts = new Map<string, Record<string, ExpectedRegister>>();

  constructor(options: Pick<PopulationOptions, 'people' | 'seed'>) {
    const { people, seed } = options;
    this.#summary = { seed, people, bundles: {}, resources: 0, plans: {}, answers: {}, outcomes: {}, rows: {} };
  }

  add({ vendor, bundle, expected }: SyntheticBundle): void {
    const summary = this.#summary;
    count(summary.bundles, vendor);
    count(summary.plans, expected.plan);
    count(summary.answers, expected.answer);
    summary.resources += bundle.entry?.length ?? 0;
    const person = expected.bundle.slice(0, expected.bundle.indexOf('-'));
    if (person !== this.#person) this.#settle(person);
    for (const contact of expected.contacts) this.#contacts.set(`${vendor} ${contact.identifier}`, contact.registers);
  }

  summary(): Summary {
    this.#settle('');
    return this.#summary;
  }

  #settle(next: string): void {
    for (const registers of this.#contacts.values()) {
      for (const [register, { outcome, rows }] of Object.entries(registers)) {
        count(countsOf(this.#summary.outcomes, register), outcome);
        for (const [table, number] of Object.entries(rows))
          count(countsOf(this.#summary.rows, register), table, number);
      }
    }
    this.#contacts = new Map();
    this.#person = next;
  }
}

function count(counts: Record<string, number>, key: string, number = 1): void {
  counts[key] = (counts[key] ?? 0) + number;
}

function countsOf(table: Record<string, Record<string, number>>, key: string): Record<string, number> {
  table[key] ??= {};
  return table[key];
}

export interface WriteOptions extends PopulationOptions {
  folder: string;
  /** files: one file for each bundle beside its expectation; ndjson: one line for each, two files for each vendor. */
  format: 'files' | 'ndjson';
  onProgress?(people: number): void;
}

/**
 * Writes a population and `summary.json` with what it must end in. Memory does not grow with the number of people.
 * files: DIR/VENDOR/NAME.json and NAME.expected.json; ndjson: DIR/VENDOR.ndjson and VENDOR.expected.ndjson, line by line.
 */
export async function writePopulation(options: WriteOptions): Promise<Summary> {
  const { folder, format } = options;
  await mkdir(folder, { recursive: true });
  const out = format === 'files' ? new BundleFiles(folder) : new Lines(folder);
  const reckoning = new Reckoning(options);
  for (const item of syntheticBundles(options)) {
    reckoning.add(item);
    await out.write(item);
    options.onProgress?.(Number(item.expected.bundle.split('-')[0]) - (options.first ?? 0) + 1);
  }
  await out.close();
  const summary = reckoning.summary();
  await writeFile(join(folder, 'summary.json'), `${JSON.stringify(summary, null, 2)}\n`);
  return summary;
}

class BundleFiles {
  readonly #folder: string;
  readonly #made = new Set<string>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  async write({ vendor, name, bundle, expected }: SyntheticBundle): Promise<void> {
    const folder = join(this.#folder, vendor);
    if (!this.#made.has(vendor)) {
      await mkdir(folder, { recursive: true });
      this.#made.add(vendor);
    }
    await writeFile(join(folder, `${name}.json`), `${JSON.stringify(bundle, null, 2)}\n`);
    await writeFile(join(folder, `${name}.expected.json`), `${JSON.stringify(expected, null, 2)}\n`);
  }

  async close(): Promise<void> {}
}

/** Lines are gathered into pieces of some size and written when the stream before has drained. */
class Lines {
  readonly #folder: string;
  readonly #files = new Map<string, { stream: WriteStream; pending: string }>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  async write({ vendor, bundle, expected }: SyntheticBundle): Promise<void> {
    await this.#line(`${vendor}.ndjson`, bundle);
    await this.#line(`${vendor}.expected.ndjson`, expected);
  }

  async #line(name: string, value: SyntheticBundle['bundle'] | Expected): Promise<void> {
    let file = this.#files.get(name);
    if (!file) {
      file = { stream: createWriteStream(join(this.#folder, name)), pending: '' };
      this.#files.set(name, file);
    }
    file.pending += `${JSON.stringify(value)}\n`;
    if (file.pending.length < 1 << 18) return;
    const drained = file.stream.write(file.pending);
    file.pending = '';
    if (!drained) await once(file.stream, 'drain');
  }

  async close(): Promise<void> {
    for (const { stream, pending } of this.#files.values()) {
      stream.end(pending);
      await once(stream, 'close');
    }
  }
}
