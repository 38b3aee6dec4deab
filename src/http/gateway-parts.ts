/** What the HTTP API is given: everything below it, as the narrowest functions that it needs. */
import type { Resource } from '@medplum/fhirtypes';
import type { Logger } from 'pino';
import type { AccessTokens } from '../access/access-token.ts';
import type { VerifyAssertion } from '../access/assertion.ts';
import type { Endpoints } from '../access/endpoints.ts';
import type { Config } from '../config.ts';
import type { Finding } from '../errors/finding.ts';
import type { DefinitionIndex } from '../fhir/definitions/definition-index.ts';
import type { IdPermutation } from '../identity/id-permutation.ts';
import type { VaultCrypto } from '../identity/vault-crypto.ts';
import type { AuditEntry } from '../repository/types.ts';
import type { createSubmit } from '../submission/submit.ts';
import type { LiveEditions } from './live-editions.ts';
import type { Metrics } from './metrics.ts';
import type { Reads } from './reads.ts';

export interface Check {
  name: string;
  ok: boolean;
}

export interface GatewayParts {
  config: Pick<Config, 'limits' | 'metricsToken' | 'production' | 'terminologyAccess'>;
  version: string;
  endpoints: Endpoints;
  tokens: AccessTokens;
  verifyAssertion: VerifyAssertion;
  /** Takes a bundle's text from a caller; throws SlussError for what is not a submission at all. */
  submit: ReturnType<typeof createSubmit>;
  /** Checks one resource's text against its base type, its claimed profiles and the given ones. */
  validate(text: string, options: { type?: string; profiles: string[] }): Finding[];
  /** The same, with the codes that have to be fetched from the database. */
  validateFetching(text: string, options: { type?: string; profiles: string[] }): Promise<Finding[]>;
  reads: Reads;
  /** Writes to the audit chain, durably, before anything is answered (L-4). */
  audit(entries: AuditEntry[]): Promise<void>;
  viewIds(vardgivare: string): Promise<IdPermutation>;
  /** Replaces aliases of systems by what we emit, in place. */
  normalise(resource: Resource): void;
  /** Keyed hash of `system|value`, by which search finds an identifier. */
  identifierHash(systemAndValue: string): string;
  /** Seals page links. */
  seal: Pick<VaultCrypto, 'encrypt' | 'decrypt'>;
  /** Canonical addresses of the submission profiles by resource type, for the CapabilityStatement. */
  profiles: Record<string, string[]>;
  editions: LiveEditions;
  /** Every StructureDefinition at hand with its prose, for snapshots. Read at the first call. */
  structures(): DefinitionIndex;
  /** Whether each thing that the gateway stands on works now. */
  checks(): Promise<Check[]>;
  metrics: Metrics;
  log: Logger;
}
