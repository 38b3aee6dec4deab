import type { Resource } from '@medplum/fhirtypes';
import type { ResourceState, StoredResource, Uuid } from './types.ts';

/** A head as it stands in sluss.resource. */
export interface ResourceRow {
  person_key: Uuid;
  id: Uuid;
  type: string;
  vardgivare: string;
  version: number;
  state: ResourceState;
  source_updated: string | null;
  last_updated: string;
  case_id: Uuid | null;
  submission_id: Uuid;
  references: Uuid[];
  identifiers: string[];
  codes: string[];
  status: string | null;
  date_from: string | null;
  date_to: string | null;
  content: Resource | null;
}

/** Every column of a head, in one order. */
export const HEAD_COLUMNS = `r.person_key, r.id, r.type, r.vardgivare, r.version, r.state, r.source_updated, r.last_updated, r.case_id,
  r.submission_id, r."references", r.identifiers, r.codes, r.status, r.date_from, r.date_to, r.content`;

export function toStoredResource(row: ResourceRow): StoredResource {
  return {
    id: row.id,
    personKey: row.person_key,
    type: row.type,
    vardgivare: row.vardgivare,
    version: row.version,
    state: row.state,
    ...(row.source_updated && { sourceUpdated: row.source_updated }),
    lastUpdated: row.last_updated,
    ...(row.case_id && { caseId: row.case_id }),
    references: row.references,
    content: row.content,
    search: {
      identifiers: row.identifiers,
      codes: row.codes.filter((code) => code.includes('|')),
      ...(row.status && { status: row.status }),
      ...(row.date_from && row.date_from !== '-infinity' && { dateFrom: row.date_from }),
      ...(row.date_to && row.date_to !== 'infinity' && { dateTo: row.date_to }),
    },
    submissionId: row.submission_id,
  };
}

/** In the form that `jsonb_to_recordset` reads. */
export function toResourceRow(resource: StoredResource): ResourceRow {
  const { search } = resource;
  return {
    person_key: resource.personKey,
    id: resource.id,
    type: resource.type,
    vardgivare: resource.vardgivare,
    version: resource.version,
    state: resource.state,
    source_updated: resource.sourceUpdated ?? null,
    last_updated: resource.lastUpdated,
    case_id: resource.caseId ?? null,
    submission_id: resource.submissionId,
    references: resource.references,
    identifiers: search.identifiers,
    // Also without the system, for `code=I109`.
    codes: [...new Set([...search.codes, ...search.codes.map((code) => code.slice(code.lastIndexOf('|') + 1))])],
    status: search.status ?? null,
    date_from: search.dateFrom ?? (search.dateTo ? '-infinity' : null),
    date_to: search.dateTo ?? (search.dateFrom ? 'infinity' : null),
    content: resource.content,
  };
}
