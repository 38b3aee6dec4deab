import type { ObjectCheck, PropertyCheck } from '../object-check.ts';

type Json = Record<string, unknown>;

/** One occurrence of an element in a resource. */
export interface Instance {
  property: PropertyCheck;
  /** undefined when a primitive has only id or extensions. */
  value: unknown;
  /** The `_name` object of a primitive. */
  sibling: Json | undefined;
  index: number;
}

/** The JSON properties that an element named in a definition (`value[x]`, `code`) may stand in. */
export function propertiesOf(check: ObjectCheck, name: string): PropertyCheck[] {
  const bare = name.endsWith('[x]') ? name.slice(0, -3) : name;
  const found: PropertyCheck[] = [];
  for (const property of check.properties.values()) {
    if (!property.isSibling && property.name === bare) found.push(property);
  }
  return found;
}

/** A choice of more types is looked for by what its parent has. */
const FEW = 4;
const NO_PROPERTIES: readonly PropertyCheck[] = [];
const choices = new WeakMap<readonly PropertyCheck[], ReadonlyMap<string, PropertyCheck>>();

/** Those of an element's properties that may be there: one, of a choice of many. */
function presentOf(owner: Json, properties: readonly PropertyCheck[]): readonly PropertyCheck[] {
  if (properties.length <= FEW) return properties;
  let byKey = choices.get(properties);
  if (!byKey) {
    byKey = new Map(properties.flatMap((one) => [one.key, one.siblingKey].map((key) => [key, one] as const)));
    choices.set(properties, byKey);
  }
  let present: PropertyCheck | undefined;
  for (const key in owner) {
    const property = byKey.get(key);
    if (property === undefined || property === present) continue;
    // Several are wrong, and are told of in the order of the definition.
    if (present) return properties;
    present = property;
  }
  return present ? [present] : NO_PROPERTIES;
}

/** How often an element occurs in its parent. */
export function countIn(owner: Json, properties: readonly PropertyCheck[]): number {
  let count = 0;
  for (const property of presentOf(owner, properties)) {
    const value = owner[property.key];
    const sibling = property.kind === 'primitive' ? owner[property.siblingKey] : undefined;
    if (Array.isArray(value)) count += Math.max(value.length, Array.isArray(sibling) ? sibling.length : 0);
    else if (value !== undefined || sibling !== undefined) count += Array.isArray(sibling) ? sibling.length : 1;
  }
  return count;
}

const NONE: Instance[] = [];
/** The occurrences of an element in its parent. */
export function instancesIn(owner: Json, properties: readonly PropertyCheck[]): Instance[] {
  let found = NONE;
  for (const property of presentOf(owner, properties)) {
    const value = owner[property.key];
    const sibling = property.kind === 'primitive' ? owner[property.siblingKey] : undefined;
    if (value === undefined && sibling === undefined) continue;
    if (found === NONE) found = [];
    if (sibling === undefined && Array.isArray(value)) {
      for (let index = 0; index < value.length; index++) {
        found.push({ property, value: value[index] ?? undefined, sibling: undefined, index });
      }
    } else if (Array.isArray(value) || Array.isArray(sibling)) {
      const values = Array.isArray(value) ? value : [];
      const siblings = Array.isArray(sibling) ? sibling : [];
      for (let index = 0; index < Math.max(values.length, siblings.length); index++) {
        found.push({ property, value: values[index] ?? undefined, sibling: asObject(siblings[index]), index });
      }
    } else {
      found.push({ property, value: value ?? undefined, sibling: asObject(sibling), index: property.list ? 0 : -1 });
    }
  }
  return found;
}

function asObject(value: unknown): Json | undefined {
  return typeof value === 'object' && value !== null ? (value as Json) : undefined;
}
