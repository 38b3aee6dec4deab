import { createPrivateKey, hkdfSync, type KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { SlussError } from '../errors/sluss-error.ts';

/** PKCS #8 of an Ed25519 key up to its 32 bytes (RFC 8410 § 7). */
const PKCS8_PREFIX = Buffer.from('302e020100300506032b657004220420', 'hex');

/**
 * The Ed25519 key that signs checkpoints: read from a PEM file when the operator keeps one, else derived from the vault's master key,
 * so that every gateway on a database signs with the same.
 * @throws SlussError audit-key-unusable
 */
export function auditSigningKey(vaultKey: Buffer, file?: string): KeyObject {
  if (file === undefined) {
    const seed = Buffer.from(hkdfSync('sha256', vaultKey, 'sluss audit 1', 'checkpoint', 32));
    return createPrivateKey({ key: Buffer.concat([PKCS8_PREFIX, seed]), format: 'der', type: 'pkcs8' });
  }
  try {
    const key = createPrivateKey(readFileSync(file));
    if (key.asymmetricKeyType !== 'ed25519') throw new Error('not an Ed25519 key');
    return key;
  } catch (cause) {
    throw SlussError.of('audit-key-unusable', { file }, { cause });
  }
}
