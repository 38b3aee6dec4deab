/**
 * Measures SNOMED CT with a made-up release as large as the Swedish edition: its import, what it takes in the database, and questions over HTTP for each CPU second of
 * the gateway and of the gateway with its database.
 *
 *   npm run bench:snomed -- --concepts 350000 --seconds 3 --json
 *
 * In two parts on a database that is kept, and on a release that is there: --database URL --release FOLDER --part import, then --part questions.
 */
import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import pg from 'pg';
import { requestToken } from '../src/access/request-token.ts';
import { demoClients } from '../src/demo/clients.ts';
import { table } from '../src/demo/table.ts';
import { PACKAGE_ROOT } from '../src/package-root.ts';
import { SNOMED } from '../src/terminology/snomed/edition-uri.ts';
import { generateRelease } from '../test/support/snomed-release.ts';
import { cpuSeconds, memory, ownCpuSeconds, parentOf } from './bench/cpu.ts';
import { gatewayReady, startGateway, stopGateway } from './bench/gateway.ts';
import { benchDatabase, freePort } from './bench/postgres.ts';
import type { TerminologyLoad, TerminologyLoadResult } from './bench/terminology-load.ts';

interface Options {
  concepts: string;
  seconds: string;
  connections: string;
  release?: string;
  database?: string;
  part?: 'import' | 'questions';
  json?: boolean;
}

interface Figure extends TerminologyLoadResult {
  question: string;
  perCpuSecond: number;
  perCpuSecondOfBoth: number;
}

/** The same for every run, so that a database that is kept can be used again. */
const VAULT_KEY = Buffer.alloc(32, 7).toString('base64');
const SLUSS = join(PACKAGE_ROOT, 'src', 'sluss.js');

new Command('bench-snomed')
  .option('--concepts <number>', 'how many concepts are made up', '350000')
  .option('--seconds <number>', 'how long each question is asked', '3')
  .option('--connections <number>', 'questions under way at a time', '16')
  .option('--release <folder>', 'a release that is there')
  .option('--database <url>', 'a database that is kept')
  .option('--part <name>', 'import or questions')
  .option('--json', 'the figures as one JSON object, as the last line on standard output')
  .action(main)
  .parseAsync();

async function main(options: Options): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'sluss-bench-'));
  const own = options.database === undefined ? await benchDatabase() : undefined;
  const url = options.database ?? own?.url;
  if (url === undefined) throw new Error('give --database, or install PostgreSQL');
  try {
    const imported = options.part === 'questions' ? undefined : await measureImport(folder, url, options);
    const figures = options.part === 'import' ? [] : await measureQuestions(folder, url, options);
    if (options.json) console.log(JSON.stringify({ imported, figures }));
    if (figures.some(({ failed }) => failed > 0)) process.exitCode = 1;
  } finally {
    await own?.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measureImport(folder: string, url: string, { concepts, release }: Options) {
  const source = release ?? join(folder, 'release');
  if (release === undefined) generateRelease(source, Number(concepts));
  const began = performance.now();
  const child = spawn(
    process.execPath,
    [SLUSS, 'terminology', 'import', 'snomed-ct', source, '--edition', '20260531', '--data', folder, '--json'],
    { cwd: PACKAGE_ROOT, env: { ...process.env, DATABASE_URL: url }, stdio: ['ignore', 'pipe', 'inherit'] },
  );
  let text = '';
  let most = 0;
  child.stdout.on('data', (chunk) => {
    text += chunk;
  });
  const watch = setInterval(() => {
    most = Math.max(most, memory(child.pid!).most);
  }, 100);
  await once(child, 'close');
  clearInterval(watch);
  const seconds = (performance.now() - began) / 1000;
  const report = JSON.parse(text) as { descriptions: number; written: Record<string, number> };
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query<{ table: string; megabytes: number }>(
    `SELECT relname AS table, (pg_total_relation_size(c.oid) / 1048576.0)::float AS megabytes FROM pg_class c
     JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = 'snomed' AND c.relkind = 'r' AND c.relispartition ORDER BY 1`,
  );
  await client.end();
  console.log(
    `import: ${seconds.toFixed(1)} s, at most ${(most / 2 ** 20).toFixed(0)} MB in the importing process; ${JSON.stringify(report.written)}`,
  );
  console.log(rows.map(({ table: name, megabytes }) => `${name} ${megabytes.toFixed(0)} MB`).join(', '));
  return { seconds, mostMegabytes: most / 2 ** 20, written: report.written, tables: rows };
}

async function measureQuestions(folder: string, url: string, options: Options): Promise<Figure[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const questions = await questionsFor(client);
  const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
  const server = parentOf(rows[0]!.pid);
  await client.end();
  const [registered] = await demoClients(folder);
  const port = await freePort();
  const start = () => startGateway(folder, port, url, { SLUSS_TOKEN_SECONDS: '3600', SLUSS_VAULT_KEY: VAULT_KEY });
  // The first start makes caches that every later one finds, and takes more memory for it.
  const first = start();
  await gatewayReady(port, first);
  await stopGateway(first);
  const gateway = start();
  try {
    await gatewayReady(port, gateway);
    const ready = memory(gateway.pid!).now;
    const base = `http://localhost:${port}/fhir`;
    const token = await requestToken({
      clientId: registered!.id,
      privateJwk: registered!.privateJwk,
      baseUrl: base,
    });
    const figures: Figure[] = [];
    for (const [question, paths] of questions) {
      const load: TerminologyLoad = {
        method: 'GET',
        requests: paths.map((path) => ({ path })),
        base,
        token,
        seconds: Number(options.seconds),
        connections: question.includes('new') ? 1 : Number(options.connections),
      };
      figures.push(await measure(question, load, gateway, server));
    }
    console.log(
      `${cpus().length} cores, Node ${process.version}, ${options.connections} connections; gateway ${(ready / 2 ** 20).toFixed(0)} MB when ready, at most ${(memory(gateway.pid!).most / 2 ** 20).toFixed(0)} MB\n`,
    );
    console.log(
      table(
        ['question', 'requests/s', 'per CPU second', 'with the database', 'p50 ms', 'p99 ms', 'failed'],
        figures.map(({ question, requests, seconds, perCpuSecond, perCpuSecondOfBoth, p50, p99, failed }) => [
          question,
          (requests / seconds).toFixed(0),
          perCpuSecond.toFixed(0),
          perCpuSecondOfBoth.toFixed(0),
          p50.toFixed(1),
          p99.toFixed(1),
          String(failed),
        ]),
      ),
    );
    return figures;
  } finally {
    await stopGateway(gateway);
  }
}

/** Paths of each question: of a thousand codes, or of more than the gateway keeps, which one connection asks so that none is asked twice at a time. */
async function questionsFor(client: pg.Client): Promise<[question: string, paths: string[]][]> {
  const { rows } = await client.query<{ id: string; above: string; term: string }>(
    `SELECT id::text, ancestors[1 + (id % cardinality(ancestors))::integer]::text AS above, sv AS term FROM snomed.concept
     WHERE active AND cardinality(ancestors) > 0 AND sv IS NOT NULL ORDER BY md5(id::text) LIMIT 12000`,
  );
  const { rows: tops } = await client.query<{ id: string }>(
    `SELECT ancestor::text AS id FROM snomed.closure GROUP BY ancestor ORDER BY count(*) DESC LIMIT 20`,
  );
  const path = (operation: string, parameters: Record<string, string>) =>
    `${operation}?${new URLSearchParams(parameters)}`;
  const few = rows.slice(0, 1000);
  const top = (n: number) => tops[n % tops.length]!.id;
  const word = (term: string) => term.split(' ')[0]!;
  return [
    ['$validate-code', few.map(({ id }) => path('/CodeSystem/$validate-code', { url: SNOMED, code: id }))],
    [
      '$validate-code of new codes, 1 connection',
      rows.map(({ id }) => path('/CodeSystem/$validate-code', { url: SNOMED, code: id })),
    ],
    [
      'ValueSet/$validate-code, is-a',
      few.map(({ id }, n) =>
        path('/ValueSet/$validate-code', { url: `${SNOMED}?fhir_vs=isa/${top(n)}`, system: SNOMED, code: id }),
      ),
    ],
    ['$lookup', few.map(({ id }) => path('/CodeSystem/$lookup', { system: SNOMED, code: id }))],
    [
      '$subsumes',
      few.map(({ id, above }) => path('/CodeSystem/$subsumes', { system: SNOMED, codeA: above, codeB: id })),
    ],
    [
      '$expand is-a, 20 of up to 300,000',
      few.map((_, n) =>
        path('/ValueSet/$expand', {
          url: `${SNOMED}?fhir_vs=isa/${top(n)}`,
          count: '20',
          offset: String((n % 50) * 20),
        }),
      ),
    ],
    [
      '$expand is-a with a word, 20',
      few.map(({ term }, n) =>
        path('/ValueSet/$expand', { url: `${SNOMED}?fhir_vs=isa/${top(n)}`, filter: word(term), count: '20' }),
      ),
    ],
    [
      '$expand of all with a word, 20',
      few.map(({ term }) => path('/ValueSet/$expand', { url: `${SNOMED}?fhir_vs`, filter: word(term), count: '20' })),
    ],
  ];
}

/** Asks in a process of its own, which tells when the gateway is warm. */
async function measure(
  question: string,
  load: TerminologyLoad,
  gateway: ChildProcess,
  server: number | undefined,
): Promise<Figure> {
  const asking = fork(join(PACKAGE_ROOT, 'scripts', 'bench', 'terminology-load.ts'), [], { stdio: 'inherit' });
  asking.send(load);
  await once(asking, 'message');
  const used = () => [ownCpuSeconds(gateway.pid!), server === undefined ? 0 : cpuSeconds(server)] as const;
  const before = used();
  asking.send('go');
  const [result] = (await once(asking, 'message')) as [TerminologyLoadResult];
  const after = used();
  await once(asking, 'exit');
  const [own, database] = [after[0] - before[0], after[1] - before[1]];
  return {
    question,
    ...result,
    perCpuSecond: result.requests / own,
    perCpuSecondOfBoth: result.requests / (own + database),
  };
}
