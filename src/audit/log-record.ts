import type { ChainEntry } from './chain-hash.ts';
import type { Checkpoint } from './checkpoint.ts';

/**
 * A line of an exported log: a header, all checkpoints in their order, all entries chain by chain in their order, an end. The log holds
 * commitments only: nothing of a person, nothing that must not be handed to an outsider.
 */
export type LogRecord =
  | { type: 'header'; format: 'sluss-audit-log-1'; exported: string }
  | ({ type: 'checkpoint' } & Checkpoint)
  | ({ type: 'entry' } & ChainEntry)
  | { type: 'end'; entries: number; checkpoints: number };
