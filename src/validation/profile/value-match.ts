/** Comparison of JSON values with a definition's fixed value or pattern. */

/** Whether two JSON values are the same, whatever the order of properties. */
export function sameValue(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const left = a as Record<string, unknown>;
  const right = b as Record<string, unknown>;
  const keys = Object.keys(left);
  return (
    keys.length === Object.keys(right).length && keys.every((key) => key in right && sameValue(left[key], right[key]))
  );
}

/** http://hl7.org/fhir/R4/elementdefinition-definitions.html#ElementDefinition.pattern_x_: everything in the pattern is in the value; each item of a list of the pattern in some item of the value's. */
export function matchesPattern(value: unknown, pattern: unknown): boolean {
  if (Array.isArray(pattern)) {
    return Array.isArray(value) && pattern.every((wanted) => value.some((item) => matchesPattern(item, wanted)));
  }
  if (typeof pattern === 'object' && pattern !== null) {
    if (typeof value !== 'object' || value === null) return false;
    for (const key in pattern) {
      const has = (value as Record<string, unknown>)[key];
      if (!matchesPattern(has, (pattern as Record<string, unknown>)[key])) return false;
    }
    return true;
  }
  return value === pattern;
}

/** The value of `fixed[x]`, `pattern[x]`, `minValue[x]` … in an element definition, with its type. */
export function valueOfChoice(definition: object, prefix: string): { value: unknown; type: string } | undefined {
  for (const key in definition) {
    if (key.length > prefix.length && key.startsWith(prefix)) {
      const suffix = key.slice(prefix.length);
      if (!/^[A-Z]/.test(suffix)) continue;
      return { value: (definition as Record<string, unknown>)[key], type: suffix };
    }
  }
  return undefined;
}
