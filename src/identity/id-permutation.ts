/** Ids that reveal nothing: what leaves a view is the internal id under one block of AES with the view's key. See docs/adr/0030. */
import { createCipheriv, createDecipheriv } from 'node:crypto';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

export interface IdPermutation {
  /** The id that the view shows for an internal id. */
  outward(internal: string): string;
  /** The internal id behind an outward one; undefined when the value isn't a UUID in lower case. Whether it exists is for the repository to say. */
  inward(outward: string): string | undefined;
  /** As `outward` for a whole page, about five times as fast for each id: a call into the cipher costs more than its block. */
  outwardAll(internal: readonly string[]): string[];
}

/**
 * Makes the permutation of one view. `key` has 32 bytes (AES-256) or 16 (AES-128).
 *
 * All 128 bits are permuted, so that an outward id is any UUID, not one of a certain RFC 9562 version. One block of AES is a permutation
 * of all of them: no collisions, nothing to store, and without the key no way back.
 */
export function createIdPermutation(key: Uint8Array): IdPermutation {
  const algorithm = key.byteLength === 16 ? 'aes-128-ecb' : 'aes-256-ecb';
  // ECB without padding handles every block by itself: one cipher serves all ids, and `update` gives each block at once.
  const forward = createCipheriv(algorithm, key, null).setAutoPadding(false);
  const backward = createDecipheriv(algorithm, key, null).setAutoPadding(false);
  return {
    outward: (internal) => format(forward.update(internal.replaceAll('-', ''), 'hex', 'hex')),
    inward: (outward) =>
      UUID.test(outward) ? format(backward.update(outward.replaceAll('-', ''), 'hex', 'hex')) : undefined,
    outwardAll(internal) {
      const hex = forward.update(internal.join('').replaceAll('-', ''), 'hex', 'hex');
      return internal.map((_, index) => format(hex, index * 32));
    },
  };
}

function format(hex: string, at = 0): string {
  const part = (from: number, to: number) => hex.slice(at + from, at + to);
  return `${part(0, 8)}-${part(8, 12)}-${part(12, 16)}-${part(16, 20)}-${part(20, 32)}`;
}
