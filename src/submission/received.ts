import type { Uuid } from '../repository/types.ts';
import type { Envelope } from './entry.ts';
import type { Submitter } from './submitter.ts';

/** A submission on its way, after its envelope has been understood. */
export interface Received {
  id: Uuid;
  text: string;
  client: string;
  envelope: Envelope;
  submitter: Submitter;
  contentHash: Buffer;
  messageId?: string;
  /** Of what it is told when it is refused. */
  language?: 'en' | 'sv';
}
