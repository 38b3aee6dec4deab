import assert from 'node:assert/strict';
import { loadR4Core } from '../../fhir/definitions/r4-core.ts';
import { createValidator } from '../validator.ts';

type Json = Record<string, unknown>;

const BASE = 'http://nowhere.test';
const POPULATIONS = 'http://terminology.hl7.org/CodeSystem/measure-population';
const concept = (code: string, system = POPULATIONS) => ({ coding: [{ system, code }] });
const population = (code: string) => ({
  code: concept(code),
  criteria: { language: 'text/fhirpath', expression: 'x' },
});
const own = (code: string) => concept(code, `${BASE}/groups`);
const measure = (id: string, scoring: string, group: Json[]): Json => ({
  resourceType: 'Measure',
  url: `${BASE}/${id}`,
  status: 'draft',
  scoring: concept(scoring, 'http://terminology.hl7.org/CodeSystem/measure-scoring'),
  group,
});
const validator = createValidator({ definitions: loadR4Core() }).withDefinitions([
  measure('proportion', 'proportion', [{ population: [population('numerator'), population('denominator')] }]),
  measure('cohort', 'cohort', [
    { code: own('a'), population: [population('initial-population')] },
    { code: own('b'), population: [population('initial-population')] },
  ]),
]);

const found = (id: string, group: Json[], type = 'summary') =>
  validator
    .validate({
      resourceType: 'MeasureReport',
      status: 'complete',
      type,
      measure: `${BASE}/${id}`,
      period: { start: '2020' },
      group,
    })
    .filter((item) => item.severity === 'error')
    .map((item) => `${item.code} @ ${item.expression}`);

const both = [{ code: concept('numerator') }, { code: concept('denominator') }];
const score = (measureScore: Json) => [{ population: both, measureScore }];
const first = [{ code: concept('initial-population') }];

describe('reports of measures', () => {
  const wrong = (at: string) => [`measure-report-inconsistent @ MeasureReport${at}`];
  const unknown = (at: string) => [`measure-group-unknown @ MeasureReport${at}`];
  const cases: [name: string, findings: string[], expected: string[]][] = [
    ['a report', found('proportion', score({ value: 0.5 })), []],
    ['no score', found('proportion', [{ population: both }]), wrong('.group[0]')],
    ['no value', found('proportion', score({ comparator: '<' })), wrong('.group[0].measureScore')],
    ['a proportion beyond 1', found('proportion', score({ value: 2 })), wrong('.group[0].measureScore.value')],
    [
      'a proportion with a unit',
      found('proportion', score({ value: 1, unit: '%' })),
      wrong('.group[0].measureScore.unit'),
    ],
    [
      'a missing population',
      found('proportion', [{ ...score({ value: 1 })[0], population: [both[0]] }]),
      wrong('.group[0]'),
    ],
    [
      'an unknown population',
      found('proportion', [
        { ...score({ value: 1 })[0], population: [...both, { code: concept('numerator-exclusion') }] },
      ]),
      unknown('.group[0].population[2]'),
    ],
    [
      'groups by code',
      found('cohort', [
        { code: own('b'), population: first },
        { code: own('a'), population: first },
      ]),
      [],
    ],
    [
      'a score of a cohort',
      found(
        'cohort',
        ['a', 'b'].map((code) => ({
          code: own(code),
          population: first,
          ...(code === 'a' && { measureScore: { value: 1 } }),
        })),
      ),
      wrong('.group[0].measureScore'),
    ],
    ['a missing group', found('cohort', [{ code: own('a'), population: first }]), wrong('')],
    [
      'a group twice',
      found(
        'cohort',
        ['a', 'b', 'a'].map((code) => ({ code: own(code), population: first })),
      ),
      wrong('.group[2]'),
    ],
    [
      'a group without a code',
      found('cohort', [{ population: first }, ...['a', 'b'].map((code) => ({ code: own(code), population: first }))]),
      wrong('.group[0]'),
    ],
    [
      'lists of subjects',
      found('proportion', [
        { ...score({ value: 1 })[0], population: [{ ...both[0], subjectResults: { reference: 'List/1' } }, both[1]] },
      ]),
      wrong('.group[0].population[0]'),
    ],
  ];
  for (const [name, findings, expected] of cases) it(name, () => assert.deepEqual(findings, expected));
});
