import { SlussError } from '../../errors/sluss-error.ts';

const MONTH = /^(\d{4})-(0[1-9]|1[0-2])$/;

/** Checks a month ÅÅÅÅ-MM. Throws `delivery-month-invalid`. */
export function checkMonth(month: string): string {
  if (!MONTH.test(month)) throw SlussError.of('delivery-month-invalid', { month: month.slice(0, 20) });
  return month;
}

/** The month that lies a number of months after (or, negative, before) another. */
export function addMonths(month: string, count: number): string {
  const [year, number] = month.split('-').map(Number) as [number, number];
  const index = year * 12 + number - 1 + count;
  return `${Math.floor(index / 12)}-${String((index % 12) + 1).padStart(2, '0')}`;
}

/** The last day of a month, ÅÅÅÅ-MM-DD. */
export function lastDay(month: string): string {
  const [year, number] = month.split('-').map(Number) as [number, number];
  return new Date(Date.UTC(year, number, 0)).toISOString().slice(0, 10);
}
