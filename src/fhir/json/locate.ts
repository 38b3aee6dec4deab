import { createScanner, type JSONScanner } from 'jsonc-parser';
import { type Position, positionsAt } from './position.ts';
import { Token } from './token.ts';

/** One step of an expression on its way through the text: which properties it may be, and what comes below. */
export interface Step {
  /** Expressions that pass through here; the deepest step that exists in the text gives their position. */
  expressions: number[];
  depth: number;
  properties: Map<string, Step>;
  items: Map<number, Step>;
}

/** Line and column of one FHIRPath location in a JSON text. See `locateAll`. */
export function locate(text: string, expression: string): Position | undefined {
  return locateAll(text, [expression])[0];
}

/**
 * Finds where FHIRPath locations such as `Bundle.entry[3].resource.code.coding[0].code` stand in a JSON text: all of them in one pass, which
 * skips what no location leads into. A location of something that is missing gives the nearest parent that exists. Choice elements may be written
 * `value.ofType(Quantity)`; an element's `_` sibling is found under the element's own name.
 * The answers are in the order of the expressions; undefined where the text is not JSON or the expression is empty.
 */
export function locateAll(text: string, expressions: string[]): (Position | undefined)[] {
  const root = stepsOf(expressions);
  const found: { offset: number; depth: number }[] = [];
  const scanner = createScanner(text.charCodeAt(0) === 0xfeff ? ` ${text.slice(1)}` : text, true);
  scanner.scan();
  readValue(scanner, text, root, scanner.getTokenOffset(), found);
  const offsets = found.map((item) => item?.offset ?? 0);
  const positions = positionsAt(
    text,
    expressions.map((_, index) => offsets[index] ?? 0),
  );
  return positions.map((position, index) => (found[index] ? position : undefined));
}

/** All expressions as one tree, so that a text is walked once for all of them. */
export function stepsOf(expressions: string[]): Step {
  const root = newStep(0);
  expressions.forEach((expression, index) => {
    if (expression) addExpression(root, expression, index);
  });
  return root;
}

function newStep(depth: number): Step {
  return { expressions: [], depth, properties: new Map(), items: new Map() };
}

function addExpression(root: Step, expression: string, index: number): void {
  root.expressions.push(index);
  let steps = [root];
  // The first name is the root's type.
  const segments = expression
    .replace(/\.ofType\((\w+)\)/g, (_, type: string) => `\u0000${type}`)
    .split('.')
    .slice(1);
  for (const segment of segments) {
    const match = /^([^[\u0000]+)((?:\[\d+\])*)(?:\u0000(\w+))?((?:\[\d+\])*)$/.exec(segment);
    if (!match) return;
    const type = match[3];
    const name = `${match[1]}${type ? type[0]!.toUpperCase() + type.slice(1) : ''}`;
    steps = steps.flatMap((step) => [childOf(step.properties, name, step), childOf(step.properties, `_${name}`, step)]);
    for (const step of steps) step.expressions.push(index);
    for (const number of `${match[2]}${match[4]}`.matchAll(/\d+/g)) {
      steps = steps.map((step) => childOf(step.items, Number(number[0]), step));
      for (const step of steps) step.expressions.push(index);
    }
    // A `_` sibling can only be followed by what an element has, so the number of ways stays small; cap it against hostile input.
    if (steps.length > 64) steps = steps.slice(0, 64);
  }
}

function childOf<Key>(children: Map<Key, Step>, key: Key, parent: Step): Step {
  let child = children.get(key);
  if (!child) {
    child = newStep(parent.depth + 1);
    children.set(key, child);
  }
  return child;
}

/** Reads the value at the current token; leaves the scanner on the value's last token. Recursion goes as deep as the expressions only. */
function readValue(
  scanner: JSONScanner,
  text: string,
  step: Step,
  offset: number,
  found: { offset: number; depth: number }[],
): void {
  for (const index of step.expressions) {
    const before = found[index];
    if (!before || before.depth < step.depth) found[index] = { offset, depth: step.depth };
  }
  if (step.properties.size === 0 && step.items.size === 0) {
    skipValue(scanner, text);
    return;
  }
  const token = scanner.getToken();
  if (token === Token.OpenBrace) {
    for (let next = scanner.scan(); next !== Token.CloseBrace && next !== Token.EOF; next = scanner.scan()) {
      if (next === Token.Comma) continue;
      const child = step.properties.get(scanner.getTokenValue());
      const at = scanner.getTokenOffset();
      scanner.scan();
      scanner.scan();
      if (child) readValue(scanner, text, child, at, found);
      else skipValue(scanner, text);
    }
  } else if (token === Token.OpenBracket) {
    let index = 0;
    for (let next = scanner.scan(); next !== Token.CloseBracket && next !== Token.EOF; next = scanner.scan()) {
      if (next === Token.Comma) continue;
      const child = step.items.get(index);
      if (child) readValue(scanner, text, child, scanner.getTokenOffset(), found);
      else skipValue(scanner, text);
      index++;
    }
  } else if (step.items.size > 0) {
    // `name[0]` where the text has one object instead of an array.
    const only = step.items.get(0);
    if (only) readValue(scanner, text, only, offset, found);
  }
}

/** Passes over the value at the current token. What is inside needs no tokens: only strings, where brackets mean nothing, and brackets are looked at. */
function skipValue(scanner: JSONScanner, text: string): void {
  const token = scanner.getToken();
  if (token !== Token.OpenBrace && token !== Token.OpenBracket) return;
  let depth = 0;
  let at = scanner.getTokenOffset();
  for (; at < text.length; at++) {
    const char = text.charCodeAt(at);
    if (char === QUOTE) at = endOfString(text, at);
    else if (char === OPEN_BRACE || char === OPEN_BRACKET) depth++;
    else if ((char === CLOSE_BRACE || char === CLOSE_BRACKET) && --depth === 0) break;
  }
  scanner.setPosition(Math.min(at + 1, text.length));
}

const [QUOTE, BACKSLASH, OPEN_BRACE, CLOSE_BRACE, OPEN_BRACKET, CLOSE_BRACKET] = Array.from('"\\{}[]', (char) =>
  char.charCodeAt(0),
) as [number, number, number, number, number, number];

/** Where the string that opens at an offset has its closing quote. */
function endOfString(text: string, open: number): number {
  for (let close = text.indexOf('"', open + 1); close >= 0; close = text.indexOf('"', close + 1)) {
    let escapes = 0;
    while (text.charCodeAt(close - 1 - escapes) === BACKSLASH) escapes++;
    if (escapes % 2 === 0) return close;
  }
  return text.length;
}
