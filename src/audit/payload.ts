import { createHash } from 'node:crypto';
import { randomSupply } from '../identity/random-supply.ts';
import type { AuditEntry } from '../repository/types.ts';

/** Random bytes before the text, so that nobody can find a payload by trying texts against its commitment. */
const SALT = 32;
const newSalt = randomSupply(SALT);

/** What is sealed of an entry, as bytes: a salt and the entry as JSON with its members in one order. */
export function payloadBytes(entry: AuditEntry): Buffer {
  const { action, client, vardgivare, personKeys, purpose, rule, outcome, detail } = entry;
  const text = JSON.stringify({ action, client, vardgivare, personKeys, purpose, rule, outcome, detail });
  return Buffer.concat([newSalt(), Buffer.from(text)]);
}

/** The commitment that the chain holds. */
export function commitmentOf(payload: Buffer): Buffer {
  return createHash('sha256').update(payload).digest();
}

/** What ties a sealed payload to its entry. */
export function payloadContext(commitment: Buffer): string {
  return `audit.payload ${commitment.toString('hex')}`;
}
