import type { Resource } from '@medplum/fhirtypes';

/** A FHIR dateTime or instant that names a moment: full time and an offset. Group 1 is the local part, 2 the fraction, 3 the offset. */
const MOMENT = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})(\.\d+)?(Z|[+-]\d{2}:\d{2})$/;
const MINUTE = 60_000;
const QUARTER = 15 * MINUTE;
const DAY = 24 * 60 * MINUTE;
/** Days, and quarters of days on which the clocks are changed, of one time zone. */
const CACHE_LIMIT = 200_000;

const formats = new Map<string, Intl.DateTimeFormat>();
const offsets = new Map<string, Map<number, number>>();

/**
 * Minutes that the zone's clocks are ahead of UTC at a moment. A day that begins and ends with one offset has it all day long; on the others each quarter
 * of an hour is looked up, for clocks are changed on a quarter, everywhere and always.
 */
export function offsetMinutes(epoch: number, timeZone: string): number {
  const day = Math.floor(epoch / DAY) * DAY;
  const atStart = rememberedOffset(day, timeZone);
  if (atStart === rememberedOffset(day + DAY, timeZone)) return atStart;
  return rememberedOffset(Math.floor(epoch / QUARTER) * QUARTER, timeZone);
}

function rememberedOffset(epoch: number, timeZone: string): number {
  let cache = offsets.get(timeZone);
  if (!cache) {
    cache = new Map();
    offsets.set(timeZone, cache);
  }
  let minutes = cache.get(epoch);
  if (minutes === undefined) {
    minutes = lookUpOffset(epoch, timeZone);
    if (cache.size >= CACHE_LIMIT) cache.clear();
    cache.set(epoch, minutes);
  }
  return minutes;
}

function lookUpOffset(epoch: number, timeZone: string): number {
  let format = formats.get(timeZone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' });
    formats.set(timeZone, format);
  }
  const name = format.formatToParts(epoch).find((part) => part.type === 'timeZoneName')?.value ?? 'GMT';
  const match = /^GMT(?:([+-])(\d{2}):(\d{2}))?/.exec(name);
  if (!match?.[1]) return 0;
  return (match[1] === '-' ? -1 : 1) * (Number(match[2]) * 60 + Number(match[3]));
}

/** A moment with the zone's own offset, so that its first ten characters are the local date. Anything else comes back as it was. */
export function toLocalOffset(value: string, timeZone: string): string {
  const match = MOMENT.exec(value);
  if (!match) return value;
  const epoch = Date.parse(`${match[1]}${match[3]}`);
  if (Number.isNaN(epoch)) return value;
  const minutes = offsetMinutes(epoch, timeZone);
  const local = new Date(epoch + minutes * MINUTE).toISOString().slice(0, 19);
  const hours = Math.floor(Math.abs(minutes) / 60);
  const offset = `${minutes < 0 ? '-' : '+'}${String(hours).padStart(2, '0')}:${String(Math.abs(minutes) % 60).padStart(2, '0')}`;
  return `${local}${match[2] ?? ''}${offset}`;
}

/** Today's date in the zone, ÅÅÅÅ-MM-DD. */
export function localDate(moment: Date, timeZone: string): string {
  return new Date(moment.getTime() + offsetMinutes(moment.getTime(), timeZone) * MINUTE).toISOString().slice(0, 10);
}

/**
 * A copy of the resource whose dateTimes and instants carry the zone's offset (the resource itself when none needed it). `meta` is left alone:
 * its times order versions, they are no one's local date.
 */
export function normaliseCaseDates<T extends Resource>(resource: T, timeZone: string): T {
  return rewrite(resource, timeZone, true) as T;
}

function rewrite(value: unknown, timeZone: string, isRoot: boolean): unknown {
  if (typeof value === 'string') return value.length > 18 && value[10] === 'T' ? toLocalOffset(value, timeZone) : value;
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    let copy: unknown[] | undefined;
    for (let index = 0; index < value.length; index++) {
      const next = rewrite(value[index], timeZone, false);
      if (next === value[index]) continue;
      copy ??= [...value];
      copy[index] = next;
    }
    return copy ?? value;
  }
  const object = value as Record<string, unknown>;
  let copy: Record<string, unknown> | undefined;
  for (const key in object) {
    if (isRoot && key === 'meta') continue;
    const next = rewrite(object[key], timeZone, false);
    if (next === object[key]) continue;
    copy ??= { ...object };
    copy[key] = next;
  }
  return copy ?? value;
}
