/** Links to pages: opaque, sealed, and of use to one client only. */
import { SlussError } from '../errors/sluss-error.ts';
import type { VaultCrypto } from '../identity/vault-crypto.ts';

export interface Page {
  parameters: [string, string][];
  cursor?: string;
}

type Seal = Pick<VaultCrypto, 'encrypt' | 'decrypt'>;

export function sealPage(seal: Seal, client: string, type: string, page: Page): string {
  return seal.encrypt(JSON.stringify(page), context(client, type)).toString('base64url');
}

/** Throws `page-invalid` for what was not sealed for this client and type. */
export function openPage(seal: Seal, client: string, type: string, token: string): Page {
  try {
    return JSON.parse(seal.decrypt(Buffer.from(token, 'base64url'), context(client, type)).toString()) as Page;
  } catch (cause) {
    throw SlussError.of('page-invalid', {}, { cause });
  }
}

function context(client: string, type: string): string {
  return `search page ${type} ${client}`;
}
