import { createHash, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import type pg from 'pg';
import { sha256 } from './chain-hash.ts';

/** Where every chain stood at one moment. Who keeps one elsewhere can tell whether anything before it was changed or cut off since. */
export interface CheckpointStatement {
  format: 'sluss-audit-checkpoint-1';
  number: number;
  at: string;
  /** SHA-256 of the statement before, hexadecimal; null for the first. */
  previous: string | null;
  heads: { chain: number; seq: number; hash: string }[];
}

/** A statement as it was signed, with its signature and the key that made it (Ed25519; base64, the key as SPKI). */
export interface Checkpoint {
  statement: string;
  signature: string;
  publicKey: string;
}

/** The short name of a key for people: the first 16 hexadecimal digits of the SHA-256 of its SPKI form. */
export function keyId(publicKey: string): string {
  return createHash('sha256').update(Buffer.from(publicKey, 'base64')).digest('hex').slice(0, 16);
}

export function isSigned(checkpoint: Checkpoint): boolean {
  try {
    const key = createPublicKey({ key: Buffer.from(checkpoint.publicKey, 'base64'), format: 'der', type: 'spki' });
    return verify(null, Buffer.from(checkpoint.statement), key, Buffer.from(checkpoint.signature, 'base64'));
  } catch {
    return false;
  }
}

/**
 * Signs where all chains stand now. False when nothing was appended since the last checkpoint, or another gateway on the same database
 * was quicker.
 */
export async function takeCheckpoint(pool: pg.Pool, key: KeyObject, now = new Date()): Promise<boolean> {
  const { rows: heads } = await pool.query<{ chain: number; seq: number; hash: Buffer }>(
    'SELECT chain, seq, hash FROM audit.chain ORDER BY chain',
  );
  const last = await latestCheckpoint(pool);
  const before = last && (JSON.parse(last.statement) as CheckpointStatement);
  const unchanged = (seq: number, index: number) => seq === (before?.heads[index]?.seq ?? 0);
  if (heads.every(({ seq }, index) => unchanged(seq, index))) return false;
  const statement: CheckpointStatement = {
    format: 'sluss-audit-checkpoint-1',
    number: (before?.number ?? 0) + 1,
    at: now.toISOString(),
    previous: last ? sha256(last.statement) : null,
    heads: heads.map(({ chain, seq, hash }) => ({ chain, seq, hash: hash.toString('hex') })),
  };
  const text = JSON.stringify(statement);
  const publicKey = createPublicKey(key).export({ format: 'der', type: 'spki' });
  try {
    await pool.query('SELECT audit.add_checkpoint($1, $2, $3, $4)', [
      statement.number,
      text,
      sign(null, Buffer.from(text), key),
      publicKey,
    ]);
    return true;
  } catch (error) {
    if ((error as { code?: string }).code === '23505') return false;
    throw error;
  }
}

export async function latestCheckpoint(pool: pg.Pool): Promise<Checkpoint | undefined> {
  const { rows } = await pool.query<{ statement: string; signature: Buffer; public_key: Buffer }>(
    'SELECT statement, signature, public_key FROM audit.checkpoint ORDER BY number DESC LIMIT 1',
  );
  const row = rows[0];
  return (
    row && {
      statement: row.statement,
      signature: row.signature.toString('base64'),
      publicKey: row.public_key.toString('base64'),
    }
  );
}
