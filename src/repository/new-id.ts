import { randomFillSync } from 'node:crypto';
import type { Uuid } from './types.ts';

const bytes = Buffer.alloc(16);

/**
 * A new internal id: UUID version 7 (RFC 9562 § 5.7), milliseconds first, then 74 random bits. What is stored together stands together in
 * every index, which is most of the cost of an insert. Internal ids never leave: what leaves is their AES permutation.
 */
export function newId(): Uuid {
  randomFillSync(bytes);
  bytes.writeUIntBE(Date.now(), 0, 6);
  bytes[6] = 0x70 | (bytes[6]! & 0x0f);
  bytes[8] = 0x80 | (bytes[8]! & 0x3f);
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
