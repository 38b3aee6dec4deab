/**
 * What this engine lacks is evaluated by the `fhirpath` package, expression by expression: long integers, instance selectors,
 * defineVariable() and the functions of structured data capture. The package is loaded when the first such expression is compiled.
 */
import { createRequire } from 'node:module';
import type { Compiled } from './compiled.ts';
import { FhirPathError } from './fhirpath-error.ts';
import { Item, type Items, isObject, quantityItem, unwrap, wrap } from './item.ts';
import { SYSTEM, type TypeInfo } from './type-model.ts';

type Evaluate = (focus: unknown, variables: Record<string, unknown>) => unknown[];
interface Package {
  compile(expression: string | { base: string; expression: string }, model: unknown, options: object): Evaluate;
  parse(expression: string): unknown;
}

let loaded: { fhirpath: Package; model: unknown } | undefined;
function load(): { fhirpath: Package; model: unknown } {
  const require = createRequire(import.meta.url);
  loaded ??= { fhirpath: require('fhirpath') as Package, model: require('fhirpath/fhir-context/r4') };
  return loaded;
}

/** Compiles by the package. Throws FhirPathError when it can't read the expression either. */
export function compileFallback(
  expression: string,
  declared: TypeInfo | undefined,
  constants: ReadonlyMap<string, Items>,
): Compiled {
  const { fhirpath, model } = load();
  const plain = <T>(value: T): T => structuredClone(value);
  const fixed = Object.fromEntries([...constants].map(([name, items]) => [name, items.map(unwrap)]));
  let trace: ((name: string, values: unknown[]) => void) | undefined;
  const options = {
    traceFn: (values: unknown, label: string) => trace?.(label, Array.isArray(values) ? values : [values]),
  };
  let evaluate: Evaluate;
  try {
    const base = declared?.name.includes('.') ? { base: declared.name, expression } : expression;
    evaluate = fhirpath.compile(base, model, options);
  } catch (error) {
    throw new FhirPathError('syntax', firstLine(error));
  }
  return {
    run: (input, { env, root }) => {
      // The package marks the objects that it walks over: it gets copies.
      const focus = plain(input.map(unwrap));
      const variables: Record<string, unknown> = {
        ...fixed,
        ...plain(env.variables ?? {}),
        context: plain(root.map(unwrap)),
      };
      if (env.resource !== undefined) variables.resource = plain(env.resource);
      if (env.rootResource !== undefined) variables.rootResource = plain(env.rootResource);
      trace = env.trace;
      try {
        return evaluate(focus.length === 1 ? focus[0] : focus, variables).map(toItem);
      } catch (error) {
        throw new FhirPathError('execution', firstLine(error));
      }
    },
  };
}

const firstLine = (error: unknown) => String(error instanceof Error ? error.message : error).split('\n')[0] as string;

function toItem(value: unknown): Item {
  if (typeof value === 'bigint') return new Item(Number(value), SYSTEM.Integer);
  const kind = isObject(value) ? value.constructor.name : '';
  if (kind === 'FP_Quantity') {
    const { value: amount, unit } = value as { value: number; unit: string };
    const ucum = /^'(.*)'$/.exec(unit);
    return quantityItem({ value: Number(amount), unit: ucum?.[1] ?? unit, calendar: !ucum });
  }
  const temporal = {
    FP_Date: SYSTEM.Date,
    FP_DateTime: SYSTEM.DateTime,
    FP_Instant: SYSTEM.DateTime,
    FP_Time: SYSTEM.Time,
  }[kind];
  if (temporal) return new Item(String(value), temporal);
  return kind.startsWith('FP_') ? wrap(Number(value)) : wrap(value);
}
