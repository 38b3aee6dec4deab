import { createPrivateKey, hkdfSync, type KeyObject } from 'node:crypto';

/** PKCS #8 of an Ed25519 key up to its 32 bytes (RFC 8410 § 7). */
const PKCS8_PREFIX = Buffer.from('302e020100300506032b657004220420', 'hex');

/**
 * The Ed25519 key that signs checkpoints where the operator keeps none of its own (`SLUSS_AUDIT_KEY_FILE`): derived from the vault's master key, so that every gateway on
 * a database signs with the same.
 */
export function auditSigningKey(vaultKey: Buffer): KeyObject {
  const seed = Buffer.from(hkdfSync('sha256', vaultKey, 'sluss audit 1', 'checkpoint', 32));
  return createPrivateKey({ key: Buffer.concat([PKCS8_PREFIX, seed]), format: 'der', type: 'pkcs8' });
}
