import type { VaultCrypto } from '../identity/vault-crypto.ts';
import type { AliasKey, Uuid } from './types.ts';

/**
 * The key of a name in sluss.alias: the first 128 bits of a keyed hash, as a UUID. A vendor's own ids may hold a personnummer in
 * bad systems, so no name is stored as it is.
 */
export function aliasKey(crypto: VaultCrypto, vardgivare: string, type: string, key: AliasKey): Uuid {
  const hex = crypto.lookupHex('alias', vardgivare, type, key.kind, key.value);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20, 32)}`;
}

/** What ties the sealed name to its row. */
export function aliasContext(key: Uuid): string {
  return `sluss.alias ${key}`;
}
