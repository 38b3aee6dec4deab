/** FHIRPath to a tree, by precedence climbing over the grammar of https://hl7.org/fhirpath/grammar.html. */
import type { BinaryOperator, Node, TypeSpecifier } from './ast.ts';
import { FhirPathError, UnsupportedExpression } from './fhirpath-error.ts';
import { type Token, tokenize } from './lexer.ts';

/** Tighter operators have higher numbers; all are left-associative. */
const PRECEDENCE: Record<string, number> = {
  implies: 1,
  or: 2,
  xor: 2,
  and: 3,
  in: 4,
  contains: 4,
  '=': 5,
  '~': 5,
  '!=': 5,
  '!~': 5,
  '<': 6,
  '<=': 6,
  '>': 6,
  '>=': 6,
  '|': 7,
  is: 8,
  as: 8,
  '+': 9,
  '-': 9,
  '&': 9,
  '*': 10,
  '/': 10,
  div: 10,
  mod: 10,
};
const SIGN_PRECEDENCE = 11;
const CALENDAR_UNIT = /^(year|month|week|day|hour|minute|second|millisecond)s?$/;
/** Nesting beyond this is refused, so that an expression cannot exhaust the stack. */
const MAX_DEPTH = 200;

/** The tree of an expression. Throws a FhirPathError of kind `syntax`. */
export function parse(expression: string): Node {
  const parser = new Parser(tokenize(expression));
  const node = parser.expression(0);
  parser.expectEnd();
  return node;
}

class Parser {
  readonly #tokens: Token[];
  #at = 0;
  #depth = 0;

  constructor(tokens: Token[]) {
    this.#tokens = tokens;
  }

  get #next(): Token {
    return this.#tokens[this.#at] as Token;
  }

  #take(): Token {
    const token = this.#next;
    if (token.kind !== 'end') this.#at += 1;
    return token;
  }

  #is(symbol: string): boolean {
    return this.#next.kind === 'symbol' && this.#next.text === symbol;
  }

  #accept(symbol: string): boolean {
    if (!this.#is(symbol)) return false;
    this.#at += 1;
    return true;
  }

  #expect(symbol: string): void {
    if (!this.#accept(symbol)) this.#fail(`expected ${symbol}`);
  }

  #fail(expected: string): never {
    throw new FhirPathError('syntax', `${expected}, found ${this.#next.text}`, this.#next.position);
  }

  expectEnd(): void {
    if (this.#next.kind !== 'end') this.#fail('expected an operator or the end');
  }

  expression(minimum: number): Node {
    this.#depth += 1;
    if (this.#depth > MAX_DEPTH) throw new FhirPathError('syntax', 'nested too deep', this.#next.position);
    let left = this.#operand();
    for (;;) {
      const token = this.#next;
      const precedence = token.kind === 'symbol' || token.kind === 'identifier' ? PRECEDENCE[token.text] : undefined;
      if (precedence === undefined || precedence <= minimum) break;
      this.#at += 1;
      const { position } = token;
      if (token.text === 'is' || token.text === 'as') {
        left = { kind: 'type', operator: token.text, operand: left, type: this.#typeSpecifier(), position };
      } else {
        const right = this.expression(precedence);
        left = { kind: 'binary', operator: token.text as BinaryOperator, left, right, position };
      }
    }
    this.#depth -= 1;
    return left;
  }

  #operand(): Node {
    const { position } = this.#next;
    for (const operator of ['+', '-'] as const) {
      if (this.#accept(operator)) {
        return { kind: 'sign', operator, operand: this.expression(SIGN_PRECEDENCE), position };
      }
    }
    return this.#invocations(this.#term());
  }

  /** What follows a term: `.name`, `.function()`, `[index]`. */
  #invocations(term: Node): Node {
    let node = term;
    for (;;) {
      const { position } = this.#next;
      if (this.#accept('.')) node = this.#invocation(node);
      else if (this.#accept('[')) {
        node = { kind: 'index', target: node, index: this.expression(0), position };
        this.#expect(']');
      } else return node;
    }
  }

  #term(): Node {
    const token = this.#next;
    const { position, text } = token;
    switch (token.kind) {
      case 'string':
        this.#at += 1;
        return { kind: 'literal', type: 'string', text, position };
      case 'date':
      case 'dateTime':
      case 'time':
        this.#at += 1;
        return { kind: 'literal', type: token.kind, text, position };
      case 'integer':
      case 'decimal':
        this.#at += 1;
        return this.#number(token.kind, text, position);
      case 'long':
        throw new UnsupportedExpression('a long literal');
      case 'symbol':
        if (this.#accept('(')) {
          const node = this.expression(0);
          this.#expect(')');
          return node;
        }
        if (this.#accept('{')) {
          this.#expect('}');
          return { kind: 'empty', position };
        }
        if (this.#accept('%')) return { kind: 'constant', name: this.#constantName(), position };
        return this.#fail('expected a term');
      case 'identifier':
        if (text === 'true' || text === 'false') {
          this.#at += 1;
          return { kind: 'literal', type: 'boolean', text, position };
        }
    }
    return this.#invocation(undefined);
  }

  #number(type: 'integer' | 'decimal', text: string, position: number): Node {
    const token = this.#next;
    if (token.kind === 'string') {
      this.#at += 1;
      return { kind: 'quantity', value: text, unit: token.text, calendar: false, position };
    }
    if (token.kind === 'identifier' && CALENDAR_UNIT.test(token.text)) {
      this.#at += 1;
      return { kind: 'quantity', value: text, unit: token.text.replace(/s$/, ''), calendar: true, position };
    }
    return { kind: 'literal', type, text, position };
  }

  #constantName(): string {
    const token = this.#take();
    if (token.kind === 'identifier' || token.kind === 'delimited' || token.kind === 'string') return token.text;
    return this.#fail('expected the name of a variable');
  }

  #invocation(target: Node | undefined): Node {
    const token = this.#take();
    const { position } = token;
    const on = target && { target };
    if (token.kind === 'variable') {
      return { kind: 'variable', name: token.text as '$this', ...on, position };
    }
    if (token.kind !== 'identifier' && token.kind !== 'delimited') {
      this.#at -= token.kind === 'end' ? 0 : 1;
      return this.#fail('expected a name');
    }
    if (this.#is('{') && !target) throw new UnsupportedExpression('an instance selector');
    if (!this.#accept('(')) return { kind: 'member', name: token.text, ...on, position };
    return { kind: 'call', name: token.text, ...on, ...this.#arguments(token.text), position };
  }

  #arguments(name: string): { args: Node[]; descending?: boolean[] } {
    const args: Node[] = [];
    const descending: boolean[] = [];
    if (this.#accept(')')) return { args };
    do {
      args.push(this.expression(0));
      const direction = name === 'sort' && this.#next.kind === 'identifier' ? this.#next.text : '';
      if (direction === 'asc' || direction === 'desc') this.#at += 1;
      descending.push(direction === 'desc');
    } while (this.#accept(','));
    this.#expect(')');
    return name === 'sort' ? { args, descending } : { args };
  }

  #typeSpecifier(): TypeSpecifier {
    const first = this.#take();
    if (first.kind !== 'identifier' && first.kind !== 'delimited') this.#fail('expected the name of a type');
    if (!this.#accept('.')) return { name: first.text };
    return { namespace: first.text, name: this.#take().text };
  }
}
