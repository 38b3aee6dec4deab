import type { Command } from 'commander';
import { demoClientsPath, readDemoClients } from '../access/demo-clients.ts';
import { requestToken } from '../access/request-token.ts';
import { loadSettings } from '../config.ts';
import { explain } from './explain.ts';

/** `sluss token CLIENT`: an access token of a client of the demonstration, got the way that a real client gets it. */
export function register(program: Command): void {
  program
    .command('token')
    .description('print an access token for a client of the demonstration')
    .argument('<client>', 'id of the client')
    .option('--url <address>', 'address of the gateway (default: SLUSS_BASE_URL, or http://localhost:PORT/fhir)')
    .option('--scope <scopes>', 'scopes to ask for, such as "system/Encounter.rs" (default: all of the client)')
    .action(async (id: string, options: { url?: string; scope?: string }) => {
      try {
        console.log(await tokenOf(id, options));
      } catch (error) {
        console.error(explain(error));
        process.exitCode = 1;
      }
    });
}

async function tokenOf(id: string, { url, scope }: { url?: string; scope?: string }): Promise<string> {
  const settings = loadSettings();
  const clients = readDemoClients(settings.data);
  if (clients.length === 0) {
    throw new Error(
      `there is no demonstration in this data folder (${demoClientsPath(settings.data)}); run "npm run demo" first`,
    );
  }
  const client = clients.find((item) => item.id === id);
  if (!client)
    throw new Error(`the demonstration has no client ${id}; it has ${clients.map((item) => item.id).join(', ')}`);
  const baseUrl = (url ?? settings.baseUrl ?? `http://localhost:${settings.port}/fhir`).replace(/\/+$/, '');
  return requestToken({ clientId: client.id, privateJwk: client.privateJwk, baseUrl, ...(scope && { scope }) });
}
