/** lowBoundary(), highBoundary() and precision(): https://build.fhir.org/ig/HL7/FHIRPath/#lowboundaryprecision-integer-decimal--date--datetime--time */
import { daysInMonth, formatDateTime, formatTime, type Temporal } from './temporal.ts';

const DIGITS = [0, 4, 6, 8, 10, 12, 14];
const MAX_DECIMAL_DIGITS = 31;

/** Digits of precision of a date or dateTime (4 … 17) or of a time (2 … 9). */
export function temporalDigits(value: Temporal, isTime: boolean): number {
  const digits = value.fraction > 0 ? 17 : (DIGITS[value.precision] as number);
  return isTime ? digits - 8 : digits;
}

/** Decimal digits of a number, as JavaScript shows it. */
export function decimalPlaces(value: number): number {
  const [mantissa = '', exponent = '0'] = String(value).split('e');
  return Math.max(0, (mantissa.split('.')[1] ?? '').length - Number(exponent));
}

/**
 * The least or greatest number that rounds to the value at its own scale, itself cut to `digits` decimals: towards zero on
 * the boundary that is nearer to zero, half away from zero on the other. Undefined for a precision that decimals don't have.
 */
export function decimalBoundary(value: number, scale: number, side: 'low' | 'high', digits = 8): number | undefined {
  if (digits < 0 || digits > MAX_DECIMAL_DIGITS) return undefined;
  const half = 0.5 * 10 ** -scale;
  const bound = Number((side === 'low' ? value - half : value + half).toFixed(Math.min(scale + 1, 20)));
  const inward = (side === 'low') === bound > 0;
  const factor = 10 ** Math.min(digits, 20);
  const scaled = Number((bound * factor).toPrecision(15));
  const whole = inward ? Math.trunc(scaled) : Math.sign(scaled) * Math.round(Math.abs(scaled));
  return whole / factor;
}

/** The first or last moment that the text covers, to the precision of `digits`; undefined for a precision that the type lacks. */
export function temporalBoundary(
  value: Temporal,
  side: 'low' | 'high',
  kind: 'date' | 'dateTime' | 'time',
  digits = kind === 'date' ? 8 : kind === 'time' ? 9 : 17,
): string | undefined {
  const wanted = (kind === 'time' ? [10, 12, 14, 17] : kind === 'date' ? [4, 6, 8] : [4, 6, 8, 10, 12, 14, 17]).indexOf(
    kind === 'time' ? digits + 8 : digits,
  );
  if (wanted < 0) return undefined;
  const high = side === 'high';
  const [year, month, day, hour, minute, millis] = value.fields as [number, number, number, number, number, number];
  // FHIR has no hour without minutes: T08 means T08:00.
  const given = value.precision === 4 ? 5 : value.precision;
  const lastMonth = given < 2 && high ? 12 : month;
  const fields = [
    year,
    lastMonth,
    given < 3 && high ? daysInMonth(year, lastMonth) : day,
    given < 4 && high ? 23 : hour,
    given < 5 && high ? 59 : minute,
    lastMillis(given, value.fraction, millis, high),
  ];
  if (kind === 'time')
    return formatTime({ ...value, fields, precision: Math.min(wanted + 4, 6), fraction: wanted > 2 ? 4 : 0 });
  const precision = Math.min(wanted + 1, 6);
  const offset = precision < 4 ? undefined : (value.offset ?? (high ? -12 * 60 : 14 * 60));
  return formatDateTime({ fields, precision, offset, fraction: wanted > 5 ? 4 : 0 });
}

function lastMillis(precision: number, fraction: number, millis: number, high: boolean): number {
  if (!high) return millis;
  if (precision < 6) return 59_999;
  return fraction > 0 ? millis : millis + 999;
}
