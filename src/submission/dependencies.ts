import type { Resource } from '@medplum/fhirtypes';
import type { Finding } from '../errors/finding.ts';
import type { Case, CaseResult } from '../registers/case.ts';
import type { FoundSubmission, Transaction, Uuid } from '../repository/types.ts';
import type { Envelope } from './entry.ts';

/** What `fetchCodes` hands to `validate`; nobody else looks into it. */
export type FetchedForValidation = object;

/** The steps that are timed, in the order that a submission takes them. */
export const STEPS = ['parse', 'normalise', 'validate', 'database', 'map', 'audit', 'answer'] as const;
export type Step = (typeof STEPS)[number];

/** What the pipeline needs from the rooms below it. Everything that does I/O or depends on the clock comes from here. */
export interface SubmissionDependencies {
  parse(text: string): { value: unknown; findings: Finding[] };
  /** 1-based positions of FHIRPath expressions in the text, for those that can be found. */
  locate(text: string, expressions: string[]): ({ line: number; column: number } | undefined)[];
  /** Replaces code system and identifier aliases by what we emit, in place. */
  normalise(resource: Resource): void;
  /** Codes of the entries that stand in the database and not in memory, for `validate`; undefined when there are none, as almost always. */
  fetchCodes(envelope: Envelope): Promise<FetchedForValidation> | undefined;
  /** Findings of every entry's resource against its base type, its claimed profiles and our submission profile; expressions from `Bundle`. */
  validate(envelope: Envelope, fetched: FetchedForValidation | undefined): Finding[];
  registers: {
    ids(): string[];
    /** Whether any of them is one that a person may object to. */
    heedObjections: boolean;
    evaluate(situation: Case, options: { objections: Set<string>; now: Date }): CaseResult[];
    /** The resource is absent when no register uses anything of its type. */
    minimise(resource: Resource, registers: string[]): { resource: Resource | undefined; dropped: string[] };
    normaliseDates(resource: Resource): Resource;
  };
  repository: {
    transaction<T>(work: (transaction: Transaction) => Promise<T>, options?: { optimistic?: boolean }): Promise<T>;
    findSubmission(vardgivare: string, contentHash: Buffer): Promise<FoundSubmission | undefined>;
  };
  /** HMAC of the canonical content, keyed so that a hash tells nothing without the key. */
  contentHash(canonical: string): Buffer;
  /** Keyed hash of `system|value`, hexadecimal, by which search finds an identifier. */
  identifierHash(systemAndValue: string): string;
  /** The id that leaves for an internal id, in the vårdgivare's own view; and back. */
  viewIds(vardgivare: string): Promise<{ outward(id: Uuid): string; inward(id: string): Uuid | undefined }>;
  baseUrl: string;
  now(): Date;
  /** Told how long each step took, in seconds. */
  observe(step: Step, seconds: number): void;
}
