import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { exportJWK, generateKeyPair } from 'jose';
import { type DemoClient, demoClientsPath, readDemoClients } from '../access/demo-clients.ts';
import { vardgivareOf } from '../synth/organisations.ts';
import { CLIENT_OF, VENDORS } from '../synth/stream.ts';

const NAMES = {
  cosmic: 'EHR after the pattern of Cosmic (demonstration)',
  takecare: 'EHR after the pattern of TakeCare (demonstration)',
  millennium: 'EHR after the pattern of Millennium (demonstration)',
  kommun: 'Home care system of six kommuner (demonstration)',
};

/**
 * The demonstration's clients in the data folder, made with fresh keys on the first run. What they may do follows the population,
 * so a newer version's clients keep their keys and get its vårdgivare.
 */
export async function demoClients(dataFolder: string): Promise<DemoClient[]> {
  const known = new Map(readDemoClients(dataFolder).map((client) => [client.id, client]));
  const clients = await Promise.all(
    VENDORS.map(async (vendor): Promise<DemoClient> => {
      const id = CLIENT_OF[vendor];
      const { privateJwk, publicJwk } = known.get(id) ?? (await keyPair(id));
      const vardgivare = vardgivareOf(vendor).map(({ organisationsnummer }) => organisationsnummer);
      return { id, name: NAMES[vendor], vardgivare, scopes: ['system/*.cruds'], privateJwk, publicJwk };
    }),
  );
  const path = demoClientsPath(dataFolder);
  // A second demonstration, perhaps root's, leaves the file to its owner.
  if (isDeepStrictEqual(clients, [...known.values()])) return clients;
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  writeFileSync(`${path}.new`, `${JSON.stringify(clients, null, 2)}\n`, { mode: 0o600 });
  renameSync(`${path}.new`, path);
  return clients;
}

async function keyPair(id: string): Promise<Pick<DemoClient, 'privateJwk' | 'publicJwk'>> {
  const { privateKey, publicKey } = await generateKeyPair('ES384', { extractable: true });
  const about = { kid: `${id}-1`, alg: 'ES384', use: 'sig' };
  return {
    privateJwk: { ...(await exportJWK(privateKey)), ...about },
    publicJwk: { ...(await exportJWK(publicKey)), ...about },
  };
}
