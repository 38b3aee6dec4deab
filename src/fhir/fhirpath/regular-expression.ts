/**
 * Regular expressions of matches(), matchesFull() and replaceMatches(). JavaScript backtracks: a repeated group that can match in
 * several ways takes exponential time on a text made for it. Such patterns run on RE2, which is linear in the text and slower by
 * a constant; RE2 has no lookaround and no backreferences, and patterns with these see short texts only.
 * Patterns come from profiles and views, which an operator installs; texts come from senders.
 */
import { createRequire } from 'node:module';
import { FhirPathError } from './fhirpath-error.ts';

const LIMIT = 100_000;
const LIMIT_RISKY_NATIVE = 64;
const MAX_CACHED = 2_000;

interface Pattern {
  test(text: string): boolean;
  replace(text: string, replacement: string): string;
}

interface Cached {
  pattern: Pattern;
  limit: number;
}
const cache = new Map<string, Cached>();

/** The compiled pattern for a text, single-line (`.` matches newlines). Throws when it can't be read or the text is too long for it. */
export function patternFor(source: string, flags: string, text: string): Pattern {
  const key = `${flags}/${source}`;
  let cached = cache.get(key);
  if (!cached) {
    cached = compile(source, flags);
    if (cache.size >= MAX_CACHED) cache.clear();
    cache.set(key, cached);
  }
  if (text.length > cached.limit) {
    throw new FhirPathError('execution', `a text of ${text.length} characters is too long for this pattern`);
  }
  return cached.pattern;
}

export const fullMatch = (source: string): string => `^(?:${source})$`;

function compile(source: string, flags: string): Cached {
  const native = nativePattern(source, flags);
  if (!isRisky(source)) return { pattern: native, limit: LIMIT };
  const linear = linearPattern(source, flags);
  return linear ? { pattern: linear, limit: LIMIT } : { pattern: native, limit: LIMIT_RISKY_NATIVE };
}

function nativePattern(source: string, flags: string): Pattern {
  const wanted = [...new Set(flags)].filter((flag) => flag === 'i' || flag === 'm').join('');
  for (const mode of ['u', '']) {
    try {
      const expression = new RegExp(source, `gs${wanted}${mode}`);
      return {
        test: (text) => {
          expression.lastIndex = 0;
          return expression.test(text);
        },
        replace: (text, replacement) => text.replace(expression, replacement),
      };
    } catch {
      // Many published patterns escape what needs none, which only the mode without `u` allows.
    }
  }
  throw new FhirPathError('execution', 'the regular expression cannot be read');
}

/** RE2, loaded when the first risky pattern is compiled. */
const re2 = () => createRequire(import.meta.url)('re2js') as typeof import('re2js');

function linearPattern(source: string, flags: string): Pattern | undefined {
  const { RE2JS } = re2();
  const insensitive = flags.includes('i') ? RE2JS.CASE_INSENSITIVE : 0;
  const multiline = flags.includes('m') ? RE2JS.MULTILINE : 0;
  try {
    const expression = RE2JS.compile(source, RE2JS.DOTALL | insensitive | multiline);
    return {
      test: (text) => expression.matcher(text).find(),
      replace: (text, replacement) => expression.matcher(text).replaceAll(replacement),
    };
  } catch {
    return undefined;
  }
}

/** Whether a group repeats that holds a repetition or a choice, at any depth: what can take exponential time. */
export function isRisky(source: string): boolean {
  const groups: boolean[] = [false];
  let isClass = false;
  for (let at = 0; at < source.length; at += 1) {
    const char = source[at];
    if (char === '\\') at += 1;
    else if (isClass) isClass = char !== ']';
    else if (char === '[') isClass = true;
    else if (char === '(') groups.push(false);
    else if (char === ')') {
      const inner = groups.pop() ?? false;
      const repeats = /[+*]|\{\d+,/y;
      repeats.lastIndex = at + 1;
      if (inner && repeats.test(source)) return true;
      if (inner) groups[groups.length - 1] = true;
    } else if (char === '|' || char === '+' || char === '*' || char === '?' || char === '{') {
      if (source[at - 1] !== '(') groups[groups.length - 1] = true;
    }
  }
  return false;
}
