/** One item of a FHIRPath collection: a value, what type it has, and where in the input it stands. */
import { fhirType, type Slot, SYSTEM, type TypeInfo, UNTYPED } from './type-model.ts';

/** The value of a System.Quantity. `unit` is UCUM, or a calendar unit's name (`year`) with `calendar`. */
export interface QuantityValue {
  value: number;
  unit: string;
  calendar: boolean;
}

export class Item {
  /** JSON of a FHIR element; a JS primitive or QuantityValue of a System type; dates and times are text in FHIR's form. */
  readonly value: unknown;
  readonly type: TypeInfo;
  readonly parent: Item | undefined;
  readonly slot: Slot | undefined;
  /** Position in the parent's list, -1 when the element is none. */
  readonly index: number;
  /** Digits after the point of a decimal as it was written, -1 when that is unknown. */
  readonly scale: number;

  constructor(value: unknown, type: TypeInfo, parent?: Item, slot?: Slot, index = -1, scale = -1) {
    this.value = value;
    this.type = type;
    this.parent = parent;
    this.slot = slot;
    this.index = index;
    this.scale = scale;
  }
}

export const EMPTY: readonly Item[] = Object.freeze([]) as readonly Item[];
export const TRUE: readonly Item[] = Object.freeze([new Item(true, SYSTEM.Boolean)]);
export const FALSE: readonly Item[] = Object.freeze([new Item(false, SYSTEM.Boolean)]);

export type Items = readonly Item[];

/** Three-valued logic as a collection. */
export function booleanItems(value: boolean | undefined): Items {
  return value === undefined ? EMPTY : value ? TRUE : FALSE;
}

export const stringItem = (value: string): Item => new Item(value, SYSTEM.String);
export const integerItem = (value: number): Item => new Item(value, SYSTEM.Integer);
export const decimalItem = (value: number, scale = -1): Item =>
  new Item(value, SYSTEM.Decimal, undefined, undefined, -1, scale);
export const quantityItem = (value: QuantityValue): Item => new Item(value, SYSTEM.Quantity);

/** Whether a value is a JSON object, and not a list or null. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The type of a resource by its resourceType, else the declared one. */
export function dynamicType(value: unknown, declared: TypeInfo): TypeInfo {
  if (declared.kind !== 'resource' && declared !== UNTYPED) return declared;
  const name = isObject(value) ? value.resourceType : undefined;
  return typeof name === 'string' ? (fhirType(name) ?? declared) : declared;
}

/** Wraps any JS value for evaluation: resources by resourceType, JS primitives as System types, objects untyped. */
export function wrap(value: unknown, declared?: TypeInfo): Item {
  if (value instanceof Item) return value;
  if (declared) return new Item(value, dynamicType(value, declared));
  switch (typeof value) {
    case 'string':
      return stringItem(value);
    case 'boolean':
      return new Item(value, SYSTEM.Boolean);
    case 'number':
      return Number.isInteger(value) ? integerItem(value) : decimalItem(value);
    default:
      return new Item(value, dynamicType(value, UNTYPED));
  }
}

/** Wraps one value or a list of values; null and undefined are empty. */
export function wrapAll(value: unknown, declared?: TypeInfo): Items {
  if (value === undefined || value === null) return EMPTY;
  if (Array.isArray(value)) {
    return value.filter((item) => item !== null && item !== undefined).map((item) => wrap(item, declared));
  }
  return [wrap(value, declared)];
}

/** The object beside a primitive that holds its id and extensions (`_birthDate`). */
export function primitiveExtension(item: Item): Record<string, unknown> | undefined {
  const { parent, slot } = item;
  if (!parent || !slot || !isObject(parent.value)) return undefined;
  const beside = parent.value[slot.extensionKey];
  const own = item.index >= 0 && Array.isArray(beside) ? beside[item.index] : beside;
  return isObject(own) ? own : undefined;
}

/** The item's value as the caller of an expression gets it: JSON of elements, text of dates, `{value, unit}` of quantities. */
export function unwrap(item: Item): unknown {
  if (item.type === SYSTEM.Quantity) {
    const { value, unit, calendar } = item.value as QuantityValue;
    return calendar ? { value, unit } : { value, unit, system: 'http://unitsofmeasure.org', code: unit };
  }
  return item.value ?? null;
}

/** Where the item stands, as FHIRPath from its resource: `Condition.code.coding[0]`. Undefined for computed values. */
export function elementPath(item: Item): string | undefined {
  const steps: string[] = [];
  for (let at: Item | undefined = item; at; at = at.parent) {
    if (at.type.kind === 'resource') return [at.type.name, ...steps].join('.');
    if (!at.slot) return undefined;
    steps.unshift(at.index >= 0 ? `${at.slot.name}[${at.index}]` : at.slot.name);
  }
  return undefined;
}

/** The resource that the item is part of, itself when it is one. */
export function owningResource(item: Item): Item | undefined {
  let at: Item | undefined = item;
  while (at && at.type.kind !== 'resource') at = at.parent;
  return at;
}
