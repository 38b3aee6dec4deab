/**
 * Measures ingest from the outside: a gateway process, a PostgreSQL server and a process of vendors on one machine. What counts is resources that have
 * been validated, mapped, audited and committed, for each second of CPU that gateway and database used together.
 *
 *   npm run bench -- --bundles 3000 --contacts 10 --json
 *
 * The database is that of TEST_DATABASE_URL or DATABASE_URL (an empty one is made there), else a server started from installed binaries, else the embedded one.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { demoClients } from '../src/demo/clients.ts';
import { type StepShare, stepSharesOf } from '../src/demo/steps.ts';
import { table } from '../src/demo/table.ts';
import { PACKAGE_ROOT } from '../src/package-root.ts';
import { cpuSeconds, memory } from './bench/cpu.ts';
import { gatewayReady, startGateway, stopGateway } from './bench/gateway.ts';
import type { LoadOptions, LoadResult } from './bench/load.ts';
import { type BenchDatabase, benchDatabase, freePort } from './bench/postgres.ts';

interface Options {
  bundles: string;
  warmUp: string;
  concurrency: string;
  contacts: string;
  seed: string;
  json?: boolean;
}

interface Reading {
  gateway: number;
  database: number;
  steps: StepShare[];
}

interface Report extends LoadResult {
  database: string;
  cores: number;
  bundlesPerSecond: number;
  resourcesPerSecond: number;
  /** Of gateway and database together, each alone, in CPU seconds. */
  cpu: { gateway: number; database: number };
  resourcesPerCpuSecond: number;
  gatewayMegabytes: { now: number; most: number };
  steps: StepShare[];
}

const program = new Command('bench')
  .option('--bundles <number>', 'bundles that are measured', '3000')
  .option(
    '--warm-up <number>',
    'bundles before, so that code is compiled as in a gateway that has run for a while',
    '5000',
  )
  .option('--concurrency <number>', 'bundles under way at a time, as with several vendors', String(16 * cpus().length))
  .option('--contacts <number>', 'contacts that a vendor sends in one bundle, at most', '1')
  .option('--seed <number>', 'chooses the population', '1')
  .option('--json', 'the figures as one JSON object, as the last line on standard output')
  .action(main);

async function main(options: Options): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'sluss-bench-'));
  const database = await benchDatabase();
  let gateway: ChildProcess | undefined;
  try {
    await demoClients(folder);
    const port = await freePort();
    gateway = startGateway(folder, port, database?.url, {
      SLUSS_LOG_LEVEL: process.env.SLUSS_LOG_LEVEL ?? 'error',
    });
    const baseUrl = `http://localhost:${port}/fhir`;
    await gatewayReady(port, gateway);
    const load: LoadOptions = {
      baseUrl,
      dataFolder: folder,
      warmUp: Number(options.warmUp),
      bundles: Number(options.bundles),
      concurrency: Number(options.concurrency),
      contacts: Number(options.contacts),
      seed: Number(options.seed),
    };
    const report = await measure(load, port, gateway.pid!, database);
    console.log(text(report));
    if (options.json) console.log(JSON.stringify(report));
    if (Object.keys(report.statuses).some((status) => Number(status) >= 500)) process.exitCode = 1;
  } finally {
    await stopGateway(gateway);
    await database?.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measure(
  load: LoadOptions,
  port: number,
  gatewayPid: number,
  database: BenchDatabase | undefined,
): Promise<Report> {
  const vendors = fork(join(PACKAGE_ROOT, 'scripts', 'bench', 'load.ts'), [JSON.stringify(load)]);
  const failed = once(vendors, 'exit').then(([code]) => {
    throw new Error(`the vendors' process ended early (${code})`);
  });
  failed.catch(() => {});
  const told = async <T>() => (await Promise.race([once(vendors, 'message'), failed]))[0] as T;
  await told();
  const before = await reading(port, gatewayPid, database);
  vendors.send('go');
  const { result } = await told<{ result: LoadResult }>();
  const after = await reading(port, gatewayPid, database);
  const cpu = { gateway: after.gateway - before.gateway, database: after.database - before.database };
  const { now, most } = memory(gatewayPid);
  return {
    ...result,
    database: database ? `PostgreSQL ${database.version}` : 'embedded PostgreSQL',
    cores: cpus().length,
    bundlesPerSecond: result.bundles / result.seconds,
    resourcesPerSecond: result.resources / result.seconds,
    cpu,
    resourcesPerCpuSecond: result.resources / (cpu.gateway + cpu.database),
    gatewayMegabytes: { now: Math.round(now / 1048576), most: Math.round(most / 1048576) },
    steps: difference(before.steps, after.steps),
  };
}

async function reading(port: number, gatewayPid: number, database: BenchDatabase | undefined): Promise<Reading> {
  const metrics = await (await fetch(`http://localhost:${port}/metrics`)).text();
  // The embedded server is a child of the gateway and counted with it.
  return {
    gateway: cpuSeconds(gatewayPid),
    database: database?.pid === undefined ? 0 : cpuSeconds(database.pid),
    steps: stepSharesOf(metrics),
  };
}

function difference(before: StepShare[], after: StepShare[]): StepShare[] {
  const earlier = new Map(before.map(({ step, seconds }) => [step, seconds]));
  const steps = after.map(({ step, seconds }) => ({ step, seconds: seconds - (earlier.get(step) ?? 0) }));
  const total = steps.reduce((sum, { seconds }) => sum + seconds, 0);
  return steps.map((one) => ({ ...one, share: one.seconds / total })).sort((a, b) => b.seconds - a.seconds);
}

function text(report: Report): string {
  const { cpu, latency } = report;
  const number = (value: number, digits = 0) => value.toLocaleString('en', { maximumFractionDigits: digits });
  const perBundle = (seconds: number) => `${number((seconds * 1000) / report.bundles, 2)} ms`;
  return [
    `${report.bundles} bundles, ${report.resources} resources, ${number(report.bytes / 1048576, 1)} MB in ${number(report.seconds, 1)} s ` +
      `on ${report.database}, ${report.cores} cores, vendors on the same machine; answers ${JSON.stringify(report.statuses)}`,
    `${number(report.bundlesPerSecond)} bundles/s, ${number(report.resourcesPerSecond)} resources/s; ` +
      `p50 ${latency.p50} ms, p95 ${latency.p95} ms, p99 ${latency.p99} ms`,
    `${number(report.resourcesPerCpuSecond)} resources per core-second ` +
      `(gateway ${number(cpu.gateway, 1)} s of CPU, database ${number(cpu.database, 1)} s); gateway ${report.gatewayMegabytes.now} MB, at most ${report.gatewayMegabytes.most} MB`,
    '',
    table(
      ['step', 'share', 'a bundle'],
      report.steps.map(({ step, seconds, share }) => [step, `${number(share * 100, 1)} %`, perBundle(seconds)]),
    ),
  ].join('\n');
}

try {
  await program.parseAsync();
} catch (error) {
  console.error(`bench: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}
