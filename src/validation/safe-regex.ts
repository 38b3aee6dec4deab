import { fullMatch, patternFor } from '../fhir/fhirpath/regular-expression.ts';

/** Whether a whole text matches a foreign pattern, in bounded time; undefined when that cannot be decided: the pattern is broken or the text too long. */
export function matchesRegex(pattern: string, text: string): boolean | undefined {
  try {
    return patternFor(fullMatch(pattern), '', text).test(text);
  } catch {
    return undefined;
  }
}
