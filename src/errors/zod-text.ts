import { z } from 'zod';
import type { Text } from './definition.ts';

const SWEDISH = z.locales.sv().localeError;

/** What zod says of an issue in both languages. A message of a schema's own is not known to zod: it stays as it is in both. */
export function zodText(issue: z.core.$ZodIssue): Text {
  const told = SWEDISH({ ...issue, input: issue.input } as Parameters<typeof SWEDISH>[0]);
  const sv = issue.code === 'custom' ? undefined : typeof told === 'string' ? told : told?.message;
  return { en: issue.message, sv: sv ?? issue.message };
}
