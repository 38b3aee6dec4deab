import type { Resource } from '@medplum/fhirtypes';
import { locateInText, parseFhirText } from '../fhir/fhir-text.ts';
import type { IdPermutation } from '../identity/id-permutation.ts';
import type { VaultCrypto } from '../identity/vault-crypto.ts';
import { normaliseCaseDates } from '../registers/dates.ts';
import { evaluateCase, TIME_ZONE } from '../registers/evaluate.ts';
import { createMinimiser } from '../registers/minimise.ts';
import type { Register } from '../registers/register.ts';
import type { Translate } from '../registers/translate.ts';
import type { Repository } from '../repository/repository.ts';
import type { Step } from '../submission/dependencies.ts';
import { createSubmit } from '../submission/submit.ts';
import { questionsOf, validateEntries } from '../submission/validate-entries.ts';
import type { FetchedCodes } from '../terminology/snomed/fetched-concepts.ts';
import type { EditionSet, LiveEditions } from './live-editions.ts';

/** The rooms that a submission goes through. */
export interface SubmissionRooms {
  registers: readonly Register[];
  repository: Pick<Repository, 'transaction' | 'findSubmission'>;
  editions: LiveEditions;
  /** Canonicals of the submission profiles by resource type. */
  profiles: Record<string, readonly string[]>;
  /** Puts canonical systems and code forms into a resource, in place (S-13). */
  normalise(resource: Resource): void;
  translate: Translate;
  crypto: VaultCrypto;
  /** The keyed hash that search finds an identifier by. */
  identifierHash(systemAndValue: string): string;
  viewIds(vardgivare: string): Promise<IdPermutation>;
  baseUrl: string;
  /** How deep a body may nest. */
  maxDepth: number;
  /** The clock that says what has been, by default that of the machine. */
  now?: (() => Date) | undefined;
  observe(step: Step, seconds: number): void;
}

/** What was fetched, with the set of editions that it was asked of, which also judges it. */
interface Fetched {
  set: EditionSet;
  codes: FetchedCodes | undefined;
}

/** `submit` on the real rooms: see createSubmit. Registers that are drafts or retired take no part. */
export function connectSubmission(rooms: SubmissionRooms): ReturnType<typeof createSubmit> {
  const { registers, repository, editions, profiles, crypto, translate } = rooms;
  const running = registers.filter(({ definition: { status } }) => status === 'active' || status === 'closing');
  const ids = running.map(({ definition }) => definition.id);
  return createSubmit({
    parse: (text) => parseFhirText(text, { maxDepth: rooms.maxDepth }),
    locate: locateInText,
    normalise: rooms.normalise,
    fetchCodes(envelope) {
      const first = editions.current();
      const questions = first.terminology.stored && questionsOf(envelope, first.terminology);
      if (questions?.isEmpty !== false) return undefined;
      return editions.answer(async (set): Promise<Fetched> => {
        const asked = set === first ? questions : questionsOf(envelope, set.terminology);
        return { set, codes: await set.terminology.stored?.fetch(asked) };
      });
    },
    validate(envelope, fetched) {
      const { set = editions.current(), codes } = (fetched ?? {}) as Partial<Fetched>;
      return validateEntries(envelope, set.validator, profiles, codes);
    },
    registers: {
      ids: () => ids,
      heedObjections: running.some(({ definition: { regime } }) => regime === 'nationellt-kvalitetsregister'),
      evaluate: (situation, options) => evaluateCase(running, situation, { ...options, translate }),
      minimise: createMinimiser(running),
      normaliseDates: (resource) => normaliseCaseDates(resource, TIME_ZONE),
    },
    repository,
    contentHash: (canonical) => crypto.lookup('content', canonical),
    identifierHash: rooms.identifierHash,
    viewIds: rooms.viewIds,
    baseUrl: rooms.baseUrl,
    now: rooms.now ?? (() => new Date()),
    observe: rooms.observe,
  });
}
