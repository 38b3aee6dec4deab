/** From items to their elements: children by name, all children, all descendants. */
import { dynamicType, EMPTY, Item, type Items, isObject, primitiveExtension, wrap } from './item.ts';
import { type ElementInfo, type Slot, SYSTEM, type TypeInfo, UNTYPED } from './type-model.ts';

/** Choices of more types than this are found by the object's own properties and not by trying each. */
const FEW_SLOTS = 4;

/** A step `.name`, which remembers the element of the type that it last saw. */
export function memberStep(name: string): (input: Items) => Items {
  let lastType: TypeInfo | undefined;
  let element: ElementInfo | undefined;
  const untypedSlot: Slot = { name, key: name, extensionKey: `_${name}`, type: UNTYPED };
  return (input) => {
    if (input.length === 0) return EMPTY;
    const out: Item[] = [];
    for (const item of input) {
      const { type } = item;
      if (type !== lastType) {
        lastType = type;
        element = type.element(name);
      }
      if (type.primitive) {
        if (name === 'value') pushSystemValue(item, out);
        else if (element) {
          const beside = primitiveExtension(item);
          if (beside) pushSlot(beside, element.slots[0] as Slot, item, out);
        }
        continue;
      }
      const object = item.value as Record<string, unknown>;
      if (!isObject(object)) continue;
      if (!element) {
        if (Object.hasOwn(object, name)) pushSlot(object, untypedSlot, item, out);
      } else if (element.slots.length === 1) {
        pushSlot(object, element.slots[0] as Slot, item, out);
      } else if (element.slots.length <= FEW_SLOTS) {
        for (const slot of element.slots) pushSlot(object, slot, item, out);
      } else {
        let found: Slot | undefined;
        for (const key in object) {
          const slot = key.includes(name) ? type.slot(key) : undefined;
          if (slot?.name === name && slot !== found) {
            found = slot;
            pushSlot(object, slot, item, out);
          }
        }
      }
    }
    return out;
  };
}

/** All children in the order of the JSON. */
export function children(input: Items): Items {
  const out: Item[] = [];
  for (const item of input) {
    const object = item.type.primitive ? primitiveExtension(item) : item.value;
    if (!isObject(object) || item.type === SYSTEM.Quantity) continue;
    let last: Slot | undefined;
    for (const key in object) {
      if (key === 'resourceType') continue;
      const slot = item.type.slot(key) ?? { name: key, key, extensionKey: `_${key}`, type: UNTYPED };
      if (slot === last || (key === slot.extensionKey && object[slot.key] !== undefined)) continue;
      last = slot;
      pushSlot(object, slot, item, out);
    }
  }
  return out;
}

/** children() of children, to the leaves. */
export function descendants(input: Items): Items {
  const out: Item[] = [];
  let level = children(input);
  while (level.length > 0) {
    for (const item of level) out.push(item);
    level = children(level);
  }
  return out;
}

function pushSlot(object: Record<string, unknown>, slot: Slot, parent: Item, out: Item[]): void {
  const value = object[slot.key];
  if (value === undefined || value === null) {
    if (!slot.type.primitive) return;
    const beside = object[slot.extensionKey];
    if (isObject(beside)) out.push(new Item(undefined, slot.type, parent, slot));
    else if (Array.isArray(beside)) {
      beside.forEach((one, at) => {
        if (isObject(one)) out.push(new Item(undefined, slot.type, parent, slot, at));
      });
    }
  } else if (Array.isArray(value)) {
    for (let at = 0; at < value.length; at += 1) {
      const one = value[at];
      if (one !== null && one !== undefined) out.push(child(one, slot, parent, at));
      else if (slot.type.primitive && isObject((object[slot.extensionKey] as unknown[] | undefined)?.[at])) {
        out.push(new Item(undefined, slot.type, parent, slot, at));
      }
    }
  } else out.push(child(value, slot, parent, -1));
}

function child(value: unknown, slot: Slot, parent: Item, index: number): Item {
  const { type } = slot;
  if (type.kind === 'resource') return new Item(value, dynamicType(value, type), parent, slot, index);
  if (type !== UNTYPED) return new Item(value, type, parent, slot, index);
  const wrapped = wrap(value);
  return new Item(value, wrapped.type, parent, slot, index);
}

/** A primitive's own `.value` as the System type of https://hl7.org/fhir/R4/fhirpath.html#types. */
function pushSystemValue(item: Item, out: Item[]): void {
  if (item.value !== undefined) out.push(new Item(item.value, systemTypeOf(item)));
}

function systemTypeOf({ type, value }: Item): TypeInfo {
  switch (type.category) {
    case 'boolean':
      return SYSTEM.Boolean;
    case 'number':
      return type.name === 'decimal' || type === SYSTEM.Decimal ? SYSTEM.Decimal : SYSTEM.Integer;
    case 'date':
      return SYSTEM.Date;
    case 'dateTime':
      return SYSTEM.DateTime;
    case 'time':
      return SYSTEM.Time;
    case 'json':
      return wrap(value).type;
    default:
      return SYSTEM.String;
  }
}
