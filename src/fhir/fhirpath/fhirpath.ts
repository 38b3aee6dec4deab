/**
 * FHIRPath for R4, compiled to closures: https://hl7.org/fhirpath/ and https://hl7.org/fhir/R4/fhirpath.html.
 * docs/fhirpath.md says what it covers and how it is meant to be used.
 */

import { compileNode } from './compile.ts';
import type { Compiled } from './compiled.ts';
import { asTest } from './compiled.ts';
import { Context, type FhirPathEnv } from './context.ts';
import { compileFallback } from './fallback.ts';
import { FhirPathError, UnsupportedExpression } from './fhirpath-error.ts';
import { type Item, type Items, unwrap, wrapAll } from './item.ts';
import { parse } from './parser.ts';
import { fhirType, type TypeInfo } from './type-model.ts';

export interface FhirPathOptions {
  /** Type or path of the focus (`Patient`, `Patient.contact`, `uri`) for values that don't say it themselves. */
  type?: string;
  /** Refuse elements that the type does not have; needs `type`. */
  strict?: boolean;
  /** `%name` values that are fixed. */
  constants?: ReadonlyMap<string, Items>;
  /** Names of the variables that the environment will have: any other `%name` is then an error of compilation. */
  variables?: Iterable<string>;
}

export interface FhirPathExpression {
  /** Evaluates on a resource, an element, a list of them, or an Item; the result is unwrapped (see `unwrap`). */
  (focus: unknown, env?: FhirPathEnv): unknown[];
  /** The same as items, which keep type and place. */
  items(focus: unknown, env?: FhirPathEnv): Items;
  /** As a condition: undefined when the result is empty; one item that is no boolean counts as true. */
  test(focus: unknown, env?: FhirPathEnv): boolean | undefined;
  readonly expression: string;
  /** Who evaluates: this engine, or the `fhirpath` package for what this one lacks. */
  readonly engine: 'sluss' | 'fhirpath';
  /** The types that the result can have, where the definitions tell. */
  readonly types: readonly TypeInfo[] | undefined;
}

/** Compiles an expression once, for many evaluations. Throws FhirPathError when it cannot be right. */
export function compileFhirPath(expression: string, options: FhirPathOptions = {}): FhirPathExpression {
  const declared = options.type === undefined ? undefined : fhirType(options.type);
  if (options.type !== undefined && !declared) throw new FhirPathError('semantic', `there is no type ${options.type}`);
  const { compiled, engine } = compileWithFallback(expression, declared, options);
  const run = (focus: unknown, env: FhirPathEnv): Items => {
    const input = wrapAll(focus, declared);
    return compiled.run(input, new Context(env, input));
  };
  const test = asTest(compiled);
  const evaluate = (focus: unknown, env: FhirPathEnv = NO_ENV) => unwrapAll(run(focus, env));
  return Object.assign(evaluate, {
    items: (focus: unknown, env: FhirPathEnv = NO_ENV) => run(focus, env),
    test: (focus: unknown, env: FhirPathEnv = NO_ENV) => {
      const input = wrapAll(focus, declared);
      return test(input, new Context(env, input));
    },
    expression,
    engine,
    types: compiled.types,
  });
}

/** The values of items; an element that has extensions and no value has none to give. */
function unwrapAll(items: Items): unknown[] {
  const values: unknown[] = [];
  for (const item of items) if (item.value !== undefined) values.push(unwrap(item));
  return values;
}

const NO_ENV: FhirPathEnv = Object.freeze({});

/** Compiles to a step for callers that drive items and contexts themselves. */
export function compileStep(
  expression: string,
  declared: readonly TypeInfo[] | undefined,
  options: FhirPathOptions,
): Compiled {
  return compileNode(parse(expression), declared, {
    constants: options.constants ?? new Map(),
    variables: options.variables ? new Set(options.variables) : undefined,
    strict: options.strict ?? false,
  });
}

function compileWithFallback(
  expression: string,
  declared: TypeInfo | undefined,
  options: FhirPathOptions,
): { compiled: Compiled; engine: 'sluss' | 'fhirpath' } {
  try {
    return { compiled: compileStep(expression, declared && [declared], options), engine: 'sluss' };
  } catch (error) {
    if (!(error instanceof UnsupportedExpression)) throw error;
    return { compiled: compileFallback(expression, declared, options.constants ?? new Map()), engine: 'fhirpath' };
  }
}

export type { FhirPathEnv, Item };
