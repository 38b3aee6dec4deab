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

/** How often an element occurs in its parent. */
export function countIn(owner: Json, properties: readonly PropertyCheck[]): number {
  let count = 0;
  for (const property of properties) {
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
  for (const property of properties) {
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
