/**
 * Measures terminology over HTTP from the outside: a gateway process with an imported ICD-10-SE, and a process that asks it. What counts is requests for each
 * CPU second of the gateway, its database aside.
 *
 *   npm run bench:terminology -- --seconds 10 --connections 16 --json
 *
 * The edition is that of a release's folder (`--release`, by default the 2021 release beside the project), else one of 39,000 made-up codes.
 *
 *   npm run bench:terminology -- --memory
 *
 * measures instead what ICD-10-SE, KVÅ (the releases beside it) and a made-up ATC of 16,000 codes occupy in a process that holds all of them.
 */
import { type ChildProcess, execFileSync, fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Command } from 'commander';
import { requestToken } from '../src/access/request-token.ts';
import { demoClients } from '../src/demo/clients.ts';
import { table } from '../src/demo/table.ts';
import { PACKAGE_ROOT } from '../src/package-root.ts';
import { listEditions, openEdition, writeEdition } from '../src/terminology/edition-files.ts';
import { importRelease } from '../src/terminology/import/import-release.ts';
import { writeAtcRelease } from './bench/atc-release.ts';
import { ownCpuSeconds } from './bench/cpu.ts';
import { gatewayReady, startGateway, stopGateway } from './bench/gateway.ts';
import { benchDatabase, freePort } from './bench/postgres.ts';
import type { TerminologyLoad, TerminologyLoadResult } from './bench/terminology-load.ts';
import type { MemoryReport } from './bench/terminology-memory.ts';

interface Options {
  seconds: string;
  connections: string;
  release: string;
  memory?: boolean;
  json?: boolean;
}

interface Figure extends TerminologyLoadResult {
  question: string;
  perSecond: number;
  perCpuSecond: number;
}

const SYSTEM = 'http://hl7.org/fhir/sid/icd-10-se';
const VALUE_SET = 'https://sluss.se/fhir/ValueSet/icd-10-se';

new Command('bench-terminology')
  .option('--seconds <number>', 'how long each question is asked', '10')
  .option('--connections <number>', 'questions under way at a time', '16')
  .option('--release <folder>', 'ICD-10-SE release', '../shared/terminology-releases/icd-10-se-2021-text')
  .option('--memory', 'measure memory instead')
  .option('--json', 'the figures as one JSON object, as the last line on standard output')
  .action(main)
  .parseAsync();

async function main(options: Options): Promise<void> {
  if (options.memory) measureMemory(options);
  else await measureRequests(options);
}

async function measureRequests(options: Options): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'sluss-bench-'));
  const database = await benchDatabase();
  let gateway: ChildProcess | undefined;
  try {
    const codes = codesOf(join(folder, 'terminology'), options.release);
    const [client] = await demoClients(folder);
    const port = await freePort();
    gateway = startGateway(folder, port, database?.url, { SLUSS_TOKEN_SECONDS: '3600' });
    await gatewayReady(port, gateway);
    const base = `http://localhost:${port}/fhir`;
    const token = await requestToken({ clientId: client!.id, privateJwk: client!.privateJwk, baseUrl: base });
    const figures: Figure[] = [];
    for (const [question, load] of questions(codes)) {
      const full = { ...load, base, token, seconds: Number(options.seconds), connections: Number(options.connections) };
      figures.push(await measure(question, full, gateway.pid!));
    }
    report(figures, codes.length, options);
  } finally {
    await stopGateway(gateway);
    await database?.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** In a process of its own, to which nothing of the import clings. */
function measureMemory({ release, json }: Options): void {
  const folder = mkdtempSync(join(tmpdir(), 'sluss-bench-'));
  try {
    const editions = join(folder, 'terminology');
    codesOf(editions, release);
    const kva = ['kma-2021-text', 'kka-2021-text'].map((name) => join(dirname(release), name));
    if (kva.every(existsSync)) importRelease({ format: 'kva', paths: kva, edition: '2021', folder: editions });
    importRelease({ format: 'atc', paths: [writeAtcRelease(folder, 16_000)], edition: '2026', folder: editions });
    const script = join(PACKAGE_ROOT, 'scripts', 'bench', 'terminology-memory.ts');
    const text = execFileSync(process.execPath, ['--expose-gc', script, editions], { encoding: 'utf8' });
    const report = JSON.parse(text) as MemoryReport;
    const [base] = report.readings;
    const megabytes = (bytes: number) => (bytes / 2 ** 20).toFixed(1);
    const concepts = report.editions.map(({ url, concepts: count }) => `${url} ${count}`).join(', ');
    console.log(`${concepts}; Node ${process.version}\n`);
    console.log(
      table(
        ['', 'live MB', 'RSS MB', 'live MB more', 'RSS MB more'],
        report.readings.map(({ step, live, rss }) => [
          step,
          ...[live, rss, live - base!.live, rss - base!.rss].map(megabytes),
        ]),
      ),
    );
    if (json) console.log(JSON.stringify(report));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Imports the edition, and gives its codes without the headings. */
function codesOf(folder: string, release: string): string[] {
  if (existsSync(release)) importRelease({ format: 'icd-10-se', paths: [release], edition: '2021', folder });
  else {
    const from = '2021-01-01';
    const concepts = Array.from({ length: 39_000 }, (_, n) => {
      const code = `${String.fromCharCode(65 + Math.floor(n / 10_000))}${String(n % 10_000).padStart(4, '0')}`;
      return { code, display: `Tillstånd ${n}` };
    });
    writeEdition(
      folder,
      { name: 'icd-10-se', url: SYSTEM, version: '2021', title: 'ICD-10-SE', from, source: [], imported: from },
      concepts,
    );
  }
  const { concepts } = openEdition(folder, listEditions(folder)[0]!);
  return Array.from({ length: concepts.size }, (_, n) => n)
    .filter((n) => !concepts.isHeading(n))
    .map((n) => concepts.code(n));
}

type Questions = [question: string, load: Pick<TerminologyLoad, 'method' | 'requests'>][];

/** A thousand different codes each, in no order of the classification. */
function questions(codes: string[]): Questions {
  const some = Array.from({ length: 1000 }, (_, n) => codes[(n * 7919) % codes.length]!);
  const get = (path: string, parameters: (code: string) => Record<string, string>) => ({
    method: 'GET' as const,
    requests: some.map((code) => ({ path: `${path}?${new URLSearchParams(parameters(code))}` })),
  });
  return [
    [
      'CodeSystem/$validate-code',
      get('/CodeSystem/$validate-code', (code) => ({ url: SYSTEM, code, date: '2026-10-01' })),
    ],
    ['ValueSet/$validate-code', get('/ValueSet/$validate-code', (code) => ({ url: VALUE_SET, system: SYSTEM, code }))],
    [
      'ValueSet/$validate-code, POST',
      {
        method: 'POST',
        requests: some.map((code) => ({
          path: '/ValueSet/$validate-code',
          body: JSON.stringify({
            resourceType: 'Parameters',
            parameter: [
              { name: 'url', valueUri: VALUE_SET },
              { name: 'coding', valueCoding: { system: SYSTEM, code } },
            ],
          }),
        })),
      },
    ],
    ['CodeSystem/$lookup', get('/CodeSystem/$lookup', (code) => ({ system: SYSTEM, code }))],
    [
      'ValueSet/$expand, filter and 10 codes',
      get('/ValueSet/$expand', (code) => ({ url: VALUE_SET, filter: code.slice(0, 3), count: '10' })),
    ],
  ];
}

/** Asks in a process of its own, which tells when the gateway is warm. */
async function measure(question: string, load: TerminologyLoad, gateway: number): Promise<Figure> {
  const asking = fork(join(PACKAGE_ROOT, 'scripts', 'bench', 'terminology-load.ts'), [], { stdio: 'inherit' });
  asking.send(load);
  await once(asking, 'message');
  const before = ownCpuSeconds(gateway);
  asking.send('go');
  const [result] = (await once(asking, 'message')) as [TerminologyLoadResult];
  const cpu = ownCpuSeconds(gateway) - before;
  await once(asking, 'exit');
  return { question, ...result, perSecond: result.requests / result.seconds, perCpuSecond: result.requests / cpu };
}

function report(figures: Figure[], codes: number, options: Options): void {
  console.log(`${codes} codes, ${cpus().length} cores, Node ${process.version}, ${options.connections} connections\n`);
  console.log(
    table(
      ['question', 'requests/s', 'per CPU second', 'p50 ms', 'p99 ms', 'failed'],
      figures.map(({ question, perSecond, perCpuSecond, p50, p99, failed }) => [
        question,
        perSecond.toFixed(0),
        perCpuSecond.toFixed(0),
        p50.toFixed(1),
        p99.toFixed(1),
        String(failed),
      ]),
    ),
  );
  if (options.json) console.log(JSON.stringify({ codes, figures }));
  if (figures.some(({ failed }) => failed > 0)) process.exitCode = 1;
}
