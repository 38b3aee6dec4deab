import type { CodeableConcept, Coding, Identifier, Period, Resource } from '@medplum/fhirtypes';
import { type DateRange, dateRange } from '../registers/date-range.ts';
import type { PersonIdentifier, SearchValues } from '../repository/types.ts';

/** Elements that the search parameter `code` (or `type`, `class`) of some type looks at. */
const CODED = ['code', 'medicationCodeableConcept', 'class', 'type', 'serviceType', 'vaccineCode'];
const DATED = [
  'period',
  'performedPeriod',
  'performedDateTime',
  'effectivePeriod',
  'effectiveDateTime',
  'onsetDateTime',
  'recordedDate',
];

/**
 * What search finds a resource by, from its stored content, so that nothing can be found by what was not kept.
 *
 * Identifiers are given as keyed hashes only; those of a person come from the Patient as it was sent.
 */
export function searchValues(
  content: Resource | null,
  persons: PersonIdentifier[],
  hash: (systemAndValue: string) => string,
): SearchValues {
  if (!content) return { identifiers: [], codes: [] };
  const fields = content as unknown as Record<string, unknown>;
  const own = Array.isArray(fields.identifier) ? (fields.identifier as Identifier[]) : [];
  // `system|value`, and the value alone, for a search that names no system.
  const identifiers = [...persons, ...own].flatMap(({ system, value }) =>
    value ? [hash(`${system ?? ''}|${value}`), hash(value)] : [],
  );
  const codes = CODED.flatMap((element) => codingsOf(fields[element])).map(
    ({ system, code }) => `${system ?? ''}|${code}`,
  );
  const status = statusOf(fields);
  const { from, to } = datesOf(fields);
  return {
    identifiers: [...new Set(identifiers)],
    codes: [...new Set(codes)],
    ...(status && { status }),
    ...(from && { dateFrom: from }),
    ...(to && { dateTo: to }),
  };
}

function codingsOf(value: unknown): Coding[] {
  if (Array.isArray(value)) return value.flatMap(codingsOf);
  if (typeof value !== 'object' || value === null) return [];
  if (Array.isArray((value as CodeableConcept).coding))
    return ((value as CodeableConcept).coding as Coding[]).filter(({ code }) => code);
  return (value as Coding).code ? [value as Coding] : [];
}

function statusOf(fields: Record<string, unknown>): string | undefined {
  if (typeof fields.status === 'string') return fields.status;
  return codingsOf(fields.clinicalStatus)[0]?.code;
}

/** The instants that enclose a resource's own date, as search reads dates; an open period has no end. */
function datesOf(fields: Record<string, unknown>): Partial<DateRange> {
  for (const element of DATED) {
    const value = fields[element];
    if (typeof value === 'string') return dateRange(value) ?? {};
    if (typeof value === 'object' && value !== null) {
      const { start, end } = value as Period;
      const from = start && dateRange(start)?.from;
      const to = end && dateRange(end)?.to;
      return { ...(from && { from }), ...(to && { to }) };
    }
  }
  return {};
}
