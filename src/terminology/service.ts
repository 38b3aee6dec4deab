import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Resource } from '@medplum/fhirtypes';
import { SlussError } from '../errors/sluss-error.ts';
import { DefinitionIndex } from '../fhir/definitions/definition-index.ts';
import { listEditions, openEdition } from './edition-files.ts';
import { Terminology } from './terminology.ts';

export interface TerminologyOptions {
  /** Folders of FHIR JSON (CodeSystem, ValueSet, ConceptMap, NamingSystem, or Bundles of them), with their subfolders. */
  folders: string[];
  /** Further definitions below them, such as R4 core's. */
  definitions?: DefinitionIndex;
  /** Resources that can be read and searched besides those of the folders; the definitions hold them already. */
  resources?: readonly Resource[];
  /** Folder of imported editions (`<data folder>/terminology`); need not exist. Their concepts are read at first use. */
  editions?: string;
}

/** Makes the terminology service from files. Throws `terminology-file` for one that is not FHIR JSON, with its path. */
export function createTerminology({
  folders,
  definitions,
  resources: given = [],
  editions,
}: TerminologyOptions): Terminology {
  const index = new DefinitionIndex(definitions);
  const resources: Resource[] = [];
  const take = (resource: Resource) => {
    if (resource.resourceType !== 'Bundle') resources.push(resource);
    else for (const { resource: inner } of resource.entry ?? []) if (inner) take(inner);
  };
  for (const file of folders.flatMap(jsonFiles)) {
    try {
      take(JSON.parse(readFileSync(file, 'utf8')));
    } catch (cause) {
      throw SlussError.of('terminology-file', { file }, { cause });
    }
  }
  for (const resource of resources) index.add(resource);
  return new Terminology({
    definitions: index,
    resources: [...resources, ...given],
    editions: editions === undefined ? [] : listEditions(editions).map((header) => openEdition(editions, header)),
  });
}

function jsonFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => join(folder, name));
}
