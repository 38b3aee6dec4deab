import { compileFhirPath } from '../../fhir/fhirpath/fhirpath.ts';
import type { InstanceCheck } from './overlay.ts';

/**
 * minValue and maxValue (http://hl7.org/fhir/R4/elementdefinition-definitions.html#ElementDefinition.minValue_x_). Quantities are compared after UCUM
 * conversion; a Duration as a limit of a date counts from today.
 */
export function compileRange(limit: unknown, side: 'minimum' | 'maximum', rule: string): InstanceCheck {
  const code = side === 'minimum' ? ('value-below-minimum' as const) : ('value-above-maximum' as const);
  const text = describeLimit(limit);
  return ({ value, property }, run) => {
    if (value === undefined) return;
    const order = compareValues(value, limitFor(limit, side, property.type), property.type);
    if (order === 'incomparable') {
      // Units that are told and do not fit are wrong; what is not told only leaves it open.
      const severity = isMeasured(value) && sameSystem(value, limit) ? 'error' : 'warning';
      run.report('value-not-comparable', { limit: text }, { rule, severity });
    } else if (order !== undefined && (side === 'minimum' ? order < 0 : order > 0))
      run.report(code, { limit: text }, { rule });
  };
}

const UCUM = 'http://unitsofmeasure.org';

function isMeasured(value: unknown): boolean {
  const { system, code } = value as Quantity;
  return system === UCUM && isUnit(code);
}

function sameSystem(a: unknown, b: unknown): boolean {
  return (a as Quantity).system === (b as Quantity).system;
}

export function describeLimit(limit: unknown): string {
  if (typeof limit !== 'object' || limit === null) return String(limit);
  const { value, unit, code } = limit as { value?: unknown; unit?: string; code?: string };
  return `${value ?? ''} ${unit ?? code ?? ''}`.trim();
}

const DATED = new Set(['date', 'dateTime', 'instant']);

/** A Duration as the limit of a date is relative to now: as a minimum it is taken from now, as a maximum it is added. */
function limitFor(limit: unknown, side: 'minimum' | 'maximum', type: string): unknown {
  if (!DATED.has(type) || typeof limit !== 'object' || limit === null) return limit;
  const { value: amount, code } = limit as { value?: number; code?: string };
  if (typeof amount !== 'number') return undefined;
  const value = side === 'minimum' ? -amount : amount;
  const now = new Date();
  const whole = Math.trunc(value);
  if (code === 'a') now.setUTCFullYear(now.getUTCFullYear() + whole);
  else if (code === 'mo') now.setUTCMonth(now.getUTCMonth() + whole);
  else {
    const seconds = { wk: 604800, d: 86400, h: 3600, min: 60, s: 1 }[code ?? ''];
    if (seconds === undefined) return undefined;
    now.setTime(now.getTime() + value * seconds * 1000);
  }
  if (Number.isNaN(now.getTime())) return undefined;
  return type === 'date' ? now.toISOString().slice(0, 10) : now.toISOString();
}

/** Order of two values of a type; undefined when it is not decided, `incomparable` for quantities of different kinds. */
export function compareValues(a: unknown, b: unknown, type: string): number | 'incomparable' | undefined {
  if (a === undefined || b === undefined || a === null || b === null) return undefined;
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  if (typeof a === 'object' && typeof b === 'object') return compareQuantities(a, b);
  if (typeof a === 'string' && typeof b === 'string') {
    if (type === 'dateTime' || type === 'instant' || type === 'date') return compareDates(a, b);
    return a < b ? -1 : a > b ? 1 : 0;
  }
  return undefined;
}

/** Dates of different precision are compared in what both have; only where that is the same may their order stay open. */
function compareDates(a: string, b: string): number {
  if (a.length > 10 && b.length > 10) return Date.parse(a) - Date.parse(b);
  const common = Math.min(a.length, b.length, 10);
  const left = a.slice(0, common);
  const right = b.slice(0, common);
  if (left !== right) return left < right ? -1 : 1;
  return 0;
}

interface Quantity {
  value?: number;
  system?: string;
  code?: string;
  unit?: string;
}

const lessThan = compileFhirPath('%left < %right');
const equal = compileFhirPath('%left = %right');

function compareQuantities(a: Quantity, b: Quantity): number | 'incomparable' | undefined {
  if (typeof a.value !== 'number' || typeof b.value !== 'number') return undefined;
  if (a.system === b.system && a.code !== undefined && a.code === b.code) return a.value - b.value;
  if (a.system === undefined || b.system === undefined || a.code === undefined || b.code === undefined)
    return 'incomparable';
  if (!isUnit(a.code) || !isUnit(b.code)) return 'incomparable';
  const variables = { left: literal(a), right: literal(b) };
  try {
    const isLess = lessThan.test({}, { variables });
    if (isLess === undefined) return 'incomparable';
    if (isLess) return -1;
    return equal.test({}, { variables }) ? 0 : 1;
  } catch {
    return 'incomparable';
  }
}

function isUnit(code: unknown): boolean {
  return typeof code === 'string' && /^\S+$/.test(code);
}

function literal(quantity: Quantity): unknown {
  return compileFhirPath(`${quantity.value} '${String(quantity.code ?? '1').replace(/['\\]/g, '')}'`).items({});
}
