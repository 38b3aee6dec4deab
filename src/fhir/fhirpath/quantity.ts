/** Quantities: comparison and arithmetic over UCUM, which is loaded when two different units first meet. */
import { createRequire } from 'node:module';
import { type Item, isObject, type QuantityValue } from './item.ts';
import { fhirType, SYSTEM, type TypeInfo } from './type-model.ts';

interface Ucum {
  convertUnitTo(from: string, value: number, to: string): { status: string; toVal: number | null };
  validateUnitString(unit: string): { status: string };
}

const UCUM_SYSTEM = 'http://unitsofmeasure.org';
const QUANTITY = fhirType('Quantity') as TypeInfo;
/** Calendar units whose length is fixed, and so equal to UCUM's: https://hl7.org/fhirpath/#time-valued-quantities */
const DEFINITE: Record<string, string> = {
  week: 'wk',
  day: 'd',
  hour: 'h',
  minute: 'min',
  second: 's',
  millisecond: 'ms',
};
const INDEFINITE: Record<string, string> = { year: 'a', month: 'mo' };
const CALENDAR: Record<string, string> = Object.fromEntries(
  Object.entries({ ...DEFINITE, ...INDEFINITE }).map(([name, code]) => [code, name]),
);

let loaded: Ucum | undefined;
function ucum(): Ucum {
  loaded ??= (
    createRequire(import.meta.url)('@lhncbc/ucum-lhc') as { UcumLhcUtils: { getInstance(): Ucum } }
  ).UcumLhcUtils.getInstance();
  return loaded;
}

/** The quantity that an item is or converts to: System.Quantity, FHIR Quantity with a UCUM code, number; else undefined. */
export function toQuantity(item: Item): QuantityValue | undefined {
  const { value, type } = item;
  if (type === SYSTEM.Quantity) return value as QuantityValue;
  if (typeof value === 'number') return { value, unit: '1', calendar: false };
  if (!isObject(value) || !type.isA(QUANTITY) || typeof value.value !== 'number') return undefined;
  if (value.comparator !== undefined) return undefined;
  if (value.system === UCUM_SYSTEM && typeof value.code === 'string') {
    // Durations in FHIR use UCUM's a and mo for calendar years and months.
    const calendar = INDEFINITE.year === value.code || INDEFINITE.month === value.code;
    return { value: value.value, unit: calendar ? (CALENDAR[value.code] as string) : value.code, calendar };
  }
  return { value: value.value, unit: typeof value.unit === 'string' ? value.unit : '1', calendar: false };
}

/** The calendar unit that may be added to a date (`day` for `'d'`); undefined for indefinite UCUM units and all others. */
export function calendarUnit(quantity: QuantityValue): string | undefined {
  if (quantity.calendar) return quantity.unit;
  const name = CALENDAR[quantity.unit];
  if (name !== undefined && name in DEFINITE) return name;
  const spelled = quantity.unit.replace(/s$/, '');
  return spelled in DEFINITE || spelled in INDEFINITE ? spelled : undefined;
}

function ucumUnit({ unit, calendar }: QuantityValue, lenient: boolean): string | undefined {
  if (!calendar) return unit;
  return DEFINITE[unit] ?? (lenient ? INDEFINITE[unit] : undefined);
}

/** The value of `b` in the unit of `a`; undefined when they measure different things. */
function convert(a: QuantityValue, b: QuantityValue, lenient: boolean): number | undefined {
  if (a.unit === b.unit && a.calendar === b.calendar) return b.value;
  if (a.calendar && b.calendar && a.unit in INDEFINITE && b.unit in INDEFINITE) {
    return a.unit === 'year' ? b.value / 12 : b.value * 12;
  }
  const from = ucumUnit(b, lenient);
  const to = ucumUnit(a, lenient);
  if (from === undefined || to === undefined) return undefined;
  if (from === to) return b.value;
  const result = ucum().convertUnitTo(from, b.value, to);
  return result.status === 'succeeded' && result.toVal !== null ? result.toVal : undefined;
}

/** Orders two quantities; undefined when they are not comparable. */
export function compareQuantities(a: QuantityValue, b: QuantityValue, lenient = false): number | undefined {
  const other = convert(a, b, lenient);
  if (other === undefined) return undefined;
  const difference = a.value - other;
  // Unit conversion is floating point: what differs in the 12th digit only is the same amount.
  return Math.abs(difference) <= Math.abs(a.value) * 1e-12 ? 0 : difference;
}

/** `~`: equal within the precision of the less precise. */
export function equivalentQuantities(
  a: QuantityValue,
  b: QuantityValue,
  equivalent: (x: number, y: number) => boolean,
): boolean {
  const other = convert(a, b, true);
  if (other === undefined) return false;
  const back = convert(b, a, true);
  return equivalent(a.value, other) || (back !== undefined && equivalent(back, b.value));
}

export function comparable(a: QuantityValue, b: QuantityValue): boolean {
  return convert(a, b, false) !== undefined;
}

export function isUnit(unit: string): boolean {
  return ucum().validateUnitString(unit).status === 'valid';
}

/** `b` in the unit of `a`, for addition. */
export function inUnitOf(a: QuantityValue, b: QuantityValue): number | undefined {
  return convert(a, b, false);
}

/** Multiplies (`.`) or divides (`/`) units, in UCUM's notation. */
export function combineUnits(a: QuantityValue, b: QuantityValue, operator: '.' | '/'): string | undefined {
  const left = ucumUnit(a, false);
  const right = ucumUnit(b, false);
  if (left === undefined || right === undefined) return undefined;
  if (right === '1') return left;
  if (operator === '/' && left === right) return '1';
  if (left === '1') return operator === '.' ? right : `/(${right})`;
  return `(${left})${operator}(${right})`;
}
