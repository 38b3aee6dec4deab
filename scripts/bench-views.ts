/**
 * Rows per second of ViewDefinitions: this engine against evalSqlOnFhir of @medplum/core, on the same resources in the same process.
 * `npm run bench:views [-- --json]`. Median of five rounds; both must give the same number of rows.
 */
import { parseArgs } from 'node:util';
import { evalSqlOnFhir } from '@medplum/core';
import type { Resource } from '@medplum/fhirtypes';
import { compileView } from '../src/registers/view/compile-view.ts';
import { median, rate } from './bench-clock.ts';
import { benchObservation, benchPatient } from './bench-resources.ts';

const RESOURCES = 500;
const column = (name: string, path: string, collection?: boolean) => ({
  name,
  path,
  ...(collection && { collection }),
});

const VIEWS = [
  {
    name: 'demographics',
    resource: 'Patient',
    select: [
      {
        column: [
          column('id', 'getResourceKey()'),
          column('gender', 'gender'),
          column('birth_date', 'birthDate'),
          column('family', "name.where(use = 'official').family.first()"),
          column('given', "name.where(use = 'official').given.first()"),
          column('active', 'active'),
        ],
      },
    ],
    where: [{ path: 'active = true' }],
  },
  {
    name: 'addresses',
    resource: 'Patient',
    select: [
      { column: [column('id', 'id')] },
      { forEach: 'address', column: [column('use', 'use'), column('city', 'city'), column('line', 'line.first()')] },
      { forEachOrNull: "telecom.where(system = 'phone')", column: [column('phone', 'value')] },
    ],
  },
  {
    name: 'contact_points',
    resource: 'Patient',
    select: [
      {
        column: [column('id', 'id')],
        unionAll: [
          { forEach: 'telecom', column: [column('system', 'system'), column('value', 'value')] },
          { forEach: 'contact.telecom', column: [column('system', 'system'), column('value', 'value')] },
        ],
      },
    ],
  },
  {
    name: 'blood_pressure',
    resource: 'Observation',
    constant: [{ name: 'systolic', valueCode: '8480-6' }],
    select: [
      {
        column: [
          column('id', 'id'),
          column('patient', 'subject.getReferenceKey(Patient)'),
          column('at', 'effective.ofType(dateTime)'),
          column(
            'systolic',
            'component.where(code.coding.exists(code = %systolic)).value.ofType(Quantity).value.first()',
          ),
          column('all', 'component.value.ofType(Quantity).value', true),
        ],
      },
    ],
  },
];

const { values: options } = parseArgs({ options: { json: { type: 'boolean', default: false } } });
const pools: Record<string, Resource[]> = {
  Patient: Array.from({ length: RESOURCES }, (_, n) => benchPatient(n)),
  Observation: Array.from({ length: RESOURCES }, (_, n) => benchObservation(n)),
};
const results = VIEWS.map((view) => {
  const resources = pools[view.resource] as Resource[];
  const compiled = compileView(view);
  const ours = () => resources.reduce((count, resource) => count + compiled.rows(resource).length, 0);
  type MedplumView = Parameters<typeof evalSqlOnFhir>[0];
  const theirs = () =>
    evalSqlOnFhir({ resourceType: 'ViewDefinition', status: 'active', ...view } as unknown as MedplumView, resources)
      .length;
  const rows = ours();
  if (rows !== theirs()) throw new Error(`${view.name}: ${rows} rows here, ${theirs()} rows there`);
  const sluss = rows * median(() => rate(ours, 150, 1));
  const medplum = rows * median(() => rate(theirs, 150, 1));
  return { view: view.name, rows, sluss, medplum, ratio: sluss / medplum };
});
const ratio = results.reduce((product, one) => product * one.ratio, 1) ** (1 / results.length);

if (options.json) console.log(JSON.stringify({ unit: 'rows/s', ratio, results }));
else {
  for (const one of results) {
    const k = (value: number) => `${Math.round(value / 1000)}k`.padStart(6);
    console.log(
      `${one.view.padEnd(16)}${k(one.sluss)} rows/s sluss ${k(one.medplum)} rows/s medplum  ${one.ratio.toFixed(1)}×`,
    );
  }
  console.log(`geometric mean ${ratio.toFixed(1)}×`);
}
