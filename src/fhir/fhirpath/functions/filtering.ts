/** Loops with an expression: https://hl7.org/fhirpath/#filtering-and-projection, #aggregates, iif() and trace(). */
import { asTest, type Compiled, fromTest, single, singleString } from '../compiled.ts';
import { compareItems } from '../equality.ts';
import { FhirPathError } from '../fhirpath-error.ts';
import { EMPTY, type Item, type Items, unwrap } from '../item.ts';
import { children, descendants } from '../navigation.ts';
import { castsTo, isOfType, resolveType, typeArgument } from '../types-of.ts';
import type { Call, FunctionTable } from './definition.ts';
import { Seen } from './sets.ts';

/** repeat() that never stops is an endless loop in the expression, and not data. */
const MAX_REPEATED = 1_000_000;

function compileWhere({ target, args: [criterion], perItem }: Call): Compiled {
  const test = asTest(perItem(criterion!));
  return {
    types: target.types,
    run: (input, context) => {
      const items = target.run(input, context);
      const outer = context.index;
      const out: Item[] = [];
      for (let at = 0; at < items.length; at += 1) {
        context.index = at;
        const item = items[at] as Item;
        if (test([item], context) === true) out.push(item);
      }
      context.index = outer;
      return out;
    },
  };
}

function compileSelect({ target, args: [projection], perItem }: Call): Compiled {
  const step = perItem(projection!);
  return {
    types: step.types,
    run: (input, context) => {
      const items = target.run(input, context);
      const outer = context.index;
      const out: Item[] = [];
      for (let at = 0; at < items.length; at += 1) {
        context.index = at;
        for (const item of step.run([items[at] as Item], context)) out.push(item);
      }
      context.index = outer;
      return out;
    },
  };
}

function compileRepeat({ target, args: [projection], perItem }: Call): Compiled {
  const step = perItem(projection!);
  return {
    run: (input, context) => {
      const outer = context.index;
      const out: Item[] = [];
      const seen = new Seen();
      let level = target.run(input, context);
      while (level.length > 0) {
        const next: Item[] = [];
        for (let at = 0; at < level.length; at += 1) {
          context.index = at;
          for (const item of step.run([level[at] as Item], context)) if (seen.add(item)) next.push(item);
        }
        for (const item of next) out.push(item);
        if (out.length > MAX_REPEATED) throw new FhirPathError('execution', 'repeat() does not end');
        level = next;
      }
      context.index = outer;
      return out;
    },
  };
}

function compileAggregate({ target, args: [aggregator, start], perItem, inFocus }: Call): Compiled {
  const step = perItem(aggregator!);
  const initial = start && inFocus(start);
  return {
    run: (input, context) => {
      const items = target.run(input, context);
      const { index, total } = context;
      context.total = initial ? initial.run(input, context) : EMPTY;
      for (let at = 0; at < items.length; at += 1) {
        context.index = at;
        context.total = step.run([items[at] as Item], context);
      }
      const result = context.total;
      context.index = index;
      context.total = total;
      return result;
    },
  };
}

function compileIif({ target, args: [criterion, then, otherwise], perItem }: Call): Compiled {
  const condition = perItem(criterion!);
  const yes = perItem(then!);
  const no = otherwise && perItem(otherwise);
  return {
    types: yes.types && no?.types ? [...yes.types, ...no.types] : undefined,
    run: (input, context) => {
      const focus = target.run(input, context);
      single(focus, 'iif()');
      const answer = condition.test ? condition.test(focus, context) : strictBoolean(condition.run(focus, context));
      if (answer === true) return yes.run(focus, context);
      return no ? no.run(focus, context) : EMPTY;
    },
  };
}

function strictBoolean(items: Items): boolean | undefined {
  const value = single(items, 'the criterion of iif()')?.value;
  if (value === undefined || typeof value === 'boolean') return value;
  throw new FhirPathError('execution', 'the criterion of iif() must be a boolean');
}

function compileSort({ target, args, descending, perItem }: Call): Compiled {
  const keys = args.map((node, at) => {
    // `-$this` asks for the reverse order, of strings too.
    const reverse = node.kind === 'sign' && node.operator === '-';
    return { step: perItem(reverse ? node.operand : node), factor: reverse !== (descending[at] ?? false) ? -1 : 1 };
  });
  return {
    types: target.types,
    run: (input, context) => {
      const rows = target.run(input, context).map((item) => ({
        item,
        keys: keys.length > 0 ? keys.map(({ step }) => single(step.run([item], context), 'sort()')) : [item],
      }));
      rows.sort((a, b) => {
        for (let at = 0; at < a.keys.length; at += 1) {
          const [x, y] = [a.keys[at], b.keys[at]];
          // The empty key comes first in either direction.
          const order = x && y ? (compareItems(x, y) ?? 0) * (keys[at]?.factor ?? 1) : x ? 1 : y ? -1 : 0;
          if (order !== 0) return order;
        }
        return 0;
      });
      return rows.map(({ item }) => item);
    },
  };
}

export const filtering: FunctionTable = {
  where: { arity: [1, 1], compile: compileWhere },
  select: { arity: [1, 1], compile: compileSelect },
  repeat: { arity: [1, 1], compile: compileRepeat },
  aggregate: { arity: [1, 2], compile: compileAggregate },
  iif: { arity: [2, 3], compile: compileIif },
  sort: { arity: [0, Number.POSITIVE_INFINITY], compile: compileSort },
  coalesce: {
    arity: [1, Number.POSITIVE_INFINITY],
    compile: ({ args, inFocus }) => {
      const steps = args.map(inFocus);
      return {
        run: (input, context) => {
          for (const step of steps) {
            const items = step.run(input, context);
            if (items.length > 0) return items;
          }
          return EMPTY;
        },
      };
    },
  },
  children: { arity: [0, 0], run: children },
  descendants: { arity: [0, 0], run: descendants },
  ofType: {
    arity: [1, 1],
    compile: ({ target, args: [argument] }) => {
      const types = resolveType(typeArgument(argument), argument?.position);
      return { types, run: (input, context) => target.run(input, context).filter((item) => castsTo(item, types)) };
    },
  },
  is: {
    arity: [1, 1],
    compile: ({ target, args: [argument] }) => {
      const types = resolveType(typeArgument(argument), argument?.position);
      return fromTest((input, context) => {
        const item = single(target.run(input, context), 'is()');
        return item && isOfType(item, types);
      });
    },
  },
  as: {
    arity: [1, 1],
    compile: ({ target, args: [argument], strict }) => {
      const types = resolveType(typeArgument(argument), argument?.position);
      return {
        types,
        run: (input, context) => {
          const items = target.run(input, context);
          // R4's own invariants use as() on collections (dom-3): only strict expressions are held to one item.
          if (strict) single(items, 'as()');
          return items.filter((item) => castsTo(item, types));
        },
      };
    },
  },
  trace: {
    arity: [1, 2],
    compile: ({ target, args: [name, projection], perItem, inFocus }) => {
      const label = inFocus(name!);
      const step = projection && perItem(projection);
      return {
        types: target.types,
        run: (input, context) => {
          const items = target.run(input, context);
          if (context.env.trace) {
            const shown = step ? items.flatMap((item) => [...step.run([item], context)]) : items;
            context.env.trace(singleString(label.run(input, context), 'trace()') ?? '', shown.map(unwrap));
          }
          return items;
        },
      };
    },
  },
};
