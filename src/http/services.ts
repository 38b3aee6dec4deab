/** Everything below the HTTP API, opened and wired together. */
import { join } from 'node:path';
import type { Resource } from '@medplum/fhirtypes';
import type { Logger } from 'pino';
import type { Endpoints } from '../access/endpoints.ts';
import { viewKeyName } from '../access/view.ts';
import { startCheckpoints } from '../audit/checkpoints.ts';
import type { Config } from '../config.ts';
import { createIdPermutation, type IdPermutation } from '../identity/id-permutation.ts';
import { createVaultCrypto } from '../identity/vault-crypto.ts';
import { loadRegisters } from '../registers/load.ts';
import type { RegisterFile } from '../registers/schema.ts';
import { registerTables } from '../registers/tables.ts';
import { openDatabase } from '../repository/database.ts';
import { createRepository, type Repository } from '../repository/repository.ts';
import { createConceptStore } from '../repository/snomed/concept-store.ts';
import { EditionFolder } from '../terminology/edition-folder.ts';
import { loadConformance } from './conformance.ts';
import { connectSubmission } from './connect-submission.ts';
import { describeError } from './describe-error.ts';
import type { GatewayParts } from './gateway-parts.ts';
import { type WatchedEditions, watchEditions } from './live-editions.ts';
import { measuredTransactions } from './measured-transactions.ts';
import type { Metrics } from './metrics.ts';
import { codingTranslation } from './translate-codings.ts';
import { textValidation } from './validate-text.ts';

/** The parts of the application that this room makes; the rest are addresses, tokens and logs. */
export type ServiceParts = Pick<
  GatewayParts,
  | 'submit'
  | 'validate'
  | 'validateFetching'
  | 'reads'
  | 'audit'
  | 'viewIds'
  | 'normalise'
  | 'identifierHash'
  | 'seal'
  | 'profiles'
  | 'editions'
  | 'structures'
  | 'checks'
>;

export interface Services {
  parts: ServiceParts;
  repository: Repository;
  registers: readonly RegisterFile[];
  /** Takes up imported editions now, and not at the next look. */
  takeUpEditions(): Promise<void>;
  /** Closes the database, last of all. */
  close(): Promise<void>;
}

export interface ServiceOptions {
  config: Config;
  endpoints: Endpoints;
  metrics: Metrics;
  log: Logger;
  /** The clock of submissions, by default that of the machine. */
  now?: (() => Date) | undefined;
}

/** Opens the database and loads registers and definitions. Rejects with a SlussError that says what cannot be used; nothing stays open. */
export async function openServices({ config, endpoints, metrics, log, now }: ServiceOptions): Promise<Services> {
  // PostgreSQL, a process of its own, starts while this one reads its definitions.
  const opening = openDatabase({
    databaseUrl: config.databaseUrl,
    dataFolder: config.dataFolder,
    onEvent: (event) => log.info({ event }, 'database'),
  });
  let watched: WatchedEditions | undefined;
  try {
    const registers = loadRegisters(undefined, [...config.registerFolders]);
    const conformance = loadConformance({
      terminology: config.terminologyFolders,
      cache: join(config.dataFolder, 'cache'),
      onCheckFailed: (error, expression) => log.error({ expression, error: describeError(error) }, 'a check failed'),
    });
    const crypto = createVaultCrypto(config.vaultKey);
    const database = await opening;
    const tables = registers.map(({ definition }) => ({ register: definition.id, ...registerTables(definition) }));
    const repository = await createRepository({ pool: database.pool, crypto, registerTables: tables });
    log.info({ postgresql: database.version, embedded: database.embedded }, 'database open');
    const { terminology, structures, submissionProfiles } = conformance;
    const editions = await watchEditions({
      terminology,
      validator: conformance.validator,
      folder: new EditionFolder(join(config.dataFolder, 'terminology')),
      store: createConceptStore(database.pool),
      log,
      seconds: config.terminologySeconds,
    });
    watched = editions;
    const checkpoints = startCheckpoints(database.pool, config.auditKey, (error) =>
      log.error({ error: describeError(error) }, 'audit checkpoint failed'),
    );
    const viewIds = idsOfViews(repository);
    const normalise = (resource: Resource) => void terminology.normaliseCodings(resource);
    const identifierHash = (text: string) => crypto.lookupHex('search', text);
    const submit = connectSubmission({
      registers,
      repository: {
        transaction: measuredTransactions(repository, metrics),
        findSubmission: repository.findSubmission,
      },
      editions,
      profiles: submissionProfiles,
      normalise,
      translate: codingTranslation(terminology),
      crypto,
      identifierHash,
      viewIds,
      baseUrl: endpoints.base,
      maxDepth: config.limits.depth,
      observe: metrics.step,
      now,
    });
    return {
      parts: {
        submit,
        ...textValidation(editions, config.limits.depth),
        reads: repository,
        audit: repository.recordAccess,
        viewIds,
        normalise,
        identifierHash,
        seal: crypto,
        profiles: submissionProfiles,
        editions,
        structures,
        checks: async () => [
          { name: 'database', ok: await repository.ping() },
          { name: 'registers', ok: registers.length > 0 },
          { name: 'definitions', ok: Object.keys(submissionProfiles).length > 0 },
        ],
      },
      repository,
      registers: registers.map(({ definition }) => definition),
      takeUpEditions: editions.takeUp,
      async close() {
        await editions.stop();
        await checkpoints.stop();
        await database.close();
      },
    };
  } catch (error) {
    await watched?.stop();
    await opening.then(
      (database) => database.close(),
      () => {},
    );
    throw error;
  }
}

/** The permutation of a vårdgivare's view; its key is asked for each time, since it may have been destroyed (the repository caches it). */
function idsOfViews(repository: Repository): (vardgivare: string) => Promise<IdPermutation> {
  const made = new Map<string, { key: Buffer; ids: IdPermutation }>();
  return async (vardgivare) => {
    const key = await repository.viewKey(viewKeyName(vardgivare));
    const known = made.get(vardgivare);
    if (known?.key.equals(key)) return known.ids;
    const ids = createIdPermutation(key);
    made.set(vardgivare, { key, ids });
    return ids;
  };
}
