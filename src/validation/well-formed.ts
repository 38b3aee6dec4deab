import type { ObjectCheck, PropertyCheck } from './object-check.ts';
import { isJsonObject } from './walk.ts';

type Json = Record<string, unknown>;

/** What a primitive type is in JSON, where that is not a string (http://hl7.org/fhir/R4/json.html#primitive). */
const JSON_TYPES: Record<string, 'boolean' | 'number'> = {
  boolean: 'boolean',
  integer: 'number',
  unsignedInt: 'number',
  positiveInt: 'number',
  decimal: 'number',
};

/**
 * Removes from an object, in place, every property that does not have the shape that its type gives it in JSON: a list that is none, a text that is
 * a number, an element that does not exist. What remains can be read as what the type says it is. An item of a list stays as an empty object, so that
 * the indexes of the others are those of the input.
 */
export function keepWellFormed(
  value: Json,
  check: ObjectCheck,
  resource: (type: string) => ObjectCheck | undefined,
): void {
  for (const key of Object.keys(value)) {
    if (key === 'resourceType' && check.isResource) continue;
    const property = check.properties.get(key);
    if (property === undefined || property.isSibling) delete value[key];
    else if (property.list) keepList(value, property, resource);
    else if (!keepItem(value[key], property, resource)) delete value[key];
  }
}

function keepList(owner: Json, property: PropertyCheck, resource: (type: string) => ObjectCheck | undefined): void {
  const list = owner[property.key];
  if (!Array.isArray(list)) {
    delete owner[property.key];
    return;
  }
  const primitive = property.kind === 'primitive';
  const kept = list.map((item) => (keepItem(item, property, resource) ? item : {}));
  owner[property.key] = primitive ? kept.filter((item) => typeof item !== 'object') : kept;
}

/** Whether the item may stay; what is inside it is put right. */
function keepItem(
  item: unknown,
  property: PropertyCheck,
  resource: (type: string) => ObjectCheck | undefined,
): boolean {
  if (property.kind === 'primitive') return typeof item === (JSON_TYPES[property.type] ?? 'string');
  if (property.kind === 'xhtml') return typeof item === 'string';
  if (!isJsonObject(item)) return false;
  if (property.kind !== 'resource') {
    keepWellFormed(item, property.object(), resource);
    return true;
  }
  const check = typeof item.resourceType === 'string' ? resource(item.resourceType) : undefined;
  if (check) keepWellFormed(item, check, resource);
  return check !== undefined;
}
