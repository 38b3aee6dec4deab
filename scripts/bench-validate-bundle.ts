/**
 * Validation of whole bundles. `node scripts/bench-validate-bundle.ts`: what validating a submission costs, by the call that the gateway makes for each of the synthetic
 * population's bundles. `node scripts/bench-validate-bundle.ts 100000`: one Bundle of so many entries, through `validateText`, with seconds and memory.
 */
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadR4Core } from '../src/fhir/definitions/r4-core.ts';
import { parseFhirText } from '../src/fhir/fhir-text.ts';
import { loadConformance } from '../src/http/conformance.ts';
import { decodeBundle } from '../src/submission/decode.ts';
import { validateEntries } from '../src/submission/validate-entries.ts';
import { syntheticBundles } from '../src/synth/stream.ts';
import { validateText } from '../src/validation/validate-text.ts';
import { createValidator } from '../src/validation/validator.ts';
import { benchEncounter, benchObservation, benchPatient } from './bench-resources.ts';

const ROUNDS = 12;

function submissions(): void {
  const { validator, submissionProfiles } = loadConformance({
    terminology: [],
    cache: join(tmpdir(), 'sluss-bench-cache'),
  });
  const texts = Array.from(syntheticBundles({ people: 200, seed: 7 }), ({ bundle }) => JSON.stringify(bundle));
  const rounds: number[] = [];
  let entries = 0;
  for (let round = 0; round < ROUNDS; round++) {
    let cpu = 0;
    entries = 0;
    for (const text of texts) {
      const { envelope } = decodeBundle(parseFhirText(text, { maxDepth: 100 }).value);
      if (!envelope) continue;
      entries += envelope.entries.length;
      const started = process.cpuUsage();
      validateEntries(envelope, validator, submissionProfiles);
      const { user, system } = process.cpuUsage(started);
      cpu += user + system;
    }
    rounds.push(cpu / texts.length);
  }
  const [first] = rounds;
  const warm = rounds.slice(2).sort((a, b) => a - b);
  console.log(
    `${texts.length} bundles of ${(entries / texts.length).toFixed(1)} entries; microseconds of CPU a bundle`,
  );
  console.log(
    `first time ${first!.toFixed(0)}, then ${warm[warm.length >> 1]!.toFixed(0)} (median of ${warm.length} rounds)`,
  );
}

function oneBundle(count: number): void {
  const validator = createValidator({ definitions: loadR4Core() });
  const entry = Array.from({ length: count }, (_, n) => {
    const resource = [benchPatient, benchEncounter, benchObservation][n % 3]!(n - (n % 3));
    return { fullUrl: `https://example.org/fhir/${resource.resourceType}/${resource.id}`, resource };
  });
  let text = JSON.stringify({ resourceType: 'Bundle', type: 'collection', entry });
  entry.length = 0;
  const started = performance.now();
  const findings = validateText(text, validator);
  const seconds = (performance.now() - started) / 1000;
  const megabytes = (text.length / 1e6).toFixed(1);
  text = '';
  console.log(
    `${count} entries (${megabytes} MB): ${seconds.toFixed(2)} s, ${Math.round(count / seconds)} entries/s, ${findings.length} findings, most memory ${Math.round(process.resourceUsage().maxRSS / 1024)} MB`,
  );
}

const count = Number(process.argv[2]);
if (count > 0) oneBundle(count);
else submissions();
