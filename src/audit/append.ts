import type { VaultCrypto } from '../identity/vault-crypto.ts';
import type { AuditEntry } from '../repository/types.ts';
import type { Call } from '../repository/write/call.ts';
import { commitmentOf, payloadBytes, payloadContext } from './payload.ts';

/** The key of the month in force, fetched before the transaction that appends. */
export interface AuditSeal {
  month: string;
  crypto: VaultCrypto;
}

/**
 * The call that appends entries to a chain: they are there if and only if its transaction commits (L-1, L-4). The chain is
 * locked until then, so it belongs right before the commit.
 */
export function appendAudit(entries: AuditEntry[], seal: AuditSeal, at: Date): Call {
  const instant = at.toISOString();
  const payloads = entries.map(payloadBytes);
  const commitments = payloads.map(commitmentOf);
  return {
    function: 'audit.append',
    values: [
      entries.map(() => instant),
      commitments,
      seal.month,
      payloads.map((payload, index) => seal.crypto.encrypt(payload, payloadContext(commitments[index]!))),
    ],
  };
}
