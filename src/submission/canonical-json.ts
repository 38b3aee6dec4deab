/**
 * JSON with the keys of every object sorted, so that two bodies with the same content give the same text (S-3).
 * Not recursive on the call stack beyond the depth that strict parsing has let through.
 */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(sorted(value));
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const source = value as Record<string, unknown>;
  const result: Record<string, unknown> = {};
  for (const key of Object.keys(source).sort()) result[key] = sorted(source[key]);
  return result;
}
