/** The clients of the demonstration: made by it in the data folder, with their private keys, and never used in production. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { JWK } from 'jose';
import type { Client } from './client.ts';

export interface DemoClient {
  id: string;
  name: string;
  vardgivare: string[];
  scopes: string[];
  privateJwk: JWK;
  publicJwk: JWK;
}

/** Where the demonstration keeps its clients. */
export function demoClientsPath(dataFolder: string): string {
  return join(dataFolder, 'demo', 'clients.json');
}

/** The clients that a demonstration left in the data folder; none when there was none. */
export function readDemoClients(dataFolder: string): DemoClient[] {
  try {
    return JSON.parse(readFileSync(demoClientsPath(dataFolder), 'utf8')) as DemoClient[];
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

/** What the gateway registers of a demonstration's client: its public key. */
export function toClient({ id, name, vardgivare, scopes, publicJwk }: DemoClient): Client {
  return { id, name, vardgivare, scopes, jwks: { keys: [publicJwk] } };
}
