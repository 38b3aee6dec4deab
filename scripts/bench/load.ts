/** The vendors of the benchmark, in a process of their own: makes the bundles first, then sends them as fast as the gateway takes them. */
import { Agent, request } from 'node:http';
import { readDemoClients } from '../../src/access/demo-clients.ts';
import { requestToken } from '../../src/access/request-token.ts';
import { syntheticBundles } from '../../src/synth/stream.ts';
import { joinBundles } from './join-bundles.ts';

export interface LoadOptions {
  baseUrl: string;
  dataFolder: string;
  /** Bundles that warm the gateway up, and those that are measured. */
  warmUp: number;
  bundles: number;
  concurrency: number;
  /** Contacts that a vendor sends in one bundle, at most. */
  contacts: number;
  seed: number;
}

export interface LoadResult {
  seconds: number;
  bundles: number;
  resources: number;
  bytes: number;
  statuses: Record<string, number>;
  /** Milliseconds from the last byte sent to the last byte received. */
  latency: { p50: number; p95: number; p99: number };
}

interface Ready {
  text: Buffer;
  client: string;
  resources: number;
}

const options = JSON.parse(process.argv[2] ?? '{}') as LoadOptions;
const clients = readDemoClients(options.dataFolder);
const bundles: Ready[] = [];
const population = syntheticBundles({ people: 1_000_000, seed: options.seed });
for (const { bundle, client } of joinBundles(population, options.contacts)) {
  bundles.push({ text: Buffer.from(JSON.stringify(bundle)), client, resources: bundle.entry?.length ?? 0 });
  if (bundles.length === options.warmUp + options.bundles) break;
}
const tokens = new Map<string, string>();
const renew = async () => {
  for (const { id, privateJwk } of clients) {
    tokens.set(id, await requestToken({ clientId: id, privateJwk, baseUrl: options.baseUrl }));
  }
};
await renew();
const renewal = setInterval(() => void renew(), 120_000);
const agent = new Agent({ keepAlive: true, maxSockets: options.concurrency });

await send(bundles.slice(0, options.warmUp));
// The measuring process takes its readings between the two lines.
process.send?.({ phase: 'warm' });
await new Promise((resolve) => process.once('message', resolve));
const result = await send(bundles.slice(options.warmUp));
clearInterval(renewal);
agent.destroy();
process.send?.({ phase: 'done', result });
process.disconnect?.();

async function send(items: Ready[]): Promise<LoadResult> {
  const queue = items.values();
  const statuses: Record<string, number> = {};
  const latencies: number[] = [];
  const worker = async () => {
    for (const item of queue) {
      const began = performance.now();
      const status = await post(item);
      latencies.push(performance.now() - began);
      statuses[status] = (statuses[status] ?? 0) + 1;
    }
  };
  const began = performance.now();
  await Promise.all(Array.from({ length: options.concurrency }, worker));
  const seconds = (performance.now() - began) / 1000;
  latencies.sort((a, b) => a - b);
  const quantile = (q: number) => Math.round((latencies[Math.floor(q * (latencies.length - 1))] ?? 0) * 10) / 10;
  return {
    seconds,
    bundles: items.length,
    resources: items.reduce((sum, { resources }) => sum + resources, 0),
    bytes: items.reduce((sum, { text }) => sum + text.length, 0),
    statuses,
    latency: { p50: quantile(0.5), p95: quantile(0.95), p99: quantile(0.99) },
  };
}

function post({ text, client }: Ready): Promise<number> {
  return new Promise((resolve, reject) => {
    const headers = {
      authorization: `Bearer ${tokens.get(client)}`,
      'content-type': 'application/fhir+json',
      'content-length': text.length,
    };
    const sent = request(options.baseUrl, { method: 'POST', agent, headers }, (response) => {
      response.resume();
      response.on('end', () => resolve(response.statusCode ?? 0));
      response.on('error', reject);
    });
    sent.on('error', reject);
    sent.end(text);
  });
}
