import type { CaseResult } from '../registers/case.ts';
import type { CaseRows, StoredResource, Uuid } from '../repository/types.ts';
import type { Decision } from './decide.ts';
import type { Entry } from './entry.ts';
import type { Graph, Node } from './node.ts';
import type { Person } from './person.ts';
import type { Submitter } from './submitter.ts';

/** What became of one entry. */
export interface EntryResult {
  entry: Entry;
  node: Node;
  decision?: Decision;
  outcome: CaseResult['outcome'];
  /** Internal id and version, where something is stored. */
  id?: Uuid;
  version?: number;
  created?: boolean;
  /** Paths of the resource that were not kept. */
  dropped: string[];
  rule?: string;
}

export interface Applied {
  entries: EntryResult[];
  /** One per case that this submission touched and register. */
  cases: { caseId: Uuid; contact?: Entry; result: CaseResult }[];
  resources: StoredResource[];
  rows: CaseRows[];
  personKeys: Uuid[];
  /** Persons of whom nothing may be left. */
  persons: Uuid[];
}

/** What one submission is about to do, gathered while it goes through the database. */
export interface Work {
  graph: Graph;
  submissionId: Uuid;
  submitter: Submitter;
  now: string;
  known: Map<Uuid, StoredResource>;
  /** Ids whose head this submission writes. */
  changed: Set<Uuid>;
  /** Shared resources among these that say what they said, at a later time: no rows depend on that. */
  sameAsBefore: Set<Uuid>;
  results: Map<Node, EntryResult>;
  /** Of Patients in this submission, by internal id: what the vault and the rows need of them. */
  persons: Map<Uuid, Person>;
}

/** Writes a further version of a stored resource that this submission changes without carrying it. */
export function store(resource: StoredResource, work: Work): void {
  const again = work.changed.has(resource.id);
  work.known.set(resource.id, {
    ...resource,
    version: resource.version + (again ? 0 : 1),
    lastUpdated: work.now,
    submissionId: work.submissionId,
  });
  work.changed.add(resource.id);
}
