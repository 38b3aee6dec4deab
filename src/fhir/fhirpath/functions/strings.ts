/** https://hl7.org/fhirpath/#string-manipulation */
import { BOOLEAN, INTEGER, STRING, singleInteger, singleString } from '../compiled.ts';
import { FhirPathError } from '../fhirpath-error.ts';
import { booleanItems, EMPTY, type Items, integerItem, stringItem } from '../item.ts';
import { fullMatch, patternFor } from '../regular-expression.ts';
import type { FunctionTable, ValueFunction } from './definition.ts';

type Result = string | number | boolean | string[] | undefined;

function toItems(result: Result): Items {
  if (result === undefined) return EMPTY;
  if (Array.isArray(result)) return result.map(stringItem);
  if (typeof result === 'string') return [stringItem(result)];
  return typeof result === 'number' ? [integerItem(result)] : booleanItems(result);
}

/** A function of one string and further strings; empty when one of them is. */
function ofStrings(
  name: string,
  types: ValueFunction['types'],
  count: number,
  apply: (text: string, ...args: string[]) => Result,
): ValueFunction {
  return {
    arity: [count, count],
    types,
    run: (input, args) => {
      const text = singleString(input, `${name}()`);
      if (text === undefined) return EMPTY;
      const values = args.map((items) => singleString(items, `${name}()`));
      return values.includes(undefined) ? EMPTY : toItems(apply(text, ...(values as string[])));
    },
  };
}

const HTML: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const UNHTML = Object.fromEntries(Object.entries(HTML).map(([char, entity]) => [entity, char]));

function escapeText(text: string, target: string): Result {
  if (target === 'html') return text.replace(/[&<>"']/g, (char) => HTML[char] as string);
  return target === 'json' ? JSON.stringify(text).slice(1, -1) : undefined;
}

function unescapeText(text: string, target: string): Result {
  if (target === 'html') return text.replace(/&(?:amp|lt|gt|quot|#39);/g, (entity) => UNHTML[entity] as string);
  if (target !== 'json') return undefined;
  try {
    return JSON.parse(`"${text.replace(/(?<!\\)((?:\\\\)*)"/g, '$1\\"')}"`) as string;
  } catch {
    return undefined;
  }
}

function decodeText(text: string, format: string): Result {
  switch (format) {
    case 'hex':
      return /^(?:[0-9a-f]{2})*$/i.test(text) ? Buffer.from(text, 'hex').toString('utf8') : undefined;
    case 'base64':
    case 'urlbase64':
      return Buffer.from(text, format === 'base64' ? 'base64' : 'base64url').toString('utf8');
    default:
      return undefined;
  }
}

function encodeText(text: string, format: string): Result {
  const bytes = Buffer.from(text, 'utf8');
  if (format === 'hex') return bytes.toString('hex');
  if (format === 'base64') return bytes.toString('base64');
  // RFC 4648's URL alphabet, with its padding.
  return format === 'urlbase64' ? bytes.toString('base64').replaceAll('+', '-').replaceAll('/', '_') : undefined;
}

export const strings: FunctionTable = {
  length: ofStrings('length', INTEGER, 0, (text) => text.length),
  upper: ofStrings('upper', STRING, 0, (text) => text.toUpperCase()),
  lower: ofStrings('lower', STRING, 0, (text) => text.toLowerCase()),
  trim: ofStrings('trim', STRING, 0, (text) => text.trim()),
  toChars: ofStrings('toChars', STRING, 0, (text) => [...text]),
  startsWith: ofStrings('startsWith', BOOLEAN, 1, (text, prefix) => text.startsWith(prefix!)),
  endsWith: ofStrings('endsWith', BOOLEAN, 1, (text, suffix) => text.endsWith(suffix!)),
  contains: ofStrings('contains', BOOLEAN, 1, (text, part) => text.includes(part!)),
  indexOf: ofStrings('indexOf', INTEGER, 1, (text, part) => text.indexOf(part!)),
  lastIndexOf: ofStrings('lastIndexOf', INTEGER, 1, (text, part) => text.lastIndexOf(part!)),
  replace: ofStrings('replace', STRING, 2, (text, pattern, to) =>
    pattern === '' ? between(text, to!) : text.split(pattern!).join(to),
  ),
  split: ofStrings('split', STRING, 1, (text, separator) => text.split(separator!)),
  encode: ofStrings('encode', STRING, 1, (text, format) => encodeText(text, format!)),
  decode: ofStrings('decode', STRING, 1, (text, format) => decodeText(text, format!)),
  escape: ofStrings('escape', STRING, 1, (text, target) => escapeText(text, target!)),
  unescape: ofStrings('unescape', STRING, 1, (text, target) => unescapeText(text, target!)),
  matches: {
    arity: [1, 2],
    types: BOOLEAN,
    run: (input, args) => match(input, args, (pattern) => pattern),
  },
  matchesFull: { arity: [1, 2], types: BOOLEAN, run: (input, args) => match(input, args, fullMatch) },
  replaceMatches: ofStrings('replaceMatches', STRING, 2, (text, pattern, to) =>
    pattern === '' ? text : patternFor(pattern!, '', text).replace(text, to!.replace(/\$\{(\w+)\}/g, namedGroup)),
  ),
  substring: {
    arity: [1, 2],
    types: STRING,
    run: (input, [from, count]) => {
      const text = singleString(input, 'substring()');
      const start = singleInteger(from!, 'substring()');
      if (text === undefined || start === undefined || start < 0 || start >= text.length) return EMPTY;
      const length = count && singleInteger(count, 'substring()');
      return [stringItem(length === undefined ? text.slice(start) : text.slice(start, start + Math.max(0, length)))];
    },
  },
  join: {
    arity: [0, 1],
    types: STRING,
    run: (input, [separator]) => {
      const texts = input
        .filter((item) => item.value !== undefined)
        .map((item) => {
          if (typeof item.value !== 'string') throw new FhirPathError('execution', 'join() takes strings');
          return item.value;
        });
      // Of nothing '' and not empty, as the tests of SQL on FHIR have it.
      return [stringItem(texts.join((separator && singleString(separator, 'join()')) ?? ''))];
    },
  },
};

/** FHIRPath writes `${day}` for what JavaScript writes `$<day>`, and `${1}` for `$1`. */
const namedGroup = (_: string, name: string) => (/^\d/.test(name) ? `$${name}` : `$<${name}>`);

/** `'abc'.replace('', 'x')` surrounds every character. */
const between = (text: string, to: string) => to + [...text].map((char) => char + to).join('');

function match(input: Items, args: readonly Items[], complete: (pattern: string) => string): Items {
  const text = singleString(input, 'matches()');
  const pattern = singleString(args[0]!, 'matches()');
  const flags = (args[1] && singleString(args[1], 'matches()')) ?? '';
  if (text === undefined || pattern === undefined) return EMPTY;
  return booleanItems(patternFor(complete(pattern), flags, text).test(text));
}
