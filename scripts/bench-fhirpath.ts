/**
 * FHIRPath evaluations per second: this engine against the `fhirpath` package (compiled once) and @medplum/core (parsed once), on the
 * same resources in the same process. `npm run bench:fhirpath [-- --json]`. Median of five rounds.
 */
import { parseArgs } from 'node:util';
import { evalFhirPath, parseFhirPath } from '@medplum/core';
import fhirpath from 'fhirpath';
import r4 from 'fhirpath/fhir-context/r4';
import { compileFhirPath } from '../src/fhir/fhirpath/fhirpath.ts';
import { median, rate } from './bench-clock.ts';
import { benchEncounter, benchPatient } from './bench-resources.ts';

const EXPRESSIONS: [type: string, expression: string][] = [
  ['Patient', 'birthDate'],
  ['Patient', 'name.given'],
  ['Patient', "name.where(use = 'official').family"],
  ['Patient', "telecom.where(system = 'phone' and use = 'home').value.first()"],
  ['Patient', "name.first().family & ', ' & name.first().given.first()"],
  ['Patient', 'birthDate < @2000-01-01'],
  ['Patient', "extension('https://example.org/a').value.exists()"],
  ['Patient', 'contact.all(name.exists() or telecom.exists() or address.exists() or organization.exists())'],
  ['Patient', 'contained.where((id in %resource.descendants().reference).not()).empty()'],
  ['Encounter', 'period.start.empty() or period.end.empty() or (period.start <= period.end)'],
  ['Encounter', "class.code = 'IMP' implies hospitalization.exists()"],
];

const { values: options } = parseArgs({ options: { json: { type: 'boolean', default: false } } });
const inputs = { Patient: benchPatient(1), Encounter: benchEncounter(1) } as const;
const results = EXPRESSIONS.map(([type, expression]) => {
  const input = inputs[type as keyof typeof inputs];
  const ours = compileFhirPath(expression, { type });
  const theirs = fhirpath.compile(expression, r4) as (input: unknown, variables: object) => unknown;
  const ast = parseFhirPath(
    expression.includes('%resource') ? expression.replaceAll('%resource', 'Patient') : expression,
  );
  return {
    type,
    expression,
    sluss: median(() => rate(() => ours(input))),
    fhirpath: median(() => rate(() => theirs(input, { resource: input }))),
    medplum: median(() => rate(() => evalFhirPath(ast, input))),
  };
});

if (options.json) console.log(JSON.stringify({ unit: 'evaluations/s', results }));
else {
  for (const { expression, sluss, fhirpath: other, medplum } of results) {
    const k = (value: number) => `${Math.round(value / 1000)}k`.padStart(7);
    console.log(
      `${k(sluss)} sluss ${k(other)} fhirpath (${(sluss / other).toFixed(1)}×) ${k(medplum)} medplum (${(sluss / medplum).toFixed(1)}×)  ${expression}`,
    );
  }
}
