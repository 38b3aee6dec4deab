/** ISO instant in UTC of a FHIR instant or dateTime with time zone; undefined for anything else, so that order never rests on a guess. */
export function toUtc(value: unknown): string | undefined {
  if (typeof value !== 'string' || !/^\d{4}-\d{2}-\d{2}T.+(Z|[+-]\d{2}:\d{2})$/.test(value)) return undefined;
  const time = Date.parse(value);
  return Number.isNaN(time) ? undefined : new Date(time).toISOString();
}
