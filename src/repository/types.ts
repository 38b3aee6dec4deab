import type { Resource, Task } from '@medplum/fhirtypes';
import type { CaseResult } from '../registers/case.ts';

export type Uuid = string;

/** The person key of what belongs to no person: organizations and staff. */
export const NO_PERSON: Uuid = '00000000-0000-0000-0000-000000000000';

/**
 * current    stored and mapped
 * retracted  entered in error or deleted: no content, the head keeps its place so that older versions arriving late stay out
 * not-kept   no register receives it: no content
 * expected   mentioned by something that has arrived, itself not yet here
 */
export type ResourceState = 'current' | 'retracted' | 'not-kept' | 'expected';

/** Values that search finds a resource by. */
export interface SearchValues {
  /** HMACs of `system|value` and `|value`-less forms, hexadecimal. */
  identifiers: string[];
  /** `system|code` and `|code` forms are both matched from these `system|code` strings. */
  codes: string[];
  status?: string;
  /** ISO instants that enclose the resource's own date. */
  dateFrom?: string;
  dateTo?: string;
}

export interface StoredResource {
  id: Uuid;
  personKey: Uuid;
  type: string;
  /** organisationsnummer of the vårdgivare that sent it */
  vardgivare: string;
  version: number;
  state: ResourceState;
  /** The sender's meta.lastUpdated, ISO instant in UTC, which decides what is newest. */
  sourceUpdated?: string;
  lastUpdated: string;
  /** The root of the case that it is a member of; the root's own id for the root itself. */
  caseId?: Uuid;
  /** Ids of everything that its references point at. */
  references: Uuid[];
  /** Minimised content with internal ids in `id` and in references; null unless current. */
  content: Resource | null;
  search: SearchValues;
  submissionId: Uuid;
}

export interface AliasKey {
  kind: 'id' | 'identifier' | 'content';
  /** What the vårdgivare calls it: the client's id, `system|value`, or a hash of the content. Stored as an HMAC only. */
  value: string;
}

/** All names of one resource. `lock: 'update'` for case roots and for what changes, `share` for what is only mentioned. */
export interface AliasGroup {
  type: string;
  keys: AliasKey[];
  lock: 'update' | 'share';
  /** The resource that identifier and content are told apart in: nothing is known by such a name in one that is new. */
  within?: Uuid | undefined;
}

export interface AliasResolution {
  id: Uuid;
  /** Whether no key of the group was known before. */
  created: boolean;
  /** Further ids that keys of the group pointed at before; all keys point at `id` now, the caller moves what refers to these. */
  merged: Uuid[];
}

export interface PersonIdentifier {
  /** Canonical system URI and canonical value, such as 12 digits. */
  system: string;
  value: string;
}

export interface Submission {
  id: Uuid;
  client: string;
  vardgivare: string;
  bundleType: string;
  /** HMAC of the canonical content. */
  contentHash: Buffer;
  receivedAt: string;
  outcome: 'accepted' | 'partial' | 'rejected';
  receipt: Task;
}

/** The rows of one case in one register; replaces whatever the case had there. */
export interface CaseRows {
  caseId: Uuid;
  personKey: Uuid;
  vardgivare: string;
  submissionId: Uuid;
  result: CaseResult;
  /** version of each resource (`Type/id`) that rows come from */
  versions: Map<string, number>;
}

export interface AuditEntry {
  /** closed list: submit, read, search, receipt, deliver, token, deny, verify … */
  action: string;
  client: string;
  vardgivare?: string;
  personKeys?: Uuid[];
  purpose?: string;
  rule?: string;
  outcome: 'ok' | 'denied' | 'failed';
  /** What was touched: types, counts, receipt id. Never an identifier of a person. */
  detail?: Record<string, string | number>;
}

/** What a submission has left behind: its receipt. */
export interface FoundSubmission {
  id: Uuid;
  receipt: Task;
}

/** What a submission will ask for. */
export interface ForeseenWork {
  contentHash: Buffer;
  groups: Pick<AliasGroup, 'type' | 'keys'>[];
  persons: PersonIdentifier[];
  heed: boolean;
}

/** Everything one submission does in the database, committed together or not at all. */
export interface Transaction {
  insertSubmission(submission: Submission): Promise<void>;
  /** Person keys of identifiers, allocated when new; in the order asked. */
  resolvePersons(identifiers: PersonIdentifier[]): Promise<Uuid[]>;
  /** Register ids that the persons object to. */
  objections(personKeys: Uuid[]): Promise<Map<Uuid, Set<string>>>;
  /** Records that a person objects to a register from a date on; takes it back. */
  putObjection(personKey: Uuid, register: string, since: string): Promise<void>;
  removeObjection(personKey: Uuid, register: string): Promise<void>;
  /**
   * Asked first: the submission of the same content from the same vårdgivare, if it was not rejected. Tells at the same time what else will be asked, so
   * that one round trip reads it; `heed`: objections of the persons too. A transaction that locks does nothing with that.
   */
  foresee(vardgivare: string, expected: ForeseenWork): Promise<FoundSubmission | undefined>;
  /** Internal ids of groups of aliases, allocated when new, locked until commit; in the order asked. */
  resolveAliases(vardgivare: string, groups: AliasGroup[]): Promise<AliasResolution[]>;
  loadResources(ids: Uuid[]): Promise<Map<Uuid, StoredResource>>;
  /** Current members of the cases, the roots included. */
  loadCaseMembers(caseIds: Uuid[]): Promise<StoredResource[]>;
  /** Resources that refer to any of the ids. */
  loadReferrers(ids: Uuid[]): Promise<StoredResource[]>;
  /** Current resources of the vårdgivare that search would find by the keyed hash of an identifier. */
  findByIdentifier(vardgivare: string, type: string, hash: string): Promise<StoredResource[]>;
  /** Locks heads until commit; the work is run again when one of them is no longer in the version that was read (0: none). */
  lockHeads(heads: { id: Uuid; version: number }[]): Promise<void>;
  /** Writes heads and adds a version for each. */
  putResources(resources: StoredResource[]): Promise<void>;
  replaceRows(rows: CaseRows[]): Promise<void>;
  /** Takes those persons out of the vault of whom nothing is kept any more; after everything else is written. */
  releasePersons(personKeys: Uuid[]): Promise<void>;
  appendAudit(entries: AuditEntry[]): Promise<void>;
}
