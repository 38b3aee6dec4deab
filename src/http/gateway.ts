/** A whole gateway in this process: server, application and everything below, started and stopped in order. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { accessTokens } from '../access/access-token.ts';
import { assertionVerifier } from '../access/assertion.ts';
import { endpointsOf } from '../access/endpoints.ts';
import type { Config } from '../config.ts';
import type { Text } from '../errors/definition.ts';
import { SlussError } from '../errors/sluss-error.ts';
import { PACKAGE_ROOT } from '../package-root.ts';
import { createApp } from './app.ts';
import { createLog } from './log.ts';
import { createMetrics, type Metrics } from './metrics.ts';
import { listen, type RunningServer } from './server.ts';
import type { Services } from './services.ts';
import { createWaitingApp } from './waiting-app.ts';

export interface Gateway {
  /** Address of the FHIR API, such as `http://localhost:8080/fhir`. */
  url: string;
  port: number;
  metrics: Metrics;
  services: Services;
  /** Finishes requests under way within `config.stopSeconds`, then closes everything. Twice is once. */
  close(): Promise<void>;
}

export interface GatewayOptions {
  /** Where log lines go; default standard error, as JSON. */
  log?: Logger;
  /** Told as soon as the port is open, before the gateway is ready. */
  onListening?: (url: string) => void;
  /** The clock of submissions, by default that of the machine. */
  now?: () => Date;
}

/**
 * Starts a gateway and resolves when it is ready. It listens first, so that probes are answered while the database starts.
 * Port 0 takes a free one. Rejects with a SlussError that says what is wrong (`listen-failed`, `database-…`, `embedded-…`, …) and
 * leaves nothing running.
 */
export async function startGateway(config: Config, options: GatewayOptions = {}): Promise<Gateway> {
  const log = options.log ?? createLog(config.logLevel);
  const metrics = createMetrics();
  const waiting = createWaitingApp(metrics, log);
  const server = await listenOrExplain(config, waiting);
  const url = config.baseUrl ?? `${config.tls ? 'https' : 'http'}://localhost:${server.port}/fhir`;
  options.onListening?.(url);

  let services: Services | undefined;
  try {
    const endpoints = endpointsOf(url);
    // The port is open before the larger part of the code is read.
    const { openServices } = await import('./services.ts');
    services = await openServices({ config, endpoints, metrics, log, now: options.now });
    const { tokenKey: key, tokenSeconds: seconds, clients } = config;
    const app = createApp({
      ...services.parts,
      config,
      version: packageVersion(),
      endpoints,
      tokens: await accessTokens({ key, base: url, seconds, clients }),
      verifyAssertion: assertionVerifier(clients, endpoints.token, services.repository.useOnce),
      metrics,
      log,
    });
    server.handle(app);
    metrics.ready(true);
    return { url, port: server.port, metrics, services, close: closer(server, services, waiting, metrics, config) };
  } catch (error) {
    await server.close(0);
    await services?.close();
    throw error;
  }
}

function closer(
  server: RunningServer,
  services: Services,
  waiting: Parameters<RunningServer['handle']>[0],
  metrics: Metrics,
  config: Config,
): () => Promise<void> {
  let closed: Promise<void> | undefined;
  const close = async () => {
    metrics.ready(false);
    server.handle(waiting);
    await server.close(config.stopSeconds);
    await services.close();
  };
  return () => {
    closed ??= close();
    return closed;
  };
}

async function listenOrExplain(config: Config, first: Parameters<typeof listen>[1]): Promise<RunningServer> {
  try {
    return await listen(config, first);
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? 'unknown';
    const reasons: Record<string, Text> = {
      EADDRINUSE: { en: 'another process has it', sv: 'en annan process har den' },
      EACCES: { en: 'it needs more rights', sv: 'det krävs högre behörighet' },
    };
    throw SlussError.of('listen-failed', { port: config.port, reason: reasons[code] ?? code }, { cause });
  }
}

function packageVersion(): string {
  return (JSON.parse(readFileSync(join(PACKAGE_ROOT, 'package.json'), 'utf8')) as { version: string }).version;
}
