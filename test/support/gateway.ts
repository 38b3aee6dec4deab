import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Response as SupertestResponse } from 'supertest';
import type { Settings } from '../../src/config/schema.ts';
import { loadConfig } from '../../src/config.ts';
import { type Gateway, startGateway } from '../../src/http/gateway.ts';
import { createLog } from '../../src/http/log.ts';
import { fetchToken, type TestClient } from './client.ts';
import { freshDatabase, type TestDatabase } from './database.ts';

/** A whole gateway on a database of its own, with everything it logs. */
export interface TestGateway {
  url: string;
  gateway: Gateway;
  database: TestDatabase;
  /** Log lines so far. */
  log: string[];
  /** A request as a client; the path begins after the base address. */
  as(
    client: TestClient,
  ): (method: string, path: string, body?: unknown, headers?: Record<string, string>) => Promise<Answer>;
  close(): Promise<void>;
}

export interface Answer {
  status: number;
  headers: Headers;
  body: SupertestResponse['body'];
  text: string;
}

/** Starts a gateway like `sluss serve` does, on a free port; `now` is the clock of its submissions. */
export async function startTestGateway(
  clients: TestClient[],
  settings: Partial<Settings> = {},
  now?: () => Date,
): Promise<TestGateway> {
  const database = await freshDatabase();
  const data = mkdtempSync(join(tmpdir(), 'sluss-gateway-'));
  const overrides = { port: 0, data, databaseUrl: database.url, ...settings };
  const config = loadConfig({}, { overrides, clients: clients.map((client) => client.registration) });
  const log: string[] = [];
  const gateway = await startGateway(config, {
    log: createLog('trace', { write: (line: string) => void log.push(line) }),
    ...(now && { now }),
  });
  const url = gateway.url;
  const tokens = new Map<TestClient, Promise<string>>();

  return {
    url,
    gateway,
    database,
    log,
    as:
      (client) =>
      async (method, path, body, headers = {}) => {
        if (!tokens.has(client)) tokens.set(client, fetchToken(client, url));
        const form = body instanceof URLSearchParams;
        const response = await fetch(path.startsWith('http') ? path : `${url}${path}`, {
          method,
          headers: {
            Authorization: `Bearer ${await tokens.get(client)}`,
            ...(body !== undefined && !form && { 'Content-Type': 'application/fhir+json' }),
            ...headers,
          },
          ...(body !== undefined && { body: typeof body === 'string' || form ? body : JSON.stringify(body) }),
        });
        return readAnswer(response);
      },
    async close() {
      await gateway.close();
      await database.close();
      rmSync(data, { recursive: true, force: true });
    },
  };
}

async function readAnswer(response: Response): Promise<Answer> {
  const text = await response.text();
  const json = response.headers.get('content-type')?.includes('json');
  return {
    status: response.status,
    headers: response.headers,
    body: json && text ? JSON.parse(text) : undefined,
    text,
  };
}
