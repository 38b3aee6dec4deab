/**
 * Regular expressions of matches(), matchesFull() and replaceMatches(), bounded: JavaScript backtracks, so that a pattern with
 * a repetition inside a repetition can take exponential time. Such patterns see 1,000 characters at most, others 1,000,000.
 * Patterns come from profiles and views, which an operator installs; the text comes from senders.
 */
import { FhirPathError } from './fhirpath-error.ts';

const NESTED_REPETITION = /\((?:[^()\\]|\\.|\((?:[^()\\]|\\.)*\))*(?:[^\\][+*]|\{\d+,\d*\})[^()]*\)(?:[+*]|\{\d+,)/;
const LIMIT_NESTED = 1_000;
const LIMIT = 1_000_000;
const MAX_CACHED = 2_000;

interface Cached {
  expression: RegExp;
  limit: number;
}
const cache = new Map<string, Cached>();

/** The compiled pattern, single-line (`.` matches newlines). Throws when it is no pattern or the text is too long for it. */
export function regularExpression(pattern: string, flags: string, text: string): RegExp {
  const key = `${flags}/${pattern}`;
  let cached = cache.get(key);
  if (!cached) {
    cached = { expression: create(pattern, flags), limit: NESTED_REPETITION.test(pattern) ? LIMIT_NESTED : LIMIT };
    if (cache.size >= MAX_CACHED) cache.clear();
    cache.set(key, cached);
  }
  if (text.length > cached.limit) {
    throw new FhirPathError('execution', `a text of ${text.length} characters is too long for this pattern`);
  }
  cached.expression.lastIndex = 0;
  return cached.expression;
}

export const fullMatchPattern = (pattern: string): string => `^(?:${pattern})$`;

function create(pattern: string, flags: string): RegExp {
  const wanted = [...new Set([...flags].filter((flag) => 'gim'.includes(flag)))].join('');
  for (const mode of ['u', '']) {
    try {
      return new RegExp(pattern, `s${wanted}${mode}`);
    } catch {
      // Many published patterns escape what needs none, which only the mode without `u` allows.
    }
  }
  throw new FhirPathError('execution', 'the regular expression cannot be read');
}
