import type pg from 'pg';
import { SlussError } from '../errors/sluss-error.ts';
import { commitmentOf, payloadContext } from './payload.ts';
import type { PayloadKeys } from './payload-keys.ts';

export interface PayloadVerdict {
  /** Payloads that are what the chain committed to. */
  sound: number;
  /** Payloads whose month's key was destroyed: lawfully erased. */
  erased: number;
  /** Places (`chain 1, entry 2`) of payloads that are missing or are not what the chain committed to; the first hundred. */
  wrong: string[];
}

const BATCH = 2_000;

/** Opens every payload and holds it against its commitment. Needs the vault's key, so it is the operator's check, not the outsider's. */
export async function verifyPayloads(pool: pg.Pool, keys: PayloadKeys): Promise<PayloadVerdict> {
  const verdict: PayloadVerdict = { sound: 0, erased: 0, wrong: [] };
  let [chain, seq] = [0, 0];
  for (;;) {
    const { rows } = await pool.query<{
      chain: number;
      seq: number;
      commitment: Buffer;
      month: string | null;
      ciphertext: Buffer | null;
    }>(
      `SELECT e.chain, e.seq, e.commitment, p.month, p.ciphertext
       FROM audit.entry e LEFT JOIN audit.payload p USING (chain, seq)
       WHERE (e.chain, e.seq) > ($1::smallint, $2::bigint) ORDER BY e.chain, e.seq LIMIT ${BATCH}`,
      [chain, seq],
    );
    for (const row of rows) {
      [chain, seq] = [row.chain, row.seq];
      const state = await check(row, keys);
      if (state !== 'wrong') verdict[state]++;
      else if (verdict.wrong.length < 100) verdict.wrong.push(`chain ${chain}, entry ${seq}`);
    }
    if (rows.length < BATCH) return verdict;
  }
}

async function check(
  row: { commitment: Buffer; month: string | null; ciphertext: Buffer | null },
  keys: PayloadKeys,
): Promise<'sound' | 'erased' | 'wrong'> {
  if (!row.month || !row.ciphertext) return 'wrong';
  try {
    const key = await keys.of(row.month);
    const payload = key.decrypt(row.ciphertext, payloadContext(row.commitment));
    return commitmentOf(payload).equals(row.commitment) ? 'sound' : 'wrong';
  } catch (error) {
    if (!(error instanceof SlussError)) throw error;
    return error.findings[0]?.code === 'audit-key-destroyed' ? 'erased' : 'wrong';
  }
}
