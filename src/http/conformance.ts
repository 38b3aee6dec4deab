/** Definitions, terminology and the validator of a gateway, from the package's folders and the operator's. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Resource, StructureDefinition } from '@medplum/fhirtypes';
import { DefinitionIndex } from '../fhir/definitions/definition-index.ts';
import { loadR4Core } from '../fhir/definitions/r4-core.ts';
import { PACKAGE_ROOT } from '../package-root.ts';
import { createTerminology } from '../terminology/service.ts';
import type { Terminology } from '../terminology/terminology.ts';
import type { OnCheckFailed } from '../validation/guard.ts';
import { createValidator, type Validator } from '../validation/validator.ts';

const PROFILE_FOLDERS = ['se-base', 'submission', 'receipt'];

export interface Conformance {
  validator: Validator;
  terminology: Terminology;
  /** Every StructureDefinition at hand with its prose, read at the first call. */
  structures(): DefinitionIndex;
  /** The submission profile of each type that has one. */
  submissionProfiles: Record<string, string[]>;
}

export interface ConformanceFolders {
  /** The operator's terminology, besides the package's. */
  terminology: readonly string[];
  cache: string;
  onCheckFailed?: OnCheckFailed;
}

/** Loads what validation and mapping need, without imported editions: see live-editions.ts. Throws a SlussError that names the file that cannot be used. */
export function loadConformance({ terminology: folders, cache, onCheckFailed }: ConformanceFolders): Conformance {
  const profiles = new DefinitionIndex(loadR4Core({ cacheFolder: cache }));
  const submissionProfiles: Record<string, string[]> = {};
  const structures: StructureDefinition[] = [];
  for (const folder of PROFILE_FOLDERS) {
    for (const resource of readCompiled(join(PACKAGE_ROOT, 'profiles', folder, 'compiled'))) {
      profiles.add(resource);
      if ((resource as Resource).resourceType === 'StructureDefinition')
        structures.push(resource as StructureDefinition);
      const { resourceType, type, kind, url } = resource as StructureDefinition;
      if (folder !== 'submission' || resourceType !== 'StructureDefinition' || kind !== 'resource') continue;
      submissionProfiles[type] = [...(submissionProfiles[type] ?? []), url];
    }
  }
  const terminology = createTerminology({
    folders: [join(PACKAGE_ROOT, 'terminology'), ...folders],
    definitions: profiles,
    resources: structures,
  });
  let whole: DefinitionIndex | undefined;
  return {
    validator: createValidator({ definitions: profiles, terminology, ...(onCheckFailed && { onCheckFailed }) }),
    terminology,
    structures() {
      whole ??= loadR4Core({ cacheFolder: cache, whole: true }).layer(
        terminology.catalogue.search('StructureDefinition', []),
      );
      return whole;
    },
    submissionProfiles,
  };
}

function readCompiled(folder: string): unknown[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as { resourceType?: string })
    .filter((resource) => resource.resourceType !== undefined);
}
