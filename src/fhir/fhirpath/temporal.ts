/** Dates, dateTimes and times with precision: https://hl7.org/fhirpath/#datetime-comparison */

/** Precision as the number of fields that are given: 1 year … 6 second. A time counts from hour = 4. */
export interface Temporal {
  fields: number[];
  precision: number;
  /** Minutes east of UTC; undefined when none is given. */
  offset: number | undefined;
  /** How the text said it, to say results the same way. */
  fraction: number;
}

const DATE_TIME =
  /^(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T(?:(\d\d)(?::(\d\d)(?::(\d\d)(\.\d+)?)?)?(Z|[+-]\d\d:\d\d)?)?)?)?)?$/;
const TIME = /^(\d\d)(?::(\d\d)(?::(\d\d)(\.\d+)?)?)?$/;
const HOUR = 3_600_000;

/** Reads FHIR's and FHIRPath's text of a date or dateTime; undefined when it is none, or a day that does not exist. */
export function parseDateTime(text: string): Temporal | undefined {
  const match = DATE_TIME.exec(text);
  if (!match) return undefined;
  const given = match.slice(1, 7);
  const missing = given.indexOf(undefined as unknown as string);
  const precision = missing < 0 ? 6 : missing;
  const fields = given.map((part, at) => (part === undefined ? (at === 1 || at === 2 ? 1 : 0) : Number(part)));
  fields[5] = (fields[5] as number) * 1000 + Math.round(Number(match[7] ?? 0) * 1e6) / 1e3;
  const [year, month, day, hour, minute, millis] = fields as [number, number, number, number, number, number];
  if (month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) return undefined;
  if (hour > 23 || minute > 59 || millis >= 61_000) return undefined;
  return { fields, precision, offset: parseOffset(match[8]), fraction: match[7]?.length ?? 0 };
}

/** Reads a time of day. */
export function parseTime(text: string): Temporal | undefined {
  const match = TIME.exec(text);
  if (!match) return undefined;
  const [, hour, minute, second, fraction] = match;
  const millis = Number(second ?? 0) * 1000 + Math.round(Number(fraction ?? 0) * 1e6) / 1e3;
  if (Number(hour) > 23 || Number(minute ?? 0) > 59 || millis >= 61_000) return undefined;
  const precision = second ? 6 : minute ? 5 : 4;
  const fields = [0, 1, 1, Number(hour), Number(minute ?? 0), millis];
  return { fields, precision, offset: undefined, fraction: fraction?.length ?? 0 };
}

function parseOffset(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (text === 'Z') return 0;
  const minutes = Number(text.slice(1, 3)) * 60 + Number(text.slice(4, 6));
  return text[0] === '-' ? -minutes : minutes;
}

export function daysInMonth(year: number, month: number): number {
  return new Date(Date.UTC(2000 + (year % 400), month, 0)).getUTCDate();
}

/** Milliseconds since 1970 as if the time were UTC. */
function epoch(fields: readonly number[]): number {
  const [year, month, day, hour, minute, millis] = fields as [number, number, number, number, number, number];
  const date = new Date(Date.UTC(2000, month - 1, day, hour, minute, 0, 0));
  date.setUTCFullYear(year);
  return date.getTime() + millis;
}

function utcFields(time: number): number[] {
  const date = new Date(time);
  return [
    date.getUTCFullYear(),
    date.getUTCMonth() + 1,
    date.getUTCDate(),
    date.getUTCHours(),
    date.getUTCMinutes(),
    date.getUTCSeconds() * 1000 + date.getUTCMilliseconds(),
  ];
}

/**
 * Orders two points in time: negative, 0, positive, or undefined when the precision leaves it open. When only one of
 * them has a time zone, the other may lie anywhere between UTC-12 and UTC+14: the answer never depends on the zone of this process.
 */
export function compareTemporal(a: Temporal, b: Temporal): number | undefined {
  const timed = a.precision > 3 && b.precision > 3;
  if (timed && (a.offset === undefined) !== (b.offset === undefined)) {
    const difference = epoch(a.fields) - epoch(b.fields) - ((a.offset ?? 0) - (b.offset ?? 0)) * 60_000;
    const unzoned = a.offset === undefined ? 1 : -1;
    const bounds = [difference - unzoned * 14 * HOUR, difference + unzoned * 12 * HOUR];
    return bounds.every((bound) => bound > 0) ? 1 : bounds.every((bound) => bound < 0) ? -1 : undefined;
  }
  const shift = timed && a.offset !== b.offset;
  const left = shift ? utcFields(epoch(a.fields) - (a.offset as number) * 60_000) : a.fields;
  const right = shift ? utcFields(epoch(b.fields) - (b.offset as number) * 60_000) : b.fields;
  const common = Math.min(a.precision, b.precision);
  for (let at = 0; at < common; at += 1) {
    const difference = (left[at] as number) - (right[at] as number);
    if (difference !== 0) return difference;
  }
  return a.precision === b.precision ? 0 : undefined;
}

const UNIT_FIELD: Record<string, [field: number, factor: number]> = {
  year: [0, 1],
  month: [1, 1],
  week: [2, 7],
  day: [2, 1],
  hour: [3, 1],
  minute: [4, 1],
  second: [5, 1000],
  millisecond: [5, 1],
};
/** How many of a smaller unit make one of the field above it, for values that lack the smaller field. */
const PER_HIGHER = [1, 12, 30, 24, 60, 60_000];

/**
 * Adds a whole amount of a calendar unit. An amount in a unit finer than the value's precision counts as whole units of that
 * precision (`@2014 + 24 months = @2016`). Returns undefined when the unit is none or the year leaves 1–9999.
 */
export function addTemporal(value: Temporal, amount: number, unit: string): Temporal | undefined {
  const target = UNIT_FIELD[unit];
  if (!target) return undefined;
  let [field] = target;
  let count = Math.trunc(amount) * target[1];
  while (field > value.precision - 1) {
    count = Math.trunc(count / (PER_HIGHER[field] as number));
    field -= 1;
  }
  const fields = [...value.fields];
  if (field <= 1) {
    const months = (fields[0] as number) * 12 + (fields[1] as number) - 1 + (field === 0 ? count * 12 : count);
    fields[0] = Math.floor(months / 12);
    fields[1] = (((months % 12) + 12) % 12) + 1;
    fields[2] = Math.min(fields[2] as number, daysInMonth(fields[0], fields[1]));
  } else {
    const factor = [0, 0, 24 * HOUR, HOUR, 60_000, 1][field] as number;
    fields.splice(0, 6, ...utcFields(epoch(fields) + count * factor));
  }
  const year = fields[0] as number;
  return year >= 1 && year <= 9999 ? { ...value, fields } : undefined;
}

const pad = (value: number, width = 2) => String(value).padStart(width, '0');

function formatOffset(offset: number): string {
  const minutes = Math.abs(offset);
  return `${offset < 0 ? '-' : '+'}${pad(Math.floor(minutes / 60))}:${pad(minutes % 60)}`;
}

/** The time part of a value to its precision, with milliseconds where the text had them or they are not zero. */
export function formatTime(value: Temporal): string {
  const [, , , hour, minute, millis] = value.fields as [number, number, number, number, number, number];
  if (value.precision < 5) return pad(hour);
  if (value.precision < 6) return `${pad(hour)}:${pad(minute)}`;
  const rest = millis % 1000;
  const fraction = rest !== 0 || value.fraction > 0 ? `.${pad(Math.round(rest), 3)}` : '';
  return `${pad(hour)}:${pad(minute)}:${pad(Math.floor(millis / 1000))}${fraction}`;
}

/** The text of a date or dateTime to its precision. */
export function formatDateTime(value: Temporal, zulu = false): string {
  const [year, month, day] = value.fields as [number, number, number];
  const date = [pad(year, 4), pad(month), pad(day)].slice(0, Math.min(value.precision, 3)).join('-');
  if (value.precision < 4) return date;
  const zone = value.offset === undefined ? '' : zulu && value.offset === 0 ? 'Z' : formatOffset(value.offset);
  return `${date}T${formatTime(value)}${zone}`;
}

/** A moment in the zone of this process, as now() and today() show it. */
export function localNow(now: Date): Temporal {
  const millis = now.getSeconds() * 1000 + now.getMilliseconds();
  const fields = [now.getFullYear(), now.getMonth() + 1, now.getDate(), now.getHours(), now.getMinutes(), millis];
  return { fields, precision: 6, offset: -now.getTimezoneOffset() + 0, fraction: 4 };
}
