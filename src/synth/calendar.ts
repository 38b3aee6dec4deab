/**
 * Time as minutes since 1970-01-01T00:00 on the clocks of Sweden, so that no run depends on the machine's time zone.
 * The population lives in 2026 only: summer time until 2026-10-25 03:00 (directive 2000/84/EC), then normal time.
 */
export type Minute = number;

const DAY = 1440;
const pad = Array.from({ length: 100 }, (_, n) => String(n).padStart(2, '0'));

/** Minutes of a local date and time. Month 1–12. */
export function minute(year: number, month: number, day: number, hour = 0, min = 0): Minute {
  return Date.UTC(year, month - 1, day, hour, min) / 60_000;
}

const SUMMER_STARTS = minute(2026, 3, 29, 3);
const SUMMER_ENDS = minute(2026, 10, 25, 3);

/** Minutes that local time is ahead of UTC. The doubled hour of the change is read as summer time. */
export function offset(at: Minute): number {
  return at >= SUMMER_STARTS && at < SUMMER_ENDS ? 120 : 60;
}

const dates = new Map<number, string>();

/** `ÅÅÅÅ-MM-DD`. */
export function localDate(at: Minute): string {
  const day = Math.floor(at / DAY);
  let text = dates.get(day);
  if (text === undefined) {
    text = new Date(day * DAY * 60_000).toISOString().slice(0, 10);
    dates.set(day, text);
  }
  return text;
}

/** A FHIR dateTime with Sweden's offset. */
export function localDateTime(at: Minute): string {
  return `${localDate(at)}T${clock(at)}+0${offset(at) / 60}:00`;
}

/** The same instant in UTC. */
export function utcDateTime(at: Minute): string {
  const utc = at - offset(at);
  return `${localDate(utc)}T${clock(utc)}Z`;
}

function clock(at: Minute): string {
  const ofDay = at - Math.floor(at / DAY) * DAY;
  return `${pad[Math.floor(ofDay / 60)]}:${pad[ofDay % 60]}:00`;
}

/** 0 Sunday … 6 Saturday. */
export function weekday(at: Minute): number {
  return (Math.floor(at / DAY) + 4) % 7;
}

/** Midnight of the day. */
export function midnight(at: Minute): Minute {
  return Math.floor(at / DAY) * DAY;
}

/** The time that the population covers: July to October 2026. */
export const FIRST_DAY = minute(2026, 7, 1);
export const LAST_DAY = minute(2026, 10, 31);
