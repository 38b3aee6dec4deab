/** The secrets of a gateway: the vault key, and the keys that sign access tokens and the audit log. */
import { createECDH, createPrivateKey, createPublicKey, hkdfSync, type KeyObject, randomBytes } from 'node:crypto';
import { lstatSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { JWK } from 'jose';
import { SlussError } from '../errors/sluss-error.ts';
import { madeOnce } from '../made-once.ts';

/** Order of the curve P-256 (SEC 2, 2.4.2). */
const P256_ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

/** Reads 32 bytes from base64 (or base64url). Undefined when it is anything else. */
export function parseVaultKey(text: string): Buffer | undefined {
  const trimmed = text.trim();
  if (!/^[A-Za-z0-9+/_-]{43}=?$/.test(trimmed)) return undefined;
  const key = Buffer.from(trimmed, 'base64');
  return key.length === 32 ? key : undefined;
}

/**
 * The vault key of a data folder outside production: made once, readable by its owner only.
 * Two processes that start at once on one folder agree.
 * With `existing` it must be there. Throws `data-folder-without`.
 */
export function vaultKeyOfFolder(dataFolder: string, existing = false): Buffer {
  const path = join(dataFolder, 'keys', 'vault.key');
  if (existing && !isThere(path))
    throw SlussError.of('data-folder-without', { folder: dataFolder, part: { en: 'vault key', sv: 'valvnyckel' } });
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const key = parseVaultKey(madeOnce(path, () => `${randomBytes(32).toString('base64')}\n`));
  if (!key) throw new Error(`${path} does not hold 32 bytes in base64`);
  return key;
}

/** A folder that may not be looked into is not an empty one: reading tells. */
function isThere(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch {
    return true;
  }
}

/**
 * The signing key that belongs to a vault key, so that every process of one gateway signs alike and there is one secret to keep
 * (FIPS 186-5, A.2.1: 64 bits more than the order, reduced).
 */
export function deriveTokenKey(vaultKey: Buffer): JWK {
  const bits = Buffer.from(hkdfSync('sha256', vaultKey, '', 'sluss access token ES256', 40));
  const d = (BigInt(`0x${bits.toString('hex')}`) % (P256_ORDER - 1n)) + 1n;
  const scalar = Buffer.from(d.toString(16).padStart(64, '0'), 'hex');
  const ecdh = createECDH('prime256v1');
  ecdh.setPrivateKey(scalar);
  const point = ecdh.getPublicKey();
  return {
    kty: 'EC',
    crv: 'P-256',
    d: scalar.toString('base64url'),
    x: point.subarray(1, 33).toString('base64url'),
    y: point.subarray(33).toString('base64url'),
  };
}

/** Reads a private P-256 key as JWK. Throws a sentence when it is anything else. */
export function readTokenKey(text: string): JWK {
  const key = JSON.parse(text) as JWK;
  if (key.kty !== 'EC' || key.crv !== 'P-256' || !key.d) throw new Error('it is not a private EC P-256 key as JWK');
  const { d: _, ...publicKey } = key;
  createPublicKey({ key: publicKey as import('node:crypto').JsonWebKey, format: 'jwk' });
  return key;
}

/** Reads a private Ed25519 key as PEM. Throws a sentence, or what the parser throws, when it is anything else. */
export function readAuditKey(text: string): KeyObject {
  const key = createPrivateKey(text);
  if (key.asymmetricKeyType !== 'ed25519') throw new Error('it is not a private Ed25519 key as PEM');
  return key;
}
