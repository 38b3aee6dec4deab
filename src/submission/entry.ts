import type { Bundle, Resource } from '@medplum/fhirtypes';
import type { Finding } from '../errors/finding.ts';

export type Method = 'POST' | 'PUT' | 'DELETE';

/** One entry of a submitted Bundle on its way through the pipeline. */
export interface Entry {
  /** Position in Bundle.entry, from 0. */
  index: number;
  /** FHIRPath of the entry: `Bundle.entry[3]`. */
  path: string;
  fullUrl?: string;
  method: Method;
  type: string;
  /** The client's own id: from `PUT Type/id`, `DELETE Type/id`. */
  clientId?: string;
  /** The identifier in a conditional request, `system|value`. */
  condition?: string;
  /** Absent for DELETE. Private to the pipeline: it may be changed. */
  resource?: Resource;
  /** What the entry is told. An error among them rejects it. */
  findings: Finding[];
}

/** A decoded submission. */
export interface Envelope {
  type: 'transaction' | 'batch' | 'message';
  /** As it was sent; the entries' resources are those of `entries`. */
  bundle: Bundle;
  /** When the bundle was put together, ISO instant in UTC, as the sender says. */
  timestamp?: string;
  entries: Entry[];
}
