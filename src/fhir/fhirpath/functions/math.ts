/** https://hl7.org/fhirpath/#math-1, #boundary functions, and sums over collections. */
import { addItems, divideItems } from '../arithmetic.ts';
import { decimalBoundary, decimalPlaces, temporalBoundary, temporalDigits } from '../boundary.ts';
import { INTEGER, single, singleInteger } from '../compiled.ts';
import { categoryOf, compareItems, temporalOf } from '../equality.ts';
import { FhirPathError } from '../fhirpath-error.ts';
import { booleanItems, decimalItem, EMPTY, Item, type Items, integerItem, quantityItem } from '../item.ts';
import { memberStep } from '../navigation.ts';
import { comparable, toQuantity } from '../quantity.ts';
import { SYSTEM } from '../type-model.ts';
import type { FunctionTable, ValueFunction } from './definition.ts';

function number(input: Items, of: string): Item | undefined {
  const item = single(input, `${of}()`);
  if (item && categoryOf(item) !== 'number') throw new FhirPathError('execution', `${of}() takes a number`);
  return item;
}

const isDecimal = (item: Item) => item.type === SYSTEM.Decimal || item.type.name === 'decimal';

function ofNumber(
  name: string,
  apply: (value: number, argument: number) => number,
  integer: boolean,
  count = 0,
): ValueFunction {
  return {
    arity: [count, count],
    run: (input, args) => {
      const item = number(input, name);
      const argument = count === 0 ? undefined : number(args[0]!, name);
      if (!item || (count > 0 && !argument)) return EMPTY;
      const result = apply(item.value as number, (argument?.value as number) ?? 0);
      if (!Number.isFinite(result)) return EMPTY;
      return [integer && Number.isInteger(result) ? integerItem(result) : decimalItem(result)];
    },
  };
}

function roundTo(value: number, digits: number): number {
  return Math.sign(value) * Number(`${Math.round(Number(`${Math.abs(value)}e${digits}`))}e${-digits}`);
}

const start = memberStep('start');
const end = memberStep('end');

function boundary(side: 'low' | 'high'): ValueFunction['run'] {
  return function run(input, args, context): Items {
    const item = single(input, `${side}Boundary()`);
    if (item?.value === undefined) return EMPTY;
    const digits = args[0] && singleInteger(args[0], `${side}Boundary()`);
    const category = categoryOf(item);
    if (category === 'date' || category === 'dateTime' || category === 'time') {
      const temporal = temporalOf(item, category);
      const kind = category === 'date' && (digits ?? 0) > 8 ? 'dateTime' : category;
      const text = temporal && temporalBoundary(temporal, side, kind, digits);
      const type = category === 'time' ? SYSTEM.Time : kind === 'date' ? SYSTEM.Date : SYSTEM.DateTime;
      return text === undefined ? EMPTY : [new Item(text, type)];
    }
    if (category === 'number') {
      const bound = decimalBoundary(item.value as number, scaleOf(item), side, digits);
      return bound === undefined ? EMPTY : [decimalItem(bound)];
    }
    if (item.type.name === 'Period') return run((side === 'low' ? start : end)([item]), args, context);
    const quantity = toQuantity(item);
    if (!quantity) return EMPTY;
    const bound = decimalBoundary(quantity.value, Math.max(item.scale, decimalPlaces(quantity.value)), side, digits);
    return bound === undefined ? EMPTY : [quantityItem({ ...quantity, value: bound })];
  };
}

/** Decimals of a number as written. JSON.parse drops trailing zeros, so that a decimal element `1` may have been `1.0`. */
function scaleOf(item: Item): number {
  const places = Math.max(item.scale, decimalPlaces(item.value as number));
  return item.type.name === 'decimal' ? Math.max(1, places) : places;
}

const fold = (pick: (best: Item, item: Item) => Item): ValueFunction => ({
  arity: [0, 0],
  types: 'input',
  run: (input) => (input.length === 0 ? EMPTY : [input.reduce(pick)]),
});

const total = (input: Items): Items =>
  input.length === 0
    ? EMPTY
    : input.slice(1).reduce<Items>((sum, item) => (sum[0] ? addItems(sum[0], item, 1) : EMPTY), [input[0]!]);

export const math: FunctionTable = {
  abs: {
    arity: [0, 0],
    run: (input) => {
      const item = single(input, 'abs()');
      if (!item) return EMPTY;
      if (categoryOf(item) === 'number') {
        const value = Math.abs(item.value as number);
        return [isDecimal(item) ? decimalItem(value) : integerItem(value)];
      }
      const quantity = toQuantity(item);
      if (!quantity) throw new FhirPathError('execution', 'abs() takes a number or a quantity');
      return [quantityItem({ ...quantity, value: Math.abs(quantity.value) })];
    },
  },
  ceiling: ofNumber('ceiling', Math.ceil, true),
  floor: ofNumber('floor', Math.floor, true),
  truncate: ofNumber('truncate', Math.trunc, true),
  exp: ofNumber('exp', Math.exp, false),
  ln: ofNumber('ln', Math.log, false),
  sqrt: ofNumber('sqrt', Math.sqrt, false),
  log: ofNumber('log', (value, base) => Number((Math.log(value) / Math.log(base)).toPrecision(15)), false, 1),
  power: {
    arity: [1, 1],
    run: (input, [exponent]) => {
      const base = number(input, 'power');
      const by = number(exponent!, 'power');
      if (!base || !by) return EMPTY;
      const result = (base.value as number) ** (by.value as number);
      if (!Number.isFinite(result)) return EMPTY;
      return [
        isDecimal(base) || isDecimal(by) || !Number.isInteger(result) ? decimalItem(result) : integerItem(result),
      ];
    },
  },
  round: {
    arity: [0, 1],
    run: (input, [digits]) => {
      const item = number(input, 'round');
      if (!item) return EMPTY;
      const places = (digits && singleInteger(digits, 'round()')) ?? 0;
      if (places < 0) throw new FhirPathError('execution', 'round() takes a precision of 0 or more');
      return [decimalItem(roundTo(item.value as number, places))];
    },
  },
  lowBoundary: { arity: [0, 1], run: boundary('low') },
  highBoundary: { arity: [0, 1], run: boundary('high') },
  precision: {
    arity: [0, 0],
    types: INTEGER,
    run: (input) => {
      const item = single(input, 'precision()');
      const category = item && categoryOf(item);
      if (!item || !category) return EMPTY;
      if (category === 'number') return [integerItem(Math.max(item.scale, decimalPlaces(item.value as number)))];
      const temporal = temporalOf(item, category);
      return temporal ? [integerItem(temporalDigits(temporal, category === 'time'))] : EMPTY;
    },
  },
  comparable: {
    arity: [1, 1],
    run: (input, [other]) => {
      const [a, b] = [single(input, 'comparable()'), single(other!, 'comparable()')];
      if (!a || !b) return EMPTY;
      const [x, y] = [toQuantity(a), toQuantity(b)];
      return booleanItems(x !== undefined && y !== undefined && comparable(x, y));
    },
  },
  sum: { arity: [0, 0], types: 'input', run: total },
  min: fold((best, item) => ((compareItems(item, best) ?? 0) < 0 ? item : best)),
  max: fold((best, item) => ((compareItems(item, best) ?? 0) > 0 ? item : best)),
  avg: {
    arity: [0, 0],
    run: (input) => {
      const [sum] = total(input);
      return sum ? divideItems(sum, integerItem(input.length)) : EMPTY;
    },
  },
};
