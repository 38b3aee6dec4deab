import { SlussError } from '../errors/sluss-error.ts';
import { calendarDate } from '../identity/calendar-date.ts';

/** Whether a text is a day of the calendar, ÅÅÅÅ-MM-DD. */
export function isDay(text: string): boolean {
  const [, year, month, day] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text) ?? [];
  return calendarDate(Number(year), Number(month), Number(day)) === text;
}

/** The days that an edition holds for, the last one open when it is not given. Throws `import-period`. */
export function editionPeriod(from: string, to: string | undefined): { from: string; to?: string } {
  if (!isDay(from) || (to !== undefined && (!isDay(to) || to < from)))
    throw SlussError.of('import-period', { from: from.slice(0, 40), to: to?.slice(0, 40) ?? '…' });
  return { from, ...(to !== undefined && { to }) };
}
