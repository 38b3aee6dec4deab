/** Who asks in the terminology benchmark: warms the gateway up, waits for the word, asks for some seconds, tells what came back. */
import { once } from 'node:events';
import { createRequire } from 'node:module';

export interface TerminologyLoad {
  base: string;
  token: string;
  seconds: number;
  connections: number;
  method: 'GET' | 'POST';
  requests: { path: string; body?: string }[];
}

export interface TerminologyLoadResult {
  requests: number;
  seconds: number;
  /** Answers other than 200, and requests without an answer. */
  failed: number;
  p50: number;
  p99: number;
}

interface Outcome {
  duration: number;
  '2xx': number;
  non2xx: number;
  errors: number;
  latency: { p50: number; p99: number };
}

const autocannon = createRequire(import.meta.url)('autocannon') as (options: unknown) => Promise<Outcome>;
const [load] = (await once(process, 'message')) as [TerminologyLoad];

const ask = (duration: number) =>
  autocannon({
    url: load.base,
    connections: load.connections,
    duration,
    requests: load.requests.map(({ path, body }) => ({
      method: load.method,
      path: new URL(load.base).pathname + path,
      headers: { authorization: `Bearer ${load.token}`, 'content-type': 'application/fhir+json' },
      ...(body && { body }),
    })),
  });

await ask(load.seconds);
process.send?.('warm');
await once(process, 'message');
const { duration, '2xx': answered, non2xx, errors, latency } = await ask(load.seconds);
const result: TerminologyLoadResult = {
  requests: answered,
  seconds: duration,
  failed: non2xx + errors,
  p50: latency.p50,
  p99: latency.p99,
};
process.send?.(result);
process.disconnect?.();
