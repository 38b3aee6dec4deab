/**
 * How fast resources are validated, and how fast the other validators of npm are with the same resources in the same process, in rounds, median of five.
 * Before that each shows that it validates: how many planted errors it finds, and how many resources of the population it refuses (three have a day that does not exist).
 *
 * `--json` ends with one line: {"ours":n,"peers":{…},"ratios":{…}}: resources a second of the synthetic population, ours with invariants, bindings and
 * profiles, the peers with what they check without profiles; and ours divided by the peer's. `--examples FOLDER` adds resources to those of HL7.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Resource, StructureDefinition } from '@medplum/fhirtypes';
import { isError } from '../src/errors/finding.ts';
import { loadR4Core } from '../src/fhir/definitions/r4-core.ts';
import { PACKAGE_ROOT } from '../src/package-root.ts';
import { createTerminology } from '../src/terminology/service.ts';
import { createValidator } from '../src/validation/validator.ts';
import { type Peer, validationPeers } from './bench/validation-peers.ts';
import { officialResources, PLANTED, populationResources, withoutMeta } from './bench/validation-resources.ts';
import { rate } from './bench-clock.ts';

const MILLIS = 400;
const ROUNDS = 5;

function compiledIn(folder: string): StructureDefinition[] {
  const path = join(PACKAGE_ROOT, 'profiles', folder, 'compiled');
  return readdirSync(path)
    .filter((name) => name.endsWith('.json'))
    .map((name) => JSON.parse(readFileSync(join(path, name), 'utf8')) as StructureDefinition);
}

/** The validator here as one of the contestants. */
function ourselves(seBase: readonly unknown[], submission: readonly StructureDefinition[]): Peer {
  const definitions = loadR4Core().layer([...seBase, ...submission]);
  const terminology = createTerminology({ folders: [join(PACKAGE_ROOT, 'terminology')], definitions });
  const validator = createValidator({ definitions, terminology });
  const isValid = (resource: Resource, profiles: readonly string[]) =>
    !validator.validate(resource, { profiles }).some(isError);
  return {
    name: 'sluss',
    checks: 'structure, invariants, bindings',
    isValid: (resource) => isValid(resource, []),
    isValidAgainst: (resource, profiles) =>
      isValid(
        resource,
        profiles.map(({ url }) => url),
      ),
  };
}

/** Validates the next resource at each call, round and round. */
function inTurn(resources: readonly Resource[], isValid: (resource: Resource) => boolean): () => void {
  let at = 0;
  return () => {
    judge(isValid, resources[at]!);
    at = (at + 1) % resources.length;
  };
}

/** A validator that fails on a resource has not found it valid. */
function judge(isValid: (resource: Resource) => boolean, resource: Resource): boolean | undefined {
  try {
    return isValid(resource);
  } catch {
    return undefined;
  }
}

function count(resources: readonly Resource[], isValid: Peer['isValid'], verdict: boolean | undefined): number {
  return resources.filter((resource) => judge(isValid, resource) === verdict).length;
}

const started = performance.now();
const submission = compiledIn('submission').filter((item) => item.resourceType === 'StructureDefinition');
const sluss = ourselves(compiledIn('se-base'), submission);
const sent = populationResources();
sluss.isValid(sent[0]!);
const startMillis = performance.now() - started;

const all = [sluss, ...validationPeers(submission)];
const population = withoutMeta(sent);
const folderAt = process.argv.indexOf('--examples');
const official = officialResources(folderAt > 0 ? process.argv[folderAt + 1] : undefined);
const planted = PLANTED.map(([, resource]) => resource as Resource);

const profilesOf = new Map<string, StructureDefinition[]>();
for (const profile of submission) {
  if (profile.kind === 'resource') profilesOf.set(profile.type, [...(profilesOf.get(profile.type) ?? []), profile]);
}
const contestants = new Map<string, () => void>();
for (const { name, isValid, isValidAgainst } of all) {
  contestants.set(`${name} population`, inTurn(population, isValid));
  contestants.set(`${name} official`, inTurn(official, isValid));
  if (isValidAgainst) {
    const check = (resource: Resource) => isValidAgainst(resource, profilesOf.get(resource.resourceType) ?? []);
    contestants.set(`${name} profiles`, inTurn(sent, check));
  }
}
// In rounds, one after the other, so that what else the machine does meets them all alike.
const rounds = Array.from({ length: ROUNDS }, () =>
  Object.fromEntries(Array.from(contestants, ([name, work]) => [name, rate(work, MILLIS, 16)])),
);
const median = (name: string) => rounds.map((round) => round[name]!).sort((a, b) => a - b)[(ROUNDS - 1) / 2]!;

const ours = median('sluss profiles');
const peers: Record<string, number> = {};
const ratios: Record<string, number> = {};
for (const { name } of all.slice(1)) {
  peers[name] = Math.round(median(`${name} population`));
  ratios[name] = Math.round((ours / median(`${name} population`)) * 100) / 100;
}

const column = (text: string | number, width: number) =>
  (typeof text === 'number' ? Math.round(text).toLocaleString('en') : text).padStart(width);
console.log(
  `${population.length} resources of the synthetic population, ${official.length} of HL7; resources a second, median of ${ROUNDS}\n`,
);
console.log(
  `${''.padEnd(24)}${['population', 'and profiles', 'HL7', 'errors found', 'refused'].map((text) => column(text, 15)).join('')}`,
);
for (const { name, checks, isValid, isValidAgainst } of all) {
  const found = `${planted.length - count(planted, isValid, true)} of ${planted.length}`;
  const cells = [median(`${name} population`), isValidAgainst ? median(`${name} profiles`) : '–'];
  const refused = population.length - count(population, isValid, true);
  console.log(
    `${name.padEnd(24)}${[...cells, median(`${name} official`), found, refused].map((cell) => column(cell, 15)).join('')}   ${checks}`,
  );
}
console.log(
  `\nsluss with profiles: ${Object.entries(ratios)
    .map(([name, ratio]) => `${ratio} × ${name}`)
    .join(', ')}`,
);
console.log(
  `start to first answer ${startMillis.toFixed(0)} ms, resident ${Math.round(process.memoryUsage().rss / 1e6)} MB`,
);
if (process.argv.includes('--json')) console.log(JSON.stringify({ ours: Math.round(ours), peers, ratios }));
