import { SlussError } from '../errors/sluss-error.ts';

/** What a terminal shows of an error: one line for each thing that is wrong, with what to do about it. */
export function explain(error: unknown): string {
  if (!(error instanceof SlussError)) return `sluss: ${error instanceof Error ? error.message : String(error)}`;
  return error.findings
    .map(({ message, fix }) => `sluss: ${[message.en, fix?.en].filter(Boolean).join(' ')}`)
    .join('\n');
}
