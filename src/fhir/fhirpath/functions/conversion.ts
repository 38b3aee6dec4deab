/** toX() and convertsToX(): https://hl7.org/fhirpath/#conversion, and the moment of evaluation. */
import { decimalPlaces } from '../boundary.ts';
import { BOOLEAN, single } from '../compiled.ts';
import { booleanItems, decimalItem, Item, integerItem, quantityItem, stringItem } from '../item.ts';
import { isUnit, toQuantity } from '../quantity.ts';
import { formatDateTime, formatTime, localNow, parseDateTime, parseTime } from '../temporal.ts';
import { SYSTEM, type TypeInfo } from '../type-model.ts';
import type { FunctionTable } from './definition.ts';

const TRUE_TEXT = new Set(['true', 't', 'yes', 'y', '1', '1.0']);
const FALSE_TEXT = new Set(['false', 'f', 'no', 'n', '0', '0.0']);
const QUANTITY =
  /^([+-]?\d+(?:\.\d+)?)\s*(?:'([^']+)'|(years?|months?|weeks?|days?|hours?|minutes?|seconds?|milliseconds?))?$/;
const MAX_INTEGER = 2_147_483_647;

function toBoolean({ value }: Item): Item | undefined {
  if (typeof value === 'boolean') return new Item(value, SYSTEM.Boolean);
  const text = String(value).toLowerCase();
  if (TRUE_TEXT.has(text)) return new Item(true, SYSTEM.Boolean);
  return FALSE_TEXT.has(text) ? new Item(false, SYSTEM.Boolean) : undefined;
}

function toInteger({ value }: Item): Item | undefined {
  if (typeof value === 'boolean') return integerItem(value ? 1 : 0);
  const number = typeof value === 'string' && /^[+-]?\d+$/.test(value) ? Number(value) : value;
  return Number.isInteger(number) && Math.abs(number as number) <= MAX_INTEGER
    ? integerItem(number as number)
    : undefined;
}

function toDecimal(item: Item): Item | undefined {
  const { value } = item;
  if (typeof value === 'boolean') return decimalItem(value ? 1 : 0, 1);
  if (typeof value === 'number') return decimalItem(value, item.scale);
  if (typeof value !== 'string' || !/^[+-]?\d+(?:\.\d+)?$/.test(value)) return undefined;
  return decimalItem(Number(value), value.split('.')[1]?.length ?? 0);
}

/** A number with the decimals that it was written with. */
function numberText(value: number, scale: number): string {
  const text = String(value);
  if (scale > decimalPlaces(value) && !text.includes('e')) return value.toFixed(scale);
  return text.includes('e') ? value.toFixed(Math.min(decimalPlaces(value), 20)) : text;
}

function toText(item: Item): Item | undefined {
  const { value } = item;
  if (typeof value === 'string') return stringItem(value);
  if (typeof value === 'boolean') return stringItem(String(value));
  if (typeof value === 'number') return stringItem(numberText(value, item.scale));
  const quantity = toQuantity(item);
  if (!quantity) return undefined;
  const unit = quantity.calendar ? `${quantity.unit}` : `'${quantity.unit}'`;
  return stringItem(`${numberText(quantity.value, item.scale)} ${unit}`);
}

function toDate({ value }: Item): Item | undefined {
  const temporal = typeof value === 'string' ? parseDateTime(value) : undefined;
  return temporal && new Item((value as string).slice(0, 10), SYSTEM.Date);
}

function toDateTime({ value }: Item): Item | undefined {
  return typeof value === 'string' && parseDateTime(value) ? new Item(value, SYSTEM.DateTime) : undefined;
}

function toTime({ value }: Item): Item | undefined {
  return typeof value === 'string' && parseTime(value) ? new Item(value, SYSTEM.Time) : undefined;
}

function toQuantityItem(item: Item): Item | undefined {
  if (typeof item.value === 'boolean') return quantityItem({ value: item.value ? 1 : 0, unit: '1', calendar: false });
  const quantity = toQuantity(item);
  if (quantity) return quantityItem(quantity);
  const match = typeof item.value === 'string' ? QUANTITY.exec(item.value) : null;
  if (!match) return undefined;
  const [, number, unit, calendar] = match;
  if (unit !== undefined && !isUnit(unit)) return undefined;
  return quantityItem({
    value: Number(number),
    unit: calendar?.replace(/s$/, '') ?? unit ?? '1',
    calendar: calendar !== undefined,
  });
}

const CONVERSIONS: Record<string, [TypeInfo, (item: Item) => Item | undefined]> = {
  Boolean: [SYSTEM.Boolean, toBoolean],
  Integer: [SYSTEM.Integer, toInteger],
  Decimal: [SYSTEM.Decimal, toDecimal],
  String: [SYSTEM.String, toText],
  Date: [SYSTEM.Date, toDate],
  DateTime: [SYSTEM.DateTime, toDateTime],
  Time: [SYSTEM.Time, toTime],
  Quantity: [SYSTEM.Quantity, toQuantityItem],
};

export const conversion: FunctionTable = {
  now: {
    arity: [0, 0],
    run: (_input, _args, context) => [new Item(formatDateTime(localNow(context.now)), SYSTEM.DateTime)],
  },
  today: {
    arity: [0, 0],
    run: (_input, _args, context) => [
      new Item(formatDateTime({ ...localNow(context.now), precision: 3 }), SYSTEM.Date),
    ],
  },
  timeOfDay: {
    arity: [0, 0],
    run: (_input, _args, context) => [new Item(formatTime(localNow(context.now)), SYSTEM.Time)],
  },
};

for (const [name, [type, convert]] of Object.entries(CONVERSIONS)) {
  conversion[`to${name}`] = {
    arity: [0, 0],
    types: [type],
    run: (input) => {
      const item = single(input, `to${name}()`);
      const converted = item?.value === undefined ? undefined : convert(item);
      return converted ? [converted] : [];
    },
  };
  conversion[`convertsTo${name}`] = {
    arity: [0, 0],
    types: BOOLEAN,
    run: (input) => {
      const item = single(input, `convertsTo${name}()`);
      return item?.value === undefined ? [] : booleanItems(convert(item) !== undefined);
    },
  };
}
