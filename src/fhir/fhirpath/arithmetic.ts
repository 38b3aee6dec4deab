/** `+ - * / div mod &`: https://hl7.org/fhirpath/#math */
import { decimalPlaces } from './boundary.ts';
import { categoryOf, temporalOf } from './equality.ts';
import { FhirPathError } from './fhirpath-error.ts';
import {
  decimalItem,
  EMPTY,
  Item,
  type Items,
  integerItem,
  type QuantityValue,
  quantityItem,
  stringItem,
} from './item.ts';
import { calendarUnit, combineUnits, inUnitOf, toQuantity } from './quantity.ts';
import { addTemporal, formatDateTime, formatTime } from './temporal.ts';
import { SYSTEM } from './type-model.ts';

const isInteger = (item: Item) => item.type !== SYSTEM.Decimal && item.type.name !== 'decimal';
const MAX_INTEGER = 2_147_483_647;

/** A number as an Integer when both operands are and it fits, else as a Decimal. */
function numberItems(value: number, integer: boolean): Items {
  if (!Number.isFinite(value)) return EMPTY;
  if (integer && Number.isInteger(value) && Math.abs(value) <= MAX_INTEGER + 1) return [integerItem(value)];
  return integer && !Number.isInteger(value) ? [decimalItem(value)] : integer ? EMPTY : [decimalItem(value)];
}

/** Sums and products without the noise of binary fractions: rounded to the decimals that the exact result can have. */
function exact(value: number, places: number): number {
  if (places === 0 || Number.isInteger(value) || places > 15) return value;
  return Number(value.toFixed(places));
}

const add = (a: number, b: number) => exact(a + b, Math.max(decimalPlaces(a), decimalPlaces(b)));
const multiply = (a: number, b: number) => exact(a * b, decimalPlaces(a) + decimalPlaces(b));

function mismatch(operator: string, a: Item, b: Item): never {
  throw new FhirPathError('execution', `${a.type.name} ${operator} ${b.type.name} is not defined`);
}

function quantityResult(value: number, like: QuantityValue): Items {
  return [quantityItem({ ...like, value })];
}

/** `a + b` or `a - b`: numbers, strings (+ only), quantities, and dates with durations. */
export function addItems(a: Item, b: Item, sign: 1 | -1): Items {
  const operator = sign > 0 ? '+' : '-';
  const [left, right] = [categoryOf(a), categoryOf(b)];
  if (left === 'number' && right === 'number') {
    return numberItems(add(a.value as number, sign * (b.value as number)), isInteger(a) && isInteger(b));
  }
  if (left === 'string' && right === 'string' && sign > 0) return [stringItem(`${a.value}${b.value}`)];
  if (left === 'date' || left === 'dateTime' || left === 'time') {
    const temporal = temporalOf(a, left);
    const duration = right === 'quantity' ? toQuantity(b) : undefined;
    const unit = duration && calendarUnit(duration);
    if (!duration || !unit) return mismatch(operator, a, b);
    const sum = temporal && addTemporal(temporal, sign * duration.value, unit);
    if (!sum) return EMPTY;
    const text = left === 'time' ? formatTime(sum) : formatDateTime(sum, String(a.value).endsWith('Z'));
    return [new Item(text, left === 'time' ? SYSTEM.Time : left === 'date' ? SYSTEM.Date : SYSTEM.DateTime)];
  }
  const [x, y] = [toQuantity(a), toQuantity(b)];
  if (!x || !y) return mismatch(operator, a, b);
  const other = inUnitOf(x, y);
  return other === undefined ? EMPTY : quantityResult(add(x.value, sign * other), x);
}

export function multiplyItems(a: Item, b: Item): Items {
  if (categoryOf(a) === 'number' && categoryOf(b) === 'number') {
    return numberItems(multiply(a.value as number, b.value as number), isInteger(a) && isInteger(b));
  }
  const [x, y] = [toQuantity(a), toQuantity(b)];
  if (!x || !y) return mismatch('*', a, b);
  const unit = combineUnits(x, y, '.');
  return unit === undefined ? EMPTY : [quantityItem({ value: multiply(x.value, y.value), unit, calendar: false })];
}

export function divideItems(a: Item, b: Item): Items {
  if (categoryOf(a) === 'number' && categoryOf(b) === 'number') {
    return b.value === 0 ? EMPTY : [decimalItem((a.value as number) / (b.value as number))];
  }
  const [x, y] = [toQuantity(a), toQuantity(b)];
  if (!x || !y) return mismatch('/', a, b);
  const unit = y.value === 0 ? undefined : combineUnits(x, y, '/');
  return unit === undefined ? EMPTY : [quantityItem({ value: x.value / y.value, unit, calendar: false })];
}

/** `div` and `mod`, towards zero; empty by zero. */
export function integerDivide(a: Item, b: Item, operator: 'div' | 'mod'): Items {
  if (categoryOf(a) !== 'number' || categoryOf(b) !== 'number') return mismatch(operator, a, b);
  const [x, y] = [a.value as number, b.value as number];
  if (y === 0) return EMPTY;
  const integer = isInteger(a) && isInteger(b);
  if (operator === 'div') return numberItems(Math.trunc(x / y), true);
  return numberItems(exact(x % y, Math.max(decimalPlaces(x), decimalPlaces(y))), integer);
}

/** `a & b`: joins text, an empty side counts as ''. */
export function concatenate(a: Item | undefined, b: Item | undefined): Items {
  const [left, right] = [a, b].map((item) => {
    if (item && typeof item.value !== 'string')
      throw new FhirPathError('execution', `& joins strings, not ${item.type.name}`);
    return item?.value ?? '';
  });
  return [stringItem(`${left}${right}`)];
}

export function negate(item: Item): Items {
  if (categoryOf(item) === 'number') {
    const value = -(item.value as number);
    return [new Item(value, isInteger(item) ? SYSTEM.Integer : SYSTEM.Decimal, undefined, undefined, -1, item.scale)];
  }
  const quantity = categoryOf(item) === 'quantity' ? toQuantity(item) : undefined;
  if (quantity) return quantityResult(-quantity.value, quantity);
  throw new FhirPathError('execution', `${item.type.name} has no sign`);
}
