import type { Node } from '../ast.ts';
import { pathTo, type Scope, together } from './path.ts';

/** A number or text; undefined for none, null when it is not decided here. */
export type Scalar<T> = (focus: unknown, resource: unknown) => T | undefined | null;

/** Longer texts are the engine's, which has limits for them. */
const MAX_TEXT = 1000;
/** The only text at a path, also through `toString()`. */
export function textOf(node: Node | undefined, scope: Scope): Scalar<string> | undefined {
  const isConverted = node?.kind === 'call' && node.name === 'toString';
  const path = pathTo(isConverted ? node.target : node, scope);
  if (!path?.every(({ type }) => type.primitive)) return undefined;
  const collect = together(path);
  return (focus, resource) => {
    const found: unknown[] = [];
    if (!collect(focus, resource, found) || found.length > 1) return null;
    const [text] = found;
    return text === undefined ? undefined : typeof text === 'string' && text.length <= MAX_TEXT ? text : null;
  };
}

/** A whole number: a literal, how many there are, how long a text is, the value of an element, or a sum. */
export function numberOf(node: Node, scope: Scope): Scalar<number> | undefined {
  if (node.kind === 'literal' && node.type === 'integer') {
    const value = Number(node.text);
    return () => value;
  }
  if (node.kind === 'call' && node.name === 'count') {
    const path = pathTo(node.target, scope);
    const collect = path && together(path);
    if (!collect) return undefined;
    return (focus, resource) => {
      const found: unknown[] = [];
      return collect(focus, resource, found) ? found.length : null;
    };
  }
  if (node.kind === 'call' && node.name === 'length') {
    const text = textOf(node.target, scope);
    return text && ((focus, resource) => lengthOf(text(focus, resource)));
  }
  if (node.kind === 'binary' && node.operator === '+') {
    const left = numberOf(node.left, scope);
    const right = numberOf(node.right, scope);
    return left && right && ((focus, resource) => sum(left(focus, resource), right(focus, resource)));
  }
  const path = node.kind === 'member' || node.kind === 'variable' ? pathTo(node, scope) : undefined;
  if (!path?.every(({ type }) => type.category === 'number')) return undefined;
  const collect = together(path);
  return (focus, resource) => {
    const found: unknown[] = [];
    if (!collect(focus, resource, found) || found.length > 1) return null;
    const [value] = found;
    return value === undefined ? undefined : Number.isSafeInteger(value) ? (value as number) : null;
  };
}

function lengthOf(text: string | undefined | null): number | undefined | null {
  return typeof text === 'string' ? text.length : text;
}

function sum(a: number | undefined | null, b: number | undefined | null): number | undefined | null {
  if (a === null || b === null) return null;
  if (a === undefined || b === undefined) return undefined;
  return Math.abs(a + b) < 2 ** 31 ? a + b : null;
}
