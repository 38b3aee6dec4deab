import type { TypeCompiler } from './compile-type.ts';
import type { ObjectCheck, PropertyCheck } from './object-check.ts';

type Json = Record<string, unknown>;

const MAX_DEPTH = 200;
const BOOLEANS = new Set(['boolean']);
const NUMBERS = new Set(['integer', 'unsignedInt', 'positiveInt', 'decimal']);

/**
 * A resource without what has not the shape that its type gives it: a list where one value belongs, a number where a text belongs, null, unknown
 * properties. Definitions come from anyone; what reads them may then rely on their types. What is dropped here is reported when the definition
 * itself is validated. Undefined for what is no resource of R4.
 */
export function wellShaped(resource: unknown, types: TypeCompiler): Json | undefined {
  return shapedResource(resource, types, 0);
}

function shapedResource(value: unknown, types: TypeCompiler, depth: number): Json | undefined {
  const type = (value as { resourceType?: unknown } | null | undefined)?.resourceType;
  const check = typeof type === 'string' ? types.resource(type) : undefined;
  const shaped = check && shapedObject(value, check, types, depth);
  return shaped && { resourceType: type, ...shaped };
}

function shapedObject(value: unknown, check: ObjectCheck, types: TypeCompiler, depth: number): Json | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || depth > MAX_DEPTH) return undefined;
  const shaped: Json = {};
  for (const key in value) {
    const property = check.properties.get(key);
    if (!property) continue;
    const item = (value as Json)[key];
    if (property.isSibling) {
      const beside = shapedSibling(item, property.of.list, types, depth);
      if (beside !== undefined) shaped[key] = beside;
      continue;
    }
    if (property.list) {
      if (!Array.isArray(item)) continue;
      const items = item.map((one) => shapedValue(one, property, types, depth)).filter((one) => one !== undefined);
      if (items.length > 0) shaped[key] = items;
    } else {
      const one = shapedValue(item, property, types, depth);
      if (one !== undefined) shaped[key] = one;
    }
  }
  return shaped;
}

/** What stands beside a primitive, or beside those of a list, with null where nothing does. */
function shapedSibling(value: unknown, isList: boolean, types: TypeCompiler, depth: number): unknown {
  const one = (item: unknown) => shapedObject(item, types.element(), types, depth + 1);
  if (!isList) return one(value);
  if (!Array.isArray(value)) return undefined;
  const items = value.map((item) => one(item) ?? null);
  return items.some((item) => item !== null) ? items : undefined;
}

function shapedValue(value: unknown, property: PropertyCheck, types: TypeCompiler, depth: number): unknown {
  switch (property.kind) {
    case 'primitive':
    case 'xhtml': {
      const expected = BOOLEANS.has(property.type) ? 'boolean' : NUMBERS.has(property.type) ? 'number' : 'string';
      const isUsable = typeof value === expected && (expected !== 'number' || Number.isFinite(value));
      return isUsable ? value : undefined;
    }
    case 'resource':
      return shapedResource(value, types, depth + 1);
    default:
      return shapedObject(value, property.object(), types, depth + 1);
  }
}
