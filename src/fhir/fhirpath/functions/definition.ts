/** How a FHIRPath function is defined: by what it does with its input, and by how its arguments are evaluated. */
import type { Node } from '../ast.ts';
import type { Compiled } from '../compiled.ts';
import type { Context } from '../context.ts';
import type { Items } from '../item.ts';
import type { TypeInfo } from '../type-model.ts';

/** A function whose arguments are values, evaluated once in the focus around the call. */
export interface ValueFunction {
  arity: readonly [least: number, most: number];
  run(input: Items, args: readonly Items[], context: Context): Items;
  /** Types of the result: fixed, or those of the input. */
  types?: readonly TypeInfo[] | 'input';
}

/** A function that decides itself how its arguments are compiled: criteria, projections, types. */
export interface CompiledFunction {
  arity: readonly [least: number, most: number];
  compile(call: Call): Compiled;
}

export interface Call {
  /** What the function is called on; the focus when nothing stands before it. */
  target: Compiled;
  args: readonly Node[];
  descending: readonly boolean[];
  strict: boolean;
  /** Compiles an argument that is evaluated with each item of the input as its focus. */
  perItem(node: Node): Compiled;
  /** Compiles an argument that is evaluated in the focus around the call. */
  inFocus(node: Node): Compiled;
}

export type FunctionTable = Record<string, ValueFunction | CompiledFunction>;
