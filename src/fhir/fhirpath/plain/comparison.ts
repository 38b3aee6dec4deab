import type { BinaryOperator, Node } from '../ast.ts';
import { variableUrl } from '../constants.ts';
import { NO, NOTHING, type PlainCondition, UNSURE, unsure, YES } from './answer.ts';
import { compileNode } from './condition.ts';
import { pathTo, plainValue, type Scope, together } from './path.ts';
import { numberOf } from './scalar.ts';

const ORDER: Partial<Record<BinaryOperator, (a: number, b: number) => boolean>> = {
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
  '=': (a, b) => a === b,
  '!=': (a, b) => a !== b,
};

/** A condition with an operator. */
export function binaryCondition(operator: BinaryOperator, left: Node, right: Node, scope: Scope): PlainCondition {
  switch (operator) {
    case 'and':
    case 'or':
    case 'xor':
    case 'implies':
      return logic(operator, compileNode(left, scope), compileNode(right, scope));
    case '=':
    case '!=':
      return equality(left, right, scope, operator === '=') ?? order(operator, left, right, scope);
    case 'in':
      return membership(left, right, scope);
    default:
      return order(operator, left, right, scope);
  }
}

/** As the engine does it: the right side matters only where the left does not decide, https://hl7.org/fhirpath/#boolean-logic */
function logic(
  operator: 'and' | 'or' | 'xor' | 'implies',
  left: PlainCondition,
  right: PlainCondition,
): PlainCondition {
  if (left === unsure) return unsure;
  switch (operator) {
    case 'and':
      return (focus, resource) => {
        const a = left(focus, resource);
        if (a === NO || a === UNSURE) return a;
        const b = right(focus, resource);
        return b === NO || b === UNSURE ? b : a === YES ? b : NOTHING;
      };
    case 'or':
      return (focus, resource) => {
        const a = left(focus, resource);
        if (a === YES || a === UNSURE) return a;
        const b = right(focus, resource);
        return b === YES || b === UNSURE ? b : a === NO ? b : NOTHING;
      };
    case 'implies':
      return (focus, resource) => {
        const a = left(focus, resource);
        if (a === NO) return YES;
        if (a === UNSURE) return a;
        const b = right(focus, resource);
        return b === YES || b === UNSURE ? b : a === YES ? b : NOTHING;
      };
    case 'xor':
      return (focus, resource) => {
        const a = left(focus, resource);
        const b = right(focus, resource);
        if (a === UNSURE || b === UNSURE) return UNSURE;
        return a === NOTHING || b === NOTHING ? NOTHING : a === b ? NO : YES;
      };
  }
}

function order(operator: BinaryOperator, left: Node, right: Node, scope: Scope): PlainCondition {
  const compare = ORDER[operator];
  const a = compare && numberOf(left, scope);
  const b = a && numberOf(right, scope);
  if (!compare || !a || !b) return unsure;
  return (focus, resource) => {
    const x = a(focus, resource);
    const y = b(focus, resource);
    if (x === null || y === null) return UNSURE;
    return x === undefined || y === undefined ? NOTHING : compare(x, y) ? YES : NO;
  };
}

/** `=` or `!=` between an element and a text or boolean, or between two conditions; undefined for other operands. */
function equality(left: Node, right: Node, scope: Scope, isEqual: boolean): PlainCondition | undefined {
  const wanted = constantOf(right);
  if (wanted === undefined) {
    if (!isCondition(left) || !isCondition(right)) return undefined;
    const different = logic('xor', compileNode(left, scope), compileNode(right, scope));
    if (different === unsure || !isEqual) return different;
    return (focus, resource) => {
      const answer = different(focus, resource);
      return answer === YES ? NO : answer === NO ? YES : answer;
    };
  }
  const path = pathTo(left, scope);
  if (!path?.every(({ type }) => type.primitive && type.category === typeof wanted)) return undefined;
  const collect = together(path);
  const slot = path.length === 1 ? path[0]!.slot : undefined;
  return (focus, resource) => {
    const value = slot && plainValue(focus, slot);
    if (typeof value === typeof wanted) return (value === wanted) === isEqual ? YES : NO;
    const found: unknown[] = [];
    if (!collect(focus, resource, found)) return UNSURE;
    if (found.length === 0) return NOTHING;
    if (found.length > 1) return isEqual ? NO : YES;
    if (typeof found[0] !== typeof wanted) return UNSURE;
    return (found[0] === wanted) === isEqual ? YES : NO;
  };
}

function constantOf(node: Node): string | boolean | undefined {
  if (node.kind === 'constant') return variableUrl(node.name);
  if (node.kind !== 'literal') return undefined;
  return node.type === 'string' ? node.text : node.type === 'boolean' ? node.text === 'true' : undefined;
}

const CONDITIONS = new Set(['exists', 'empty', 'not', 'all', 'hasValue', 'matches', 'startsWith', 'contains']);
const CONDITION_OPERATORS = new Set<BinaryOperator>(['and', 'or', 'xor', 'implies', '=', '!=', '<', '<=', '>', '>=']);

/** Whether a node can give nothing but one boolean or none. */
function isCondition(node: Node): boolean {
  if (node.kind === 'call') return CONDITIONS.has(node.name);
  return node.kind === 'binary' && CONDITION_OPERATORS.has(node.operator);
}

/** `status in ('a' | 'b')` */
function membership(left: Node, right: Node, scope: Scope): PlainCondition {
  const texts = new Set<unknown>();
  const path = pathTo(left, scope);
  if (!path?.every(({ type }) => type.primitive && type.category === 'string') || !addTexts(right, texts))
    return unsure;
  const collect = together(path);
  return (focus, resource) => {
    const found: unknown[] = [];
    if (!collect(focus, resource, found) || found.length > 1) return UNSURE;
    if (found.length === 0) return NOTHING;
    return typeof found[0] !== 'string' ? UNSURE : texts.has(found[0]) ? YES : NO;
  };
}

function addTexts(node: Node, into: Set<unknown>): boolean {
  if (node.kind === 'binary' && node.operator === '|') return addTexts(node.left, into) && addTexts(node.right, into);
  if (node.kind !== 'literal' || node.type !== 'string') return false;
  into.add(node.text);
  return true;
}
