/** What the validators are measured on. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Resource } from '@medplum/fhirtypes';
import { PACKAGE_ROOT } from '../../src/package-root.ts';
import { syntheticBundles } from '../../src/synth/stream.ts';
import { coreBundle } from './validation-peers.ts';

/** Resources as vendors send them: every one of a synthetic population. */
export function populationResources(): Resource[] {
  const resources: Resource[] = [];
  for (const { bundle } of syntheticBundles({ people: 60, seed: 1 })) {
    for (const { resource } of bundle.entry ?? []) if (resource) resources.push(resource);
  }
  return resources;
}

/** Without what only profiles and tags are about: `meta`. */
export function withoutMeta(resources: readonly Resource[]): Resource[] {
  return resources.map(({ meta: _, ...rest }) => rest as Resource);
}

const EXAMPLES = join(PACKAGE_ROOT, '../shared/fhirpath-suite/input');

/**
 * Resources that HL7 publishes with R4: the example instances that its FHIRPath tests use, where these lie beside the project, and of the specification's own
 * definitions the first of each kind. `folder`: more examples, a resource a file.
 */
export function officialResources(folder?: string): Resource[] {
  const examples = [EXAMPLES, folder].flatMap((path) => (path && existsSync(path) ? resourcesIn(path) : []));
  const first = (file: string, type: string, count: number) =>
    (coreBundle(file).entry ?? [])
      .flatMap(({ resource }) => (resource?.resourceType === type ? [resource as Resource] : []))
      .slice(0, count);
  return [
    ...examples,
    ...first('search-parameters.json', 'SearchParameter', 100),
    ...first('valuesets.json', 'CodeSystem', 50),
    ...first('valuesets.json', 'ValueSet', 50),
  ];
}

function resourcesIn(folder: string): Resource[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as Resource);
}

/** What is wrong, and a resource with that error and no other: a validator that is fast because it looks at nothing finds none of them. */
export const PLANTED: readonly [error: string, resource: unknown][] = [
  ['unknown element', { resourceType: 'Patient', colour: 'blue' }],
  ['unknown element of a data type', { resourceType: 'Patient', name: [{ famly: 'Alm' }] }],
  ['text for a boolean', { resourceType: 'Patient', active: 'yes' }],
  ['number for a text', { resourceType: 'Patient', name: [{ family: 1 }] }],
  ['no date', { resourceType: 'Patient', birthDate: '1980-02-30' }],
  ['object for a list', { resourceType: 'Patient', name: { family: 'Alm' } }],
  ['two values of a choice', { resourceType: 'Patient', deceasedBoolean: true, deceasedDateTime: '2020' }],
  ['missing elements', { resourceType: 'Encounter' }],
  ['code outside a required value set', { resourceType: 'Patient', gender: 'm' }],
  ['invariant', { resourceType: 'Patient', contact: [{ gender: 'male' }] }],
];
