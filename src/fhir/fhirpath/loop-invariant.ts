/**
 * Finds what gives the same for every item of a loop, so that it is computed once: `%resource.descendants().reference` within
 * `contained.where(…)` would else walk the whole resource for each contained one (R4's invariant dom-3).
 */
import type { Node } from './ast.ts';
import type { Compiled } from './compiled.ts';
import { FUNCTIONS } from './functions/table.ts';

/** Functions whose arguments see the focus around the call, although they are compiled specially; and one with an effect. */
const SEES_FOCUS = new Set(['aggregate', 'coalesce', 'iif', 'trace']);

/** Whether a step is worth keeping and depends on the environment alone, and neither on its focus nor on a loop around it. */
export function isLoopInvariant(node: Node): boolean {
  return (node.kind === 'member' || node.kind === 'call' || node.kind === 'binary') && isFixed(node);
}

function isFixed(node: Node): boolean {
  switch (node.kind) {
    case 'empty':
    case 'literal':
    case 'quantity':
      return true;
    case 'constant':
      return node.name !== 'rowIndex';
    case 'variable':
      return false;
    case 'member':
      return node.target !== undefined && isFixed(node.target);
    case 'call': {
      if (!node.target || !isFixed(node.target) || node.name === 'trace') return false;
      const definition = Object.hasOwn(FUNCTIONS, node.name) ? FUNCTIONS[node.name] : undefined;
      const isPerItem = definition && 'compile' in definition && !SEES_FOCUS.has(node.name);
      return node.args.every((argument) => (isPerItem ? !usesTotal(argument) : isFixed(argument)));
    }
    case 'index':
      return isFixed(node.target) && isFixed(node.index);
    case 'sign':
    case 'type':
      return isFixed(node.operand);
    case 'binary':
      return isFixed(node.left) && isFixed(node.right);
  }
}

/** Whether `$total` or `%rowIndex` stands anywhere in it: they belong to a loop further out. */
function usesTotal(node: Node): boolean {
  switch (node.kind) {
    case 'variable':
      return node.name === '$total' || (node.target !== undefined && usesTotal(node.target));
    case 'constant':
      return node.name === 'rowIndex';
    case 'member':
      return node.target !== undefined && usesTotal(node.target);
    case 'call':
      return (node.target !== undefined && usesTotal(node.target)) || node.args.some(usesTotal);
    case 'index':
      return usesTotal(node.target) || usesTotal(node.index);
    case 'sign':
    case 'type':
      return usesTotal(node.operand);
    case 'binary':
      return usesTotal(node.left) || usesTotal(node.right);
    default:
      return false;
  }
}

/** The step, run once in each context. */
export function onceInContext({ run, types }: Compiled): Compiled {
  return {
    types,
    run: (input, context) => {
      let items = context.kept.get(run);
      if (!items) {
        items = run(input, context);
        context.kept.set(run, items);
      }
      return items;
    },
  };
}
