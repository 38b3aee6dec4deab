/**
 * Posts every JSON file of a folder as a vendor would, and reports. A Bundle goes as it is; any other resource is wrapped in a transaction with a
 * Provenance that names the vårdgivare; what is not JSON goes as it is too.
 *
 *   npm run post -- --client cosmic-demo FOLDER
 *
 * Ends with 1 when an answer is a 5xx or none, or when a rejection does not say where the fault is.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { Bundle, OperationOutcome, OperationOutcomeIssue, Resource, Task } from '@medplum/fhirtypes';
import { Command } from 'commander';
import { readDemoClients } from '../src/access/demo-clients.ts';
import { wholeNumber } from '../src/commands/whole-number.ts';
import { loadSettings } from '../src/config.ts';
import { table } from '../src/demo/table.ts';
import { type Answer, VendorClient } from '../src/demo/vendor-client.ts';

interface Options {
  url?: string;
  client: string;
  vardgivare?: string;
  concurrency: number;
  attempts: number;
  verbose?: boolean;
  json?: boolean;
}

interface Posted {
  file: string;
  status: number | 'no answer';
  verdict: 'taken' | 'rejected' | 'failed';
  /** Errors of a rejection. */
  errors: OperationOutcomeIssue[];
  located: boolean;
  detail: string;
}

const program = new Command('post-folder')
  .description('post every JSON file of a folder and report')
  .argument('<folder>')
  .option('--url <address>', 'address of the gateway (default: SLUSS_BASE_URL, or http://localhost:PORT/fhir)')
  .option('--client <id>', 'a client of the demonstration in the data folder (SLUSS_DATA)', 'cosmic-demo')
  .option('--vardgivare <number>', 'organisationsnummer to send for (default: the first of the client)')
  .option('--concurrency <number>', 'files under way at a time', wholeNumber, 4)
  .option('--attempts <number>', 'how often a file is sent before no answer is its answer', wholeNumber, 8)
  .option('--verbose', 'a line for every file')
  .option('--json', 'the report as one JSON line on standard output')
  .action(main);

async function main(folder: string, options: Options): Promise<void> {
  const { data, baseUrl, port } = loadSettings();
  const known = readDemoClients(data).find(({ id }) => id === options.client);
  if (!known) {
    throw new Error(`the data folder ${data} has no client ${options.client}; run "npm run demo" there first`);
  }
  const client = new VendorClient({
    baseUrl: options.url ?? baseUrl ?? `http://localhost:${port}/fhir`,
    clientId: known.id,
    privateJwk: known.privateJwk,
    attempts: Math.max(1, options.attempts),
  });
  const vardgivare = options.vardgivare ?? known.vardgivare[0]!;
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.json'))
    .sort()
    .values();
  const posted: Posted[] = [];
  const worker = async () => {
    for (const name of files) {
      const result = await post(client, join(folder, name), relative(folder, join(folder, name)), vardgivare);
      posted.push(result);
      if (options.verbose)
        console.error(`${result.status} ${result.verdict.padEnd(8)} ${result.file}: ${result.detail}`);
    }
  };
  await Promise.all(Array.from({ length: Math.max(1, options.concurrency) }, worker));
  report(posted, options.json ?? false);
}

async function post(client: VendorClient, path: string, file: string, vardgivare: string): Promise<Posted> {
  try {
    const answer = await client.submit(asVendor(readFileSync(path, 'utf8'), vardgivare));
    return judge(file, answer);
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    return { file, status: 'no answer', verdict: 'failed', errors: [], located: false, detail };
  }
}

/** What is sent for a file. Text that is not a JSON object is sent as it is, so that the gateway must say so. */
function asVendor(text: string, vardgivare: string): string {
  let resource: Resource;
  try {
    resource = JSON.parse(text) as Resource;
  } catch {
    return text;
  }
  if (resource === null || typeof resource !== 'object' || resource.resourceType === 'Bundle') return text;
  const type = String(resource.resourceType ?? 'Basic');
  const bundle: Bundle = {
    resourceType: 'Bundle',
    type: 'transaction',
    entry: [
      {
        fullUrl: SELF,
        resource: {
          resourceType: 'Provenance',
          target: [{ reference: RESOURCE }],
          recorded: new Date().toISOString(),
          agent: [
            {
              type: {
                coding: [
                  { system: 'http://terminology.hl7.org/CodeSystem/provenance-participant-type', code: 'custodian' },
                ],
              },
              who: { identifier: { system: 'urn:oid:2.5.4.97', value: vardgivare } },
            },
          ],
        },
        request: { method: 'POST', url: 'Provenance' },
      },
    ],
  };
  // The file's own text stays as it is: parsing and writing it again would mend duplicate keys and the like.
  const head = JSON.stringify(bundle).slice(0, -2);
  const request = JSON.stringify({ method: 'POST', url: type });
  return `${head},{"fullUrl":"${RESOURCE}","resource":${text.trim()},"request":${request}}]}`;
}

const SELF = 'urn:uuid:5f0c3f7e-52f1-4a0e-9d1c-0d6f9a3c1b01';
const RESOURCE = 'urn:uuid:5f0c3f7e-52f1-4a0e-9d1c-0d6f9a3c1b02';

function judge(file: string, { status, body }: Answer): Posted {
  const outcomes = outcomesOf(body);
  const errors = outcomes
    .flatMap(({ issue }) => issue ?? [])
    .filter(({ severity }) => severity === 'error' || severity === 'fatal');
  const failed = status >= 500 || body === undefined;
  const verdict = failed ? 'failed' : status >= 400 || errors.length > 0 ? 'rejected' : 'taken';
  // Whole-input faults, such as "not a Bundle", are about the root: they need a position or an expression too.
  const located = verdict !== 'rejected' || (errors.length > 0 && errors.every(isLocated));
  const [first] = errors;
  const place = first?.expression?.[0] ?? '';
  const detail = first
    ? `${first.details?.coding?.[0]?.code ?? first.code} ${place}${line(first)}: ${first.details?.text ?? ''}`
    : '';
  return { file, status, verdict, errors, located, detail };
}

function outcomesOf(body: Resource | undefined): OperationOutcome[] {
  if (body?.resourceType === 'OperationOutcome') return [body];
  if (body?.resourceType !== 'Bundle') return [];
  return (body.entry ?? []).flatMap(({ response, resource }) => {
    const inEntry = response?.outcome?.resourceType === 'OperationOutcome' ? [response.outcome] : [];
    const inReceipt = resource?.resourceType === 'Task' ? containedOutcomes(resource) : [];
    return [...inEntry, ...inReceipt];
  });
}

function containedOutcomes({ contained }: Task): OperationOutcome[] {
  return (contained ?? []).filter((item): item is OperationOutcome => item.resourceType === 'OperationOutcome');
}

const POSITION = /operationoutcome-issue-line$/;

function isLocated({ expression, extension }: OperationOutcomeIssue): boolean {
  return Boolean(expression?.[0]) || Boolean(extension?.some(({ url }) => POSITION.test(url)));
}

function line({ extension }: OperationOutcomeIssue): string {
  const position = extension?.find(({ url }) => POSITION.test(url))?.valueInteger;
  return position === undefined ? '' : ` (line ${position})`;
}

function report(posted: Posted[], json: boolean): void {
  const by = (key: (item: Posted) => string) => {
    const counts = new Map<string, number>();
    for (const item of posted) counts.set(key(item), (counts.get(key(item)) ?? 0) + 1);
    return [...counts].sort(([a], [b]) => a.localeCompare(b));
  };
  const failed = posted.filter(({ verdict }) => verdict === 'failed');
  const unlocated = posted.filter(({ located }) => !located);
  const codes = new Map<string, number>();
  for (const { errors } of posted) {
    for (const code of new Set(errors.map(({ details, code }) => details?.coding?.[0]?.code ?? code ?? ''))) {
      codes.set(code, (codes.get(code) ?? 0) + 1);
    }
  }
  console.error(
    table(
      ['status', 'files'],
      by(({ status }) => String(status)),
    ),
  );
  console.error(
    `\n${table(
      ['verdict', 'files'],
      by(({ verdict }) => verdict),
    )}`,
  );
  const topCodes = [...codes].sort(([, a], [, b]) => b - a).slice(0, 20);
  if (topCodes.length > 0) console.error(`\n${table(['error code', 'files'], topCodes)}`);
  for (const { file, status, detail } of failed) console.error(`FAILED ${status} ${file}: ${detail}`);
  for (const { file, status, detail } of unlocated) console.error(`NO PLACE ${status} ${file}: ${detail}`);
  console.error(`\n${posted.length} files: ${failed.length} failed, ${unlocated.length} rejected without a place.`);
  if (json) {
    console.log(
      JSON.stringify({
        files: posted.length,
        statuses: Object.fromEntries(by(({ status }) => String(status))),
        verdicts: Object.fromEntries(by(({ verdict }) => verdict)),
        failed: failed.map(({ file }) => file),
        unlocated: unlocated.map(({ file }) => file),
      }),
    );
  }
  if (failed.length > 0 || unlocated.length > 0) process.exitCode = 1;
}

try {
  await program.parseAsync();
} catch (error) {
  console.error(`post-folder: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}
