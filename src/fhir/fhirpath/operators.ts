/** `and`, `=`, `<`, `+`, `in`, `|` and the other binary operators over compiled operands: https://hl7.org/fhirpath/#operations */
import { addItems, concatenate, divideItems, integerDivide, multiplyItems } from './arithmetic.ts';
import type { BinaryOperator } from './ast.ts';
import { asTest, type Compiled, fromTest, single } from './compiled.ts';
import { categoryOf, compareItems, equalCollections, equalItems, equivalentCollections } from './equality.ts';
import { union } from './functions/sets.ts';
import { EMPTY, type Item, type Items } from './item.ts';
import { SYSTEM } from './type-model.ts';

const ORDER: Partial<Record<BinaryOperator, (order: number) => boolean>> = {
  '<': (order) => order < 0,
  '<=': (order) => order <= 0,
  '>': (order) => order > 0,
  '>=': (order) => order >= 0,
};

const ARITHMETIC: Partial<Record<BinaryOperator, (a: Item, b: Item) => Items>> = {
  '+': (a, b) => addItems(a, b, 1),
  '-': (a, b) => addItems(a, b, -1),
  '*': multiplyItems,
  '/': divideItems,
  div: (a, b) => integerDivide(a, b, 'div'),
  mod: (a, b) => integerDivide(a, b, 'mod'),
};

/** The operator on two operands. */
export function binaryOperator(operator: BinaryOperator, left: Compiled, right: Compiled): Compiled {
  const order = ORDER[operator];
  if (order) {
    return fromTest((input, context) => {
      const a = single(left.run(input, context), operator);
      const b = single(right.run(input, context), operator);
      const difference = a?.value === undefined || b?.value === undefined ? undefined : compareItems(a, b);
      return difference === undefined ? undefined : order(difference);
    });
  }
  const arithmetic = ARITHMETIC[operator];
  if (arithmetic) {
    return {
      run: (input, context) => {
        const a = single(left.run(input, context), operator);
        const b = single(right.run(input, context), operator);
        return a?.value === undefined || b?.value === undefined ? EMPTY : arithmetic(a, b);
      },
    };
  }
  switch (operator) {
    case '=':
      return fromTest((input, context) => equalCollections(left.run(input, context), right.run(input, context)));
    case '!=':
      return fromTest((input, context) => {
        const equal = equalCollections(left.run(input, context), right.run(input, context));
        return equal === undefined ? undefined : !equal;
      });
    case '~':
      return fromTest((input, context) => equivalentCollections(left.run(input, context), right.run(input, context)));
    case '!~':
      return fromTest((input, context) => !equivalentCollections(left.run(input, context), right.run(input, context)));
    case 'in':
      return membership(left, right, 'in');
    case 'contains':
      return membership(right, left, 'contains');
    case '&':
      return {
        types: [SYSTEM.String],
        run: (input, context) =>
          concatenate(single(left.run(input, context), '&'), single(right.run(input, context), '&')),
      };
    case '|':
      return {
        types: left.types && right.types ? [...new Set([...left.types, ...right.types])] : undefined,
        run: (input, context) => union(left.run(input, context), right.run(input, context)),
      };
    default:
      return logic(operator as 'and' | 'or' | 'xor' | 'implies', left, right);
  }
}

function membership(item: Compiled, collection: Compiled, operator: string): Compiled {
  return fromTest((input, context) => {
    const wanted = single(item.run(input, context), operator);
    if (!wanted) return undefined;
    const items = collection.run(input, context);
    const texts = items.length > MANY ? textsOf(items) : undefined;
    if (texts && categoryOf(wanted) === 'string') return texts.has(wanted.value);
    return items.some((other) => equalItems(wanted, other) === true);
  });
}

/** From so many items on, a collection that is asked again and again is looked up by a set. */
const MANY = 32;
const textSets = new WeakMap<Items, Set<unknown> | null>();

/** The texts of a collection of strings, kept as long as the collection lives; undefined for other collections. */
function textsOf(items: Items): Set<unknown> | undefined {
  let texts = textSets.get(items);
  if (texts === undefined) {
    const isText = items.every((item) => categoryOf(item) === 'string');
    texts = isText ? new Set(items.map((item) => item.value)) : null;
    textSets.set(items, texts);
  }
  return texts ?? undefined;
}

/** Three-valued logic: https://hl7.org/fhirpath/#boolean-logic. The right side is evaluated only when it matters. */
function logic(operator: 'and' | 'or' | 'xor' | 'implies', left: Compiled, right: Compiled): Compiled {
  const [a, b] = [asTest(left), asTest(right)];
  switch (operator) {
    case 'and':
      return fromTest((input, context) => {
        const x = a(input, context);
        if (x === false) return false;
        const y = b(input, context);
        return y === false ? false : x && y;
      });
    case 'or':
      return fromTest((input, context) => {
        const x = a(input, context);
        if (x === true) return true;
        const y = b(input, context);
        return y === true ? true : x === undefined || y === undefined ? undefined : false;
      });
    case 'xor':
      return fromTest((input, context) => {
        const x = a(input, context);
        const y = b(input, context);
        return x === undefined || y === undefined ? undefined : x !== y;
      });
    case 'implies':
      return fromTest((input, context) => {
        const x = a(input, context);
        if (x === false) return true;
        const y = b(input, context);
        return y === true ? true : x === undefined || y === undefined ? undefined : false;
      });
  }
}
