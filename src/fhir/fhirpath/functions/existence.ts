/** https://hl7.org/fhirpath/#existence */
import { asTest, BOOLEAN, fromTest, INTEGER } from '../compiled.ts';
import type { Context, Test } from '../context.ts';
import { equalItems } from '../equality.ts';
import { FhirPathError } from '../fhirpath-error.ts';
import { booleanItems, type Item, type Items, integerItem } from '../item.ts';
import type { FunctionTable } from './definition.ts';
import { distinct } from './sets.ts';

/** Runs a criterion on each item until one answers as wanted. */
function someItem(input: Items, criterion: Test, context: Context, wanted: (answer: boolean | undefined) => boolean) {
  const outer = context.index;
  let found = false;
  for (let at = 0; at < input.length && !found; at += 1) {
    context.index = at;
    found = wanted(criterion([input[at] as Item], context));
  }
  context.index = outer;
  return found;
}

function booleans(input: Items, of: string): boolean[] {
  return input.map((item) => {
    if (typeof item.value !== 'boolean') throw new FhirPathError('execution', `${of} takes booleans`);
    return item.value;
  });
}

const fold = (of: string, decide: (values: boolean[]) => boolean) => ({
  arity: [0, 0] as const,
  types: BOOLEAN,
  run: (input: Items) => booleanItems(decide(booleans(input, of))),
});

const isSubset = (part: Items, whole: Items) =>
  part.every((one) => whole.some((other) => equalItems(one, other) === true));

export const existence: FunctionTable = {
  empty: {
    arity: [0, 0],
    compile: ({ target }) => fromTest((input, context) => target.run(input, context).length === 0),
  },
  exists: {
    arity: [0, 1],
    compile: ({ target, args: [criterion], perItem }) => {
      if (!criterion) return fromTest((input, context) => target.run(input, context).length > 0);
      const test = asTest(perItem(criterion));
      return fromTest((input, context) =>
        someItem(target.run(input, context), test, context, (answer) => answer === true),
      );
    },
  },
  all: {
    arity: [1, 1],
    compile: ({ target, args: [criterion], perItem }) => {
      const test = asTest(perItem(criterion!));
      return fromTest(
        (input, context) => !someItem(target.run(input, context), test, context, (answer) => answer !== true),
      );
    },
  },
  not: {
    arity: [0, 0],
    compile: ({ target }) => {
      const test = asTest(target);
      return fromTest((input, context) => {
        const answer = test(input, context);
        return answer === undefined ? undefined : !answer;
      });
    },
  },
  allTrue: fold('allTrue()', (values) => values.every((value) => value)),
  anyTrue: fold('anyTrue()', (values) => values.some((value) => value)),
  allFalse: fold('allFalse()', (values) => values.every((value) => !value)),
  anyFalse: fold('anyFalse()', (values) => values.some((value) => !value)),
  subsetOf: { arity: [1, 1], types: BOOLEAN, run: (input, [other]) => booleanItems(isSubset(input, other!)) },
  supersetOf: { arity: [1, 1], types: BOOLEAN, run: (input, [other]) => booleanItems(isSubset(other!, input)) },
  count: { arity: [0, 0], types: INTEGER, run: (input) => [integerItem(input.length)] },
  distinct: { arity: [0, 0], types: 'input', run: distinct },
  isDistinct: { arity: [0, 0], types: BOOLEAN, run: (input) => booleanItems(distinct(input).length === input.length) },
  hasValue: {
    arity: [0, 0],
    types: BOOLEAN,
    run: (input) => booleanItems(input.length === 1 && isPrimitive(input[0]!) && input[0]?.value !== undefined),
  },
  getValue: {
    arity: [0, 0],
    run: (input) => (input.length === 1 && isPrimitive(input[0]!) && input[0]?.value !== undefined ? input : []),
    types: 'input',
  },
};

const isPrimitive = (item: Item) =>
  item.type.primitive || (item.type.kind === 'system' && typeof item.value !== 'object');
