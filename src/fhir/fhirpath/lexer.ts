/** FHIRPath text to tokens: https://hl7.org/fhirpath/#lexical-elements */
import { FhirPathError } from './fhirpath-error.ts';

export type TokenKind =
  | 'identifier'
  | 'delimited'
  | 'string'
  | 'integer'
  | 'decimal'
  | 'long'
  | 'date'
  | 'dateTime'
  | 'time'
  | 'variable'
  | 'symbol'
  | 'end';

export interface Token {
  kind: TokenKind;
  /** The identifier, the string without quotes and escapes, the number or date as written, the symbol. */
  text: string;
  position: number;
}

const SPACE = /[\s]+/y;
const LINE_COMMENT = /\/\/[^\r\n]*/y;
const IDENTIFIER = /[A-Za-z_][A-Za-z0-9_]*/y;
const LONG = /\d+L/y;
const DECIMAL = /\d+\.\d+/y;
const INTEGER = /\d+/y;
const TIME_PART = '\\d\\d(?::\\d\\d(?::\\d\\d(?:\\.\\d+)?)?)?';
const TIME = new RegExp(`@T${TIME_PART}`, 'y');
const DATE_TIME = new RegExp(`@\\d{4}(?:-\\d\\d(?:-\\d\\d)?)?T(?:${TIME_PART}(?:Z|[+-]\\d\\d:\\d\\d)?)?`, 'y');
const DATE = /@\d{4}(?:-\d\d(?:-\d\d)?)?/y;
const VARIABLE = /\$(?:this|index|total)\b/y;
const SYMBOLS = ['<=', '>=', '!=', '!~', ...'.()[]{},+-*/|&<>=~%:'];
const ESCAPES: Record<string, string> = { f: '\f', n: '\n', r: '\r', t: '\t' };

/** All tokens, the last of kind `end`. Throws a FhirPathError of kind `syntax`. */
export function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  const match = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    return pattern.exec(text)?.[0];
  };
  const push = (kind: TokenKind, value: string, length: number) => {
    tokens.push({ kind, text: value, position: at });
    at += length;
  };

  const quoted = (quote: string): void => {
    let end = at + 1;
    while (end < text.length && text[end] !== quote) end += text[end] === '\\' ? 2 : 1;
    if (end >= text.length) throw new FhirPathError('syntax', `${quote} is not closed`, at);
    push(quote === "'" ? 'string' : 'delimited', unescapeText(text.slice(at + 1, end)), end + 1 - at);
  };

  while (at < text.length) {
    const char = text[at] as string;
    const skipped = match(SPACE) ?? match(LINE_COMMENT);
    if (skipped) {
      at += skipped.length;
    } else if (text.startsWith('/*', at)) {
      const end = text.indexOf('*/', at + 2);
      if (end < 0) throw new FhirPathError('syntax', 'the comment is not closed', at);
      at = end + 2;
    } else if (char === "'" || char === '`') {
      quoted(char);
    } else if (char === '@') {
      const time = match(TIME);
      const dateTime = match(DATE_TIME);
      const date = match(DATE);
      if (time) push('time', time.slice(2), time.length);
      else if (dateTime) push('dateTime', dateTime.slice(1).replace(/T$/, ''), dateTime.length);
      else if (date) push('date', date.slice(1), date.length);
      else throw new FhirPathError('syntax', 'not a date or time', at);
    } else if (char >= '0' && char <= '9') {
      const long = match(LONG);
      const decimal = match(DECIMAL);
      if (long) push('long', long.slice(0, -1), long.length);
      else if (decimal) push('decimal', decimal, decimal.length);
      else push('integer', match(INTEGER) as string, (match(INTEGER) as string).length);
    } else {
      const identifier = match(IDENTIFIER);
      const variable = match(VARIABLE);
      const symbol = SYMBOLS.find((candidate) => text.startsWith(candidate, at));
      if (identifier) push('identifier', identifier, identifier.length);
      else if (variable) push('variable', variable, variable.length);
      else if (symbol) push('symbol', symbol, symbol.length);
      else throw new FhirPathError('syntax', `unexpected ${char}`, at);
    }
  }
  push('end', 'the end', 0);
  return tokens;
}

/** `\'`, `\n`, `\u00e5` …; the backslash of an escape that FHIRPath doesn't know stands for the character after it. */
function unescapeText(text: string): string {
  if (!text.includes('\\')) return text;
  return text.replace(/\\(?:u([0-9a-fA-F]{4})|(.))/gs, (_, hex: string | undefined, char: string) =>
    hex ? String.fromCharCode(Number.parseInt(hex, 16)) : (ESCAPES[char] ?? char),
  );
}
