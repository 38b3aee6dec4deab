/** Longer texts are not matched: a pattern from a questionnaire or a profile may take exponential time on them. */
const MAX_TEXT = 2000;
/** A quantifier on a group that has a quantifier itself: `(a+)+`. */
const NESTED_QUANTIFIER = /\((?:[^()\\]|\\.)*[+*}](?:[^()\\]|\\.)*\)(?:[+*]|\{\d+,\}?)/;
const compiled = new Map<string, RegExp | undefined>();

/** Whether a whole text matches a foreign pattern; undefined when that is not decided because the pattern is broken or could take too long. */
export function matchesRegex(pattern: string, text: string): boolean | undefined {
  if (!compiled.has(pattern)) compiled.set(pattern, compile(pattern));
  const regex = compiled.get(pattern);
  if (!regex || text.length > MAX_TEXT) return undefined;
  return regex.test(text);
}

function compile(pattern: string): RegExp | undefined {
  if (pattern.length > 1000 || NESTED_QUANTIFIER.test(pattern)) return undefined;
  try {
    return new RegExp(`^(?:${pattern})$`, 'u');
  } catch {
    try {
      return new RegExp(`^(?:${pattern})$`);
    } catch {
      return undefined;
    }
  }
}
