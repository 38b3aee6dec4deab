import type { Resource } from '@medplum/fhirtypes';
import { locateAll } from '../fhir/json/locate.ts';
import { parseStrictJson } from '../fhir/json/parse-strict.ts';
import type { IdPermutation } from '../identity/id-permutation.ts';
import type { VaultCrypto } from '../identity/vault-crypto.ts';
import { normaliseCaseDates } from '../registers/dates.ts';
import { evaluateCase, TIME_ZONE } from '../registers/evaluate.ts';
import { createMinimiser } from '../registers/minimise.ts';
import type { Register } from '../registers/register.ts';
import type { Translate } from '../registers/translate.ts';
import type { Repository } from '../repository/repository.ts';
import type { Validator } from '../validation/validator.ts';
import type { Step } from './dependencies.ts';
import { createSubmit } from './submit.ts';
import { validateEntries } from './validate-entries.ts';

/** The rooms that a submission goes through. */
export interface SubmissionRooms {
  registers: readonly Register[];
  repository: Pick<Repository, 'transaction' | 'findSubmission'>;
  validator: Validator;
  /** Canonicals of the submission profiles by resource type. */
  profiles: Record<string, readonly string[]>;
  /** Puts canonical systems and code forms into a resource, in place (S-13). */
  normalise(resource: Resource): void;
  translate: Translate;
  crypto: VaultCrypto;
  viewIds(vardgivare: string): Promise<Pick<IdPermutation, 'outward' | 'inward'>>;
  baseUrl: string;
  /** How deep a body may nest. */
  maxDepth: number;
  observe(step: Step, seconds: number): void;
}

/** `submit` on the real rooms: see createSubmit. */
export function connectSubmission(rooms: SubmissionRooms): ReturnType<typeof createSubmit> {
  const { registers, crypto } = rooms;
  const active = registers.filter(
    ({ definition }) => definition.status === 'active' || definition.status === 'closing',
  );
  const ids = active.map(({ definition }) => definition.id);
  const minimise = createMinimiser(active);
  return createSubmit({
    parse: (text) => parseStrictJson(text, { maxDepth: rooms.maxDepth }),
    locate: locateAll,
    normalise: rooms.normalise,
    validate: (envelope) => validateEntries(envelope, rooms.validator, rooms.profiles),
    registers: {
      ids: () => ids,
      evaluate: (situation, { objections, now }) =>
        evaluateCase(active, situation, { objections, now, translate: rooms.translate }),
      minimise,
      normaliseDates: (resource) => normaliseCaseDates(resource, TIME_ZONE),
    },
    repository: rooms.repository,
    contentHash: (canonical) => crypto.lookup('content', canonical),
    identifierHash: (systemAndValue) => crypto.lookup('search', systemAndValue).toString('hex'),
    viewIds: rooms.viewIds,
    baseUrl: rooms.baseUrl,
    now: () => new Date(),
    observe: rooms.observe,
  });
}
