/** The keys of the vault: what is encrypted, what is looked up and what is wrapped, each under a key of its own. Node's crypto, nothing else. */
import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  type Hmac,
  hkdfSync,
  type KeyObject,
  randomBytes,
} from 'node:crypto';
import { SlussError } from '../errors/sluss-error.ts';
import { randomSupply } from './random-supply.ts';

/** Purposes of look-up keys. The same value gives unrelated hashes in two of them. */
export type LookupPurpose = 'person' | 'alias' | 'content' | 'search' | 'token' | 'objection' | 'audit';

export interface VaultCrypto {
  /** Names the master key (8 hexadecimal digits); stands first in everything that was sealed with it. */
  readonly keyId: string;
  /** Seals a text or bytes. `context` (table and row, say) is authenticated: the result opens nowhere else. */
  encrypt(plaintext: string | Uint8Array, context: string): Buffer;
  /** Opens what `encrypt` sealed, also under a previous master key. Throws `vault-sealed` when key, context or bytes are wrong. */
  decrypt(sealed: Uint8Array, context: string): Buffer;
  /** Keyed hash (HMAC-SHA256, 32 bytes) of a list of values; where one value ends and the next begins is part of it. */
  lookup(purpose: LookupPurpose, ...values: (string | Uint8Array)[]): Buffer;
  /** The same hash in hexadecimal, in less than half the time that a Buffer and its text take. */
  lookupHex(purpose: LookupPurpose, ...values: (string | Uint8Array)[]): string;
  /** A new random key of 32 bytes for a view. */
  newKey(): Buffer;
  /** Seals a view's key for storage. Forgetting the result destroys the key. */
  wrapKey(key: Uint8Array, view: string): Buffer;
  unwrapKey(wrapped: Uint8Array, view: string): Buffer;
}

const KEY_ID = 4;
const NONCE = 12;
const TAG = 16;
const SALT = Buffer.from('sluss vault 1');

function derive(master: Uint8Array, purpose: string, length = 32): Buffer {
  return Buffer.from(hkdfSync('sha256', master, SALT, purpose, length));
}

/** The values one after the other, each behind its length (4 bytes), in one piece: every call into the hash costs more than its bytes. */
function withLengths(values: (string | Uint8Array)[]): Buffer {
  const pieces = values.map((value) => (typeof value === 'string' ? Buffer.from(value) : value));
  const all = Buffer.allocUnsafe(pieces.reduce((sum, { byteLength }) => sum + 4 + byteLength, 0));
  let at = 0;
  for (const piece of pieces) {
    at = all.writeUInt32BE(piece.byteLength, at);
    all.set(piece, at);
    at += piece.byteLength;
  }
  return all;
}

/**
 * Makes the vault's operations from its master key (32 bytes or more of randomness).
 *
 * `previous`: master keys that older values are still sealed with; they open, never seal. Look-up hashes are those of the current key: after a change
 * of key they are computed again. Every use has its own subkey (HKDF-SHA256, RFC 5869). Sealed: key id ‖ nonce ‖ AES-256-GCM ciphertext ‖ tag.
 */
export function createVaultCrypto(masterKey: Buffer, previous: Buffer[] = []): VaultCrypto {
  for (const key of [masterKey, ...previous]) {
    if (key.length < 32) throw SlussError.of('vault-key-short');
  }
  const keyId = derive(masterKey, 'key-id', KEY_ID);
  const sealing = new Map<string, Record<'encrypt' | 'wrap', KeyObject>>();
  for (const key of [...previous, masterKey]) {
    sealing.set(derive(key, 'key-id', KEY_ID).toString('hex'), {
      encrypt: createSecretKey(derive(key, 'encrypt')),
      wrap: createSecretKey(derive(key, 'wrap')),
    });
  }
  const own = sealing.get(keyId.toString('hex'))!;
  const lookupKeys = new Map<LookupPurpose, KeyObject>();
  const hmac = (purpose: LookupPurpose, values: (string | Uint8Array)[]): Hmac => {
    let key = lookupKeys.get(purpose);
    if (!key) {
      key = createSecretKey(derive(masterKey, `lookup ${purpose}`));
      lookupKeys.set(purpose, key);
    }
    return createHmac('sha256', key).update(withLengths(values));
  };

  const newNonce = randomSupply(NONCE);
  const open = (use: 'encrypt' | 'wrap', sealed: Uint8Array, context: string): Buffer => {
    const bytes = Buffer.from(sealed.buffer, sealed.byteOffset, sealed.byteLength);
    const key = sealing.get(bytes.toString('hex', 0, KEY_ID))?.[use];
    if (!key || bytes.length < KEY_ID + NONCE + TAG) throw SlussError.of('vault-sealed');
    const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(KEY_ID, KEY_ID + NONCE), {
      authTagLength: TAG,
    });
    decipher.setAAD(Buffer.from(context)).setAuthTag(bytes.subarray(-TAG));
    const plaintext = decipher.update(bytes.subarray(KEY_ID + NONCE, -TAG));
    try {
      return Buffer.concat([plaintext, decipher.final()]);
    } catch (cause) {
      throw SlussError.of('vault-sealed', {}, { cause });
    }
  };
  const seal = (use: 'encrypt' | 'wrap', plaintext: string | Uint8Array, context: string): Buffer => {
    const nonce = newNonce();
    const cipher = createCipheriv('aes-256-gcm', own[use], nonce, { authTagLength: TAG });
    cipher.setAAD(Buffer.from(context));
    const text = cipher.update(typeof plaintext === 'string' ? Buffer.from(plaintext) : plaintext);
    return Buffer.concat([keyId, nonce, text, cipher.final(), cipher.getAuthTag()]);
  };

  return {
    keyId: keyId.toString('hex'),
    encrypt: (plaintext, context) => seal('encrypt', plaintext, context),
    decrypt: (sealed, context) => open('encrypt', sealed, context),
    lookup: (purpose, ...values) => hmac(purpose, values).digest(),
    lookupHex: (purpose, ...values) => hmac(purpose, values).digest('hex'),
    newKey: () => randomBytes(32),
    wrapKey: (key, view) => seal('wrap', key, view),
    unwrapKey: (wrapped, view) => open('wrap', wrapped, view),
  };
}
