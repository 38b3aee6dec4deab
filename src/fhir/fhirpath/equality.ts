/** `=` and `~` and the order of values: https://hl7.org/fhirpath/#equality, #comparison */
import { decimalPlaces } from './boundary.ts';
import { FhirPathError } from './fhirpath-error.ts';
import { type Item, type Items, isObject } from './item.ts';
import { compareQuantities, equivalentQuantities, toQuantity } from './quantity.ts';
import { compareTemporal, parseDateTime, parseTime, type Temporal } from './temporal.ts';
import { type Category, SYSTEM } from './type-model.ts';

/** What the JSON of each category is; `complex` and `quantity` are told apart by their types alone. */
const JSON_TYPES: Partial<Record<Category, string>> = {
  string: 'string',
  number: 'number',
  boolean: 'boolean',
  date: 'string',
  dateTime: 'string',
  time: 'string',
};

/** The category that decides how an item compares; values that are not what their type says, by what they are in JSON. */
export function categoryOf({ type: { category }, value }: Item): Category {
  const kind = typeof value;
  if (category === 'complex' || category === 'quantity' || kind === 'undefined') return category;
  if (JSON_TYPES[category] === kind) return category;
  return kind === 'string' || kind === 'number' || kind === 'boolean' ? kind : 'complex';
}

const isTemporal = (category: Category) => category === 'date' || category === 'dateTime' || category === 'time';

/** Reads the text of a temporal item; undefined when the text is no such value. */
export function temporalOf({ value }: Item, category: Category): Temporal | undefined {
  if (typeof value !== 'string') return undefined;
  return category === 'time' ? parseTime(value) : parseDateTime(value);
}

function compareTemporals(a: Item, b: Item, left: Category, right: Category): number | undefined | null {
  if (a.value === b.value && left === right) return 0;
  // A string beside a date is read as one, so that constants and codes in text form compare as their author means.
  const kinds = [left, right].map((kind) => (kind === 'string' ? 'string' : kind === 'time' ? 'time' : 'date'));
  if (kinds[0] !== kinds[1] && !kinds.includes('string')) return null;
  const time = kinds.includes('time');
  const quick = time ? undefined : compareTexts(a.value as string, b.value as string);
  if (quick !== undefined) return quick;
  const x = temporalOf(a, time ? 'time' : 'dateTime');
  const y = temporalOf(b, time ? 'time' : 'dateTime');
  return x && y ? compareTemporal(x, y) : null;
}

/**
 * Orders two dates, or two dateTimes of the same precision and offset, by their text: most comparisons are of this kind.
 * Undefined when that does not decide it.
 */
function compareTexts(a: string, b: string): number | undefined {
  if (typeof a !== 'string' || typeof b !== 'string' || a.length !== b.length || a.length < 10) return undefined;
  if (a.charCodeAt(4) !== 45 || b.charCodeAt(4) !== 45 || a.charCodeAt(7) !== 45 || b.charCodeAt(7) !== 45)
    return undefined;
  // Beyond the day only texts with seconds, fraction and offset alike.
  if (a.length > 10 && (a.charCodeAt(16) !== 58 || b.charCodeAt(16) !== 58 || a.slice(19) !== b.slice(19)))
    return undefined;
  return a < b ? -1 : a === b ? 0 : 1;
}

/** Whether two items are equal; undefined when precision leaves it open. */
export function equalItems(a: Item, b: Item): boolean | undefined {
  const left = categoryOf(a);
  const right = categoryOf(b);
  if (left === 'string' && right === 'string') return a.value === b.value;
  if (isTemporal(left) || isTemporal(right)) {
    const order = compareTemporals(a, b, left, right);
    return order === null ? false : order === undefined ? undefined : order === 0;
  }
  if (left === 'quantity' || right === 'quantity') {
    const x = toQuantity(a);
    const y = toQuantity(b);
    if (x && y) {
      const order = compareQuantities(x, y);
      if (order !== undefined) return order === 0;
      // `1 year = 1 'a'` is neither true nor false; other units that don't compare measure different things.
      return x.calendar === y.calendar ? false : undefined;
    }
    return deepEqual(a.value, b.value);
  }
  if (left !== right) return false;
  return left === 'complex' ? deepEqual(a.value, b.value) : sameNumber(a.value, b.value);
}

function sameNumber(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'number' || typeof b !== 'number') return false;
  return Math.abs(a - b) < 1e-8 && (!Number.isInteger(a) || !Number.isInteger(b));
}

function deepEqual(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (Array.isArray(a)) return Array.isArray(b) && a.length === b.length && a.every((one, at) => deepEqual(one, b[at]));
  if (!isObject(a) || !isObject(b)) return sameNumber(a, b);
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && deepEqual(a[key], b[key]))
  );
}

/** `=` over collections: empty when one of them is, false when they differ in size, in order. */
export function equalCollections(a: Items, b: Items): boolean | undefined {
  if (a.length === 0 || b.length === 0) return undefined;
  if (a.length !== b.length) return false;
  let result: boolean | undefined = true;
  for (let at = 0; at < a.length; at += 1) {
    const equal = equalItems(a[at] as Item, b[at] as Item);
    if (equal === false) return false;
    if (equal === undefined) result = undefined;
  }
  return result;
}

const normalizeText = (text: unknown) => String(text).toLowerCase().replace(/\s+/g, ' ').trim();

function equivalentNumbers(a: number, b: number): boolean {
  const places = Math.min(decimalPlaces(a), decimalPlaces(b));
  const factor = 10 ** places;
  return Math.round(a * factor) === Math.round(b * factor);
}

/** Whether two items are equivalent. */
function equivalentItems(a: Item, b: Item): boolean {
  const left = categoryOf(a);
  const right = categoryOf(b);
  if (left === 'string' && right === 'string') return normalizeText(a.value) === normalizeText(b.value);
  if (left === 'number' && right === 'number') return equivalentNumbers(a.value as number, b.value as number);
  if (isTemporal(left) || isTemporal(right)) return compareTemporals(a, b, left, right) === 0;
  if (left === 'quantity' || right === 'quantity') {
    const x = toQuantity(a);
    const y = toQuantity(b);
    if (x && y) return equivalentQuantities(x, y, equivalentNumbers);
  }
  return left === right && deepEquivalent(a.value, b.value);
}

function deepEquivalent(a: unknown, b: unknown): boolean {
  if (typeof a === 'string' && typeof b === 'string') return normalizeText(a) === normalizeText(b);
  if (typeof a === 'number' && typeof b === 'number') return equivalentNumbers(a, b);
  if (Array.isArray(a) && Array.isArray(b)) return sameMembers(a, b, deepEquivalent);
  if (!isObject(a) || !isObject(b)) return a === b;
  const keys = Object.keys(a).filter((key) => key !== 'id');
  const others = Object.keys(b).filter((key) => key !== 'id');
  return keys.length === others.length && keys.every((key) => Object.hasOwn(b, key) && deepEquivalent(a[key], b[key]));
}

function sameMembers<T>(a: readonly T[], b: readonly T[], same: (x: T, y: T) => boolean): boolean {
  if (a.length !== b.length) return false;
  const rest = [...b];
  return a.every((one) => {
    const at = rest.findIndex((other) => same(one, other));
    if (at >= 0) rest.splice(at, 1);
    return at >= 0;
  });
}

/** `~` over collections: in any order. */
export function equivalentCollections(a: Items, b: Items): boolean {
  return sameMembers(a, b, equivalentItems);
}

/** Orders two items; undefined when precision or units leave it open. Throws when they are of kinds without an order. */
export function compareItems(a: Item, b: Item): number | undefined {
  const left = categoryOf(a);
  const right = categoryOf(b);
  if (left === 'number' && right === 'number') return (a.value as number) - (b.value as number);
  if (left === 'string' && right === 'string') {
    return (a.value as string) < (b.value as string) ? -1 : a.value === b.value ? 0 : 1;
  }
  if (isTemporal(left) || isTemporal(right)) {
    const order = compareTemporals(a, b, left, right);
    if (order !== null) return order;
  } else {
    const x = toQuantity(a);
    const y = toQuantity(b);
    if (x && y) return compareQuantities(x, y);
  }
  throw new FhirPathError('execution', `${a.type.name} and ${b.type.name} have no order`);
}

/** A text that equal items share, for sets; undefined where equality needs units. */
export function identityKey(item: Item): string | undefined {
  const category = categoryOf(item);
  switch (category) {
    case 'quantity':
      return undefined;
    case 'string':
      return `s${item.value}`;
    case 'date':
    case 'dateTime':
    case 'time': {
      const temporal = temporalOf(item, category);
      return temporal && `t${temporal.precision} ${temporal.fields} ${temporal.offset ?? ''}`;
    }
    default:
      return item.type === SYSTEM.TypeInfo ? undefined : `${category[0]}${canonical(item.value)}`;
  }
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical)}]`;
  if (!isObject(value))
    return typeof value === 'number' ? String(Math.round(value * 1e8) / 1e8) : JSON.stringify(value ?? null);
  return `{${Object.keys(value)
    .sort()
    .map((key) => `${key}:${canonical(value[key])}`)}}`;
}
