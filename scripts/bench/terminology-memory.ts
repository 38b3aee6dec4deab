/** What editions occupy: run with --expose-gc and the folder of imported editions, tells its readings as one line of JSON. */
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { PACKAGE_ROOT } from '../../src/package-root.ts';
import { createTerminology } from '../../src/terminology/service.ts';
import { textIndexOf } from '../../src/terminology/text-index.ts';

export interface MemoryReading {
  step: string;
  /** Bytes that live objects and buffers occupy after collection, and that the process has. */
  live: number;
  rss: number;
}

export interface MemoryReport {
  readings: MemoryReading[];
  editions: { url: string; concepts: number }[];
}

const readings: MemoryReading[] = [];

async function read(step: string): Promise<void> {
  // Twice, with a turn of the loop between: what the first leaves to finalizers is gone after the second.
  for (let round = 0; round < 2; round++) {
    globalThis.gc?.({ type: 'major', execution: 'sync', flavor: 'last-resort' });
    await sleep(50);
  }
  const { heapUsed, external, rss } = process.memoryUsage();
  readings.push({ step, live: heapUsed + external, rss });
}

const [folder] = process.argv.slice(2);
const terminology = createTerminology({ folders: [join(PACKAGE_ROOT, 'terminology')], editions: folder! });
await read('the service without editions');
const editions = terminology
  .systems()
  .flatMap((url) => terminology.editionsOf(url))
  .filter(({ from }) => from !== undefined);
for (const { concepts } of editions) concepts.indexOf('');
await read('editions read');
for (const { concepts } of editions) concepts.children(0);
await read('and their children asked for');
for (const { concepts } of editions) textIndexOf(concepts);
await read('and their texts searched');
const report: MemoryReport = {
  readings,
  editions: editions.map(({ url, concepts }) => ({ url, concepts: concepts.size })),
};
console.log(JSON.stringify(report));
