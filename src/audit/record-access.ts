import type pg from 'pg';
import { SlussError } from '../errors/sluss-error.ts';
import type { AuditEntry } from '../repository/types.ts';
import { statementOf } from '../repository/write/call.ts';
import { type AuditSeal, appendAudit } from './append.ts';

/**
 * Writes entries to the audit log, durably, before anything is answered. Fails closed: when the log cannot be written the access
 * does not happen (L-4).
 * @throws SlussError audit-unavailable
 */
export async function recordAccess(
  pool: pg.Pool,
  seal: (at: Date) => Promise<AuditSeal>,
  entries: AuditEntry[],
): Promise<void> {
  const now = new Date();
  try {
    if (entries.length > 0) await pool.query(statementOf([appendAudit(entries, await seal(now), now)]));
  } catch (cause) {
    if (cause instanceof SlussError && cause.findings[0]?.code === 'audit-key-destroyed') throw cause;
    throw SlussError.of('audit-unavailable', {}, { cause });
  }
}
