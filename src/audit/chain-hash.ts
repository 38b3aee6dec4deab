import { createHash } from 'node:crypto';

/** What the chain holds of an access: when, and a commitment to what it was. */
export interface ChainEntry {
  chain: number;
  seq: number;
  /** ISO instant in UTC with milliseconds. */
  at: string;
  /** Hexadecimal. */
  commitment: string;
  hash: string;
}

/** The hash that the first entry of a chain follows. */
export function genesisHash(chain: number): string {
  return sha256(`sluss-audit-1|${chain}|genesis`);
}

/** The hash of an entry that follows an entry with the hash `previous`; `audit.append` in migrations/0003 computes the same. */
export function entryHash(entry: Omit<ChainEntry, 'hash'>, previous: string): string {
  return sha256(`sluss-audit-1|${entry.chain}|${entry.seq}|${entry.at}|${entry.commitment}|${previous}`);
}

export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
