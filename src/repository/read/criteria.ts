import type { Uuid } from '../types.ts';

export type DatePrefix = 'eq' | 'ne' | 'gt' | 'lt' | 'ge' | 'le' | 'sa' | 'eb' | 'ap';

/** A date of a search, as the stretch of time that it means: ISO instants in UTC, both included. */
export interface DateCriterion {
  prefix: DatePrefix;
  from: string;
  to: string;
}

/** `system` undefined: any; empty: none. */
export interface CodeToken {
  system?: string;
  value: string;
}

/** What a reference must lead to: an internal id, or a resource of the view that has an identifier with one of these keyed hashes. */
export type ReferenceTarget = { id: Uuid } | { type: string; identifiers: string[] };

/** All criteria of a search must hold; of the alternatives in one, any. */
export type SearchCriterion =
  | { kind: 'id'; any: Uuid[] }
  /** Keyed hashes, as in `SearchValues.identifiers`. */
  | { kind: 'identifier'; any: string[] }
  | { kind: 'reference'; any: ReferenceTarget[] }
  | { kind: 'code'; any: CodeToken[] }
  | { kind: 'status'; any: string[] }
  | { kind: 'date' | 'lastUpdated'; any: DateCriterion[] };
