import { entryHash, genesisHash, sha256 } from './chain-hash.ts';
import { type Checkpoint, type CheckpointStatement, isSigned, keyId } from './checkpoint.ts';
import type { LogRecord } from './log-record.ts';

/** What is wrong, for a machine; `where` names chain and entry, or the checkpoint. */
export interface LogFault {
  code:
    | 'entry-changed'
    | 'entry-missing'
    | 'entry-misplaced'
    | 'log-truncated'
    | 'chain-rewritten'
    | 'checkpoint-forged'
    | 'checkpoint-unknown-key'
    | 'checkpoint-missing'
    | 'file-cut';
  where: string;
  text: string;
}

export interface LogVerdict {
  ok: boolean;
  entries: number;
  checkpoints: number;
  /** Time of the last checkpoint: what was appended after it is chained, but not yet signed. */
  signedUntil?: string;
  /** Ids of the keys that signed. */
  signers: string[];
  faults: LogFault[];
}

export interface VerifyOptions {
  /** Public keys (SPKI, base64) that may have signed. Without any, every key in the log is taken at its word. */
  publicKeys?: string[];
  /** Checkpoints that were kept elsewhere: the log must still contain them. */
  kept?: Checkpoint[];
}

/** Faults that are listed one by one; a log with more is beyond reading. */
const MOST_FAULTS = 100;

/**
 * Checks a log: every entry follows from the one before it, none is missing, moved or cut off, and every checkpoint is signed and agrees
 * with the entries (L-2). Needs nothing but the log, and the public key to know whose it is.
 */
export async function verifyLog(records: AsyncIterable<LogRecord>, options: VerifyOptions = {}): Promise<LogVerdict> {
  const faults: LogFault[] = [];
  const fault = (code: LogFault['code'], where: string, text: string) => {
    if (faults.length < MOST_FAULTS) faults.push({ code, where, text });
  };
  const checkpoints = createCheckpointCheck(options, fault);
  const chains = new Map<number, { seq: number; hash: string }>();
  let entries = 0;
  let end: Extract<LogRecord, { type: 'end' }> | undefined;
  for await (const record of records) {
    if (record.type === 'checkpoint') checkpoints.take(record);
    else if (record.type === 'end') end = record;
    else if (record.type === 'entry') {
      entries++;
      const place = `chain ${record.chain}, entry ${record.seq}`;
      const before = chains.get(record.chain) ?? { seq: 0, hash: genesisHash(record.chain) };
      if (record.seq <= before.seq) {
        fault('entry-misplaced', place, `stands after entry ${before.seq}: entries were moved or doubled`);
        continue;
      }
      if (record.seq > before.seq + 1)
        fault('entry-missing', `chain ${record.chain}, entries ${before.seq + 1} to ${record.seq - 1}`, 'are missing');
      else if (entryHash(record, before.hash) !== record.hash)
        fault('entry-changed', place, 'does not follow from the entry before it: one of the two was changed');
      checkpoints.meet(record.chain, record.seq, record.hash);
      chains.set(record.chain, { seq: record.seq, hash: record.hash });
    }
  }
  checkpoints.finish(chains);
  if (!end || end.entries !== entries || end.checkpoints !== checkpoints.count)
    fault('file-cut', 'the end', 'the log is not whole: its last line is missing or counts other numbers');
  return {
    ok: faults.length === 0,
    entries,
    checkpoints: checkpoints.count,
    ...(checkpoints.last && { signedUntil: checkpoints.last.at }),
    signers: [...checkpoints.signers],
    faults,
  };
}

type TellFault = (code: LogFault['code'], where: string, text: string) => void;

/** Checks the checkpoints among themselves, and the entries against what they say of the heads. */
function createCheckpointCheck(options: VerifyOptions, fault: TellFault) {
  /** chain → seq → checkpoints that had the head there, with its hash. */
  const wanted = new Map<number, Map<number, { number: number; hash: string }>>();
  const kept = new Map((options.kept ?? []).map((checkpoint) => [checkpoint.statement, checkpoint]));
  const trusted = options.publicKeys && new Set(options.publicKeys);
  const signers = new Set<string>();
  let previous: string | null = null;
  let last: CheckpointStatement | undefined;
  let count = 0;

  const expectHeads = ({ number, heads }: CheckpointStatement) => {
    for (const { chain, seq, hash } of heads) {
      if (seq === 0) continue;
      const places = wanted.get(chain) ?? new Map();
      wanted.set(chain, places);
      places.set(seq, { number, hash });
    }
  };
  const isGood = (checkpoint: Checkpoint, where: string): boolean => {
    signers.add(keyId(checkpoint.publicKey));
    if (trusted && !trusted.has(checkpoint.publicKey))
      fault(
        'checkpoint-unknown-key',
        where,
        `is signed by the key ${keyId(checkpoint.publicKey)}, which was not given`,
      );
    if (isSigned(checkpoint)) return true;
    fault('checkpoint-forged', where, 'its signature does not fit: it was changed after it was signed');
    return false;
  };

  return {
    signers,
    get count() {
      return count;
    },
    get last() {
      return last;
    },
    take(checkpoint: Checkpoint) {
      count++;
      kept.delete(checkpoint.statement);
      const statement = readStatement(checkpoint);
      if (!statement) {
        fault('checkpoint-forged', `the ${count}. checkpoint`, 'is not a checkpoint any more');
        return;
      }
      const where = `checkpoint ${statement.number}`;
      if (statement.number !== (last?.number ?? 0) + 1 || statement.previous !== previous)
        fault(
          'checkpoint-missing',
          where,
          'does not follow from the checkpoint before it: one is missing or was changed',
        );
      previous = sha256(checkpoint.statement);
      if (isGood(checkpoint, where)) expectHeads(statement);
      last = statement;
    },
    /** An entry at which a checkpoint had its head must have the hash of then. */
    meet(chain: number, seq: number, hash: string) {
      const expected = wanted.get(chain)?.get(seq);
      if (!expected) return;
      wanted.get(chain)?.delete(seq);
      if (expected.hash !== hash)
        fault(
          'chain-rewritten',
          `chain ${chain}, entry ${seq}`,
          `has another hash than when checkpoint ${expected.number} was signed: the chain was rewritten`,
        );
    },
    finish(chains: Map<number, { seq: number }>) {
      for (const checkpoint of kept.values()) {
        fault(
          'checkpoint-missing',
          `checkpoint ${readStatement(checkpoint)?.number}`,
          'was kept elsewhere, and the log does not have it',
        );
      }
      for (const [chain, places] of wanted) {
        const end = chains.get(chain)?.seq ?? 0;
        const [seq, expected] = [...places].filter(([place]) => place > end).sort(([a], [b]) => b - a)[0] ?? [];
        if (seq !== undefined)
          fault(
            'log-truncated',
            `chain ${chain}`,
            `ends at entry ${end}, but had ${seq} when checkpoint ${expected?.number} was signed`,
          );
      }
    },
  };
}

function readStatement({ statement }: Checkpoint): CheckpointStatement | undefined {
  try {
    const value = JSON.parse(statement) as CheckpointStatement;
    return value.format === 'sluss-audit-checkpoint-1' && Array.isArray(value.heads) ? value : undefined;
  } catch {
    return undefined;
  }
}
