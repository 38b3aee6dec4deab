/**
 * Conditions on JSON as it is, without items around the values: for the part of FHIRPath that most invariants are written in (what exists, is equal, is
 * counted, matches), many times as fast. Where a value is not what its type says, or an expression goes further than this part, the answer is
 * UNSURE, and the engine decides. A test compares every answer with the engine's.
 */
import type { Node } from '../ast.ts';
import { parse } from '../parser.ts';
import { patternFor } from '../regular-expression.ts';
import { fhirType } from '../type-model.ts';
import { NO, NOTHING, type PlainCondition, UNSURE, unsure, YES } from './answer.ts';
import { binaryCondition } from './comparison.ts';
import { type Branch, pathTo, plainValue, type Scope, together, where } from './path.ts';
import { textOf } from './scalar.ts';

/**
 * Compiles an expression for values of a type. `root` is the name of the resource type that `%resource` has. Undefined when nothing would be
 * decided here. Throws FhirPathError for what cannot be read.
 */
export function compilePlainCondition(expression: string, type: string, root: string): PlainCondition | undefined {
  const declared = fhirType(type);
  if (!declared) return undefined;
  const condition = compileNode(parse(expression), { type: declared, root: fhirType(root) });
  return condition === unsure ? undefined : condition;
}

/** The condition of a node, as far as it is decided here. */
export function compileNode(node: Node, scope: Scope): PlainCondition {
  switch (node.kind) {
    case 'binary':
      return binaryCondition(node.operator, node.left, node.right, scope);
    case 'call':
      return call(node, scope);
    default: {
      const path = pathTo(node, scope);
      return path ? truthOf(path) : unsure;
    }
  }
}

/** One value counts as true unless it is false; several are an error, which the engine tells of. */
function truthOf(path: readonly Branch[]): PlainCondition {
  const collect = together(path);
  return (focus, resource) => {
    const found: unknown[] = [];
    if (!collect(focus, resource, found) || found.length > 1) return UNSURE;
    return found.length === 0 ? NOTHING : found[0] === false ? NO : YES;
  };
}

function call({ target, name, args }: Node & { kind: 'call' }, scope: Scope): PlainCondition {
  const [argument] = args;
  switch (name) {
    case 'exists':
    case 'empty': {
      const path = pathTo(target, scope);
      const filtered = argument && path ? where(path, argument, scope) : path;
      return filtered ? presence(filtered, name === 'exists' ? YES : NO) : unsure;
    }
    case 'all': {
      const path = pathTo(target, scope);
      return path && argument ? allOf(path, argument, scope) : unsure;
    }
    case 'not': {
      if (!target) return unsure;
      const inner = compileNode(target, scope);
      if (inner === unsure) return unsure;
      return (focus, resource) => {
        const answer = inner(focus, resource);
        return answer === YES ? NO : answer === NO ? YES : answer;
      };
    }
    case 'hasValue': {
      const path = pathTo(target, scope);
      if (!path?.every(({ type }) => type.primitive)) return unsure;
      const collect = together(path);
      return (focus, resource) => {
        const found: unknown[] = [];
        return collect(focus, resource, found) ? (found.length === 1 ? YES : NO) : UNSURE;
      };
    }
    case 'matches':
      return argument?.kind === 'literal' && args.length === 1 ? onText(target, scope, matcher(argument.text)) : unsure;
    case 'startsWith':
    case 'contains':
    case 'endsWith': {
      if (argument?.kind !== 'literal') return unsure;
      const { text: part } = argument;
      if (name === 'contains') return onText(target, scope, (text) => text.includes(part));
      return onText(target, scope, (text) => (name === 'endsWith' ? text.endsWith(part) : text.startsWith(part)));
    }
    default:
      return unsure;
  }
}

function onText(target: Node | undefined, scope: Scope, test: (text: string) => boolean): PlainCondition {
  const text = textOf(target, scope);
  if (!text) return unsure;
  return (focus, resource) => {
    const found = text(focus, resource);
    if (found === undefined) return NOTHING;
    return found === null ? UNSURE : test(found) ? YES : NO;
  };
}

function matcher(source: string): (text: string) => boolean {
  let pattern: { test(text: string): boolean } | undefined;
  return (text) => {
    pattern ??= patternFor(source, '', '');
    return pattern.test(text);
  };
}

function presence(path: readonly Branch[], ifThere: typeof YES | typeof NO): PlainCondition {
  const collect = together(path);
  const ifNot = ifThere === YES ? NO : YES;
  const slot = path.length === 1 ? path[0]!.slot : undefined;
  return (focus, resource) => {
    if (slot && plainValue(focus, slot) !== undefined) return ifThere;
    const found: unknown[] = [];
    return collect(focus, resource, found) ? (found.length > 0 ? ifThere : ifNot) : UNSURE;
  };
}

function allOf(path: readonly Branch[], criterion: Node, { root }: Scope): PlainCondition {
  const parts = path.map(({ collect, type }) => ({ collect, holds: compileNode(criterion, { type, root }) }));
  return (focus, resource) => {
    for (const { collect, holds } of parts) {
      const found: unknown[] = [];
      if (!collect(focus, resource, found)) return UNSURE;
      for (const item of found) {
        const answer = holds(item, resource);
        if (answer === UNSURE) return UNSURE;
        if (answer !== YES) return NO;
      }
    }
    return YES;
  };
}
