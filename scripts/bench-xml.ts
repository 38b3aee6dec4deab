/**
 * Megabytes a second that FHIR XML is read and written with: Bundles of ordinary resources and, for comparison, what the XML parser alone takes, and the
 * same Bundle as JSON. `node scripts/bench-xml.ts`. Median of five rounds.
 */
import { SaxesParser } from 'saxes';
import { parseStrictJson } from '../src/fhir/json/parse-strict.ts';
import { locateInXml } from '../src/fhir/xml/locate-xml.ts';
import { parseFhirXml } from '../src/fhir/xml/parse-xml.ts';
import { toFhirXml } from '../src/fhir/xml/to-xml.ts';
import { benchEncounter, benchObservation, benchPatient } from './bench-resources.ts';

const ENTRIES = 3000;
const entry = Array.from({ length: ENTRIES }, (_, n) => ({
  fullUrl: `https://example.org/fhir/${n}`,
  resource: [benchPatient, benchEncounter, benchObservation][n % 3]!(n),
}));
const bundle = { resourceType: 'Bundle', type: 'collection', entry };
const json = JSON.stringify(bundle);
const xml = toFhirXml(bundle);
const limits = { maxDepth: 100 };

const runs: [string, string, () => unknown][] = [
  ['saxes alone', xml, () => new SaxesParser({ xmlns: true }).write(xml).close()],
  ['parseFhirXml', xml, () => parseFhirXml(xml, limits)],
  ['locateInXml', xml, () => locateInXml(xml, [`Bundle.entry[${ENTRIES - 1}].resource.status`])],
  ['toFhirXml', xml, () => toFhirXml(bundle)],
  ['parseStrictJson', json, () => parseStrictJson(json, limits)],
];
for (const [name, text, run] of runs) {
  const seconds = Array.from({ length: 5 }, () => {
    const started = process.cpuUsage();
    run();
    const { user, system } = process.cpuUsage(started);
    return (user + system) / 1e6;
  }).sort((a, b) => a - b)[2]!;
  const megabytes = Buffer.byteLength(text) / 1e6;
  console.log(`${name.padEnd(16)} ${(megabytes / seconds).toFixed(1).padStart(7)} MB/s (${megabytes.toFixed(1)} MB)`);
}
