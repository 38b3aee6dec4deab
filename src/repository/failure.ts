import { SlussError } from '../errors/sluss-error.ts';

/** https://www.postgresql.org/docs/current/errcodes-appendix.html */
const CONNECTION_CODES = new Set([
  '57P01', // admin_shutdown
  '57P02', // crash_shutdown
  '57P03', // cannot_connect_now
  '57P05', // idle_session_timeout
  '25P03', // idle_in_transaction_session_timeout
  '53300', // too_many_connections
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOENT',
  'EPIPE',
  'ETIMEDOUT',
]);

const CONFLICT_CODES = new Set([
  '40001', // serialization_failure
  '40P01', // deadlock_detected
]);

function codeOf(error: unknown): string | undefined {
  return (error as { code?: string } | undefined)?.code;
}

/** Whether the work is worth doing again: it met another transaction. */
export function isConflict(error: unknown): boolean {
  // The same bundle, sent twice at once: the second finds the first's receipt when it looks again (S-3).
  if (codeOf(error) === '23505') return (error as { constraint?: string }).constraint === 'submission_content';
  return CONFLICT_CODES.has(codeOf(error) ?? '');
}

/** Whether the connection or the server went away. */
export function isConnectionLoss(error: unknown): boolean {
  const code = codeOf(error);
  if (code && (CONNECTION_CODES.has(code) || code.startsWith('08'))) return true;
  return (
    error instanceof Error &&
    /^(Connection terminated|timeout exceeded when trying|Client has encountered)/.test(error.message)
  );
}

/** The error for the caller: what the database said when it has a code of ours, everything else as it was. */
export function asSlussError(error: unknown): unknown {
  if (error instanceof SlussError) return error;
  if (isConnectionLoss(error)) return SlussError.of('database-unavailable', {}, { cause: error });
  switch (codeOf(error)) {
    case '53100':
      return SlussError.of('database-disk-full', {}, { cause: error });
    case '22021': // character_not_in_repertoire: NUL
    case '22P05': // untranslatable_character: \u0000 in jsonb
      return SlussError.of('database-text-refused', {}, { cause: error });
    default:
      // 22P02 with a surrogate: "Unicode low surrogate must follow a high surrogate" has no code of its own.
      if (codeOf(error) === '22P02' && /surrogate/i.test(String((error as { detail?: string }).detail)))
        return SlussError.of('database-text-refused', {}, { cause: error });
      return error;
  }
}
