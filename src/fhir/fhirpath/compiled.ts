/** A compiled step: how it runs and what is known of its result before it does. */
import type { Run, Test } from './context.ts';
import { FhirPathError } from './fhirpath-error.ts';
import { booleanItems, type Item, type Items } from './item.ts';
import { SYSTEM, type TypeInfo } from './type-model.ts';

export interface Compiled {
  run: Run;
  /** The same as a boolean where the step yields one. */
  test?: Test;
  /** The types that items of the result can have; undefined when only the input will tell. */
  types?: readonly TypeInfo[];
}

export const BOOLEAN = [SYSTEM.Boolean] as const;
export const STRING = [SYSTEM.String] as const;
export const INTEGER = [SYSTEM.Integer] as const;

/** A step that yields a boolean. */
export function fromTest(test: Test): Compiled {
  return { test, run: (input, context) => booleanItems(test(input, context)), types: BOOLEAN };
}

/** Singleton evaluation: one item that is no boolean counts as true. https://hl7.org/fhirpath/#singleton-evaluation-of-collections */
function truth(items: Items): boolean | undefined {
  if (items.length === 0) return undefined;
  if (items.length > 1) throw new FhirPathError('execution', `expected one boolean, found ${items.length} items`);
  return (items[0] as Item).value !== false;
}

/** The step's result as a condition. */
export function asTest(compiled: Compiled): Test {
  return compiled.test ?? ((input, context) => truth(compiled.run(input, context)));
}

/** The only item, undefined for none. Throws when there are more. */
export function single(items: Items, of: string): Item | undefined {
  if (items.length > 1) throw new FhirPathError('execution', `${of} takes one item, found ${items.length}`);
  return items[0];
}

/** The only item as a string; undefined when empty. Throws for other types. */
export function singleString(items: Items, of: string): string | undefined {
  const value = single(items, of)?.value;
  if (value === undefined || typeof value === 'string') return value;
  throw new FhirPathError('execution', `${of} takes a string`);
}

/** The only item as an integer; undefined when empty. Throws for other types. */
export function singleInteger(items: Items, of: string): number | undefined {
  const value = single(items, of)?.value;
  if (value === undefined || (typeof value === 'number' && Number.isInteger(value))) return value;
  throw new FhirPathError('execution', `${of} takes an integer`);
}
