import assert from 'node:assert/strict';
import fc from 'fast-check';
import { loadR4Core } from '../fhir/definitions/r4-core.ts';
import { createValidator } from './validator.ts';

type Json = Record<string, unknown>;
const CORE = 'http://hl7.org/fhir/StructureDefinition/';
const BASE = 'http://test.example';

const element = (path: string, more: Json = {}) => ({ id: path, path, ...more });
const profile = (type: string, list: Json[], more: Json = {}): Json => ({
  resourceType: 'StructureDefinition',
  url: `${BASE}/${type}`,
  name: 'Tested',
  status: 'draft',
  kind: 'resource',
  abstract: false,
  type,
  baseDefinition: CORE + type,
  derivation: 'constraint',
  differential: { element: list },
  ...more,
});

/** Definitions that are right, of the kinds that have rules of their own. */
const SEEDS: readonly Json[] = [
  profile('Observation', [
    element('Observation', {
      constraint: [{ key: 'x-1', severity: 'error', human: 'x', expression: 'code.exists()' }],
    }),
    element('Observation.category', {
      slicing: { discriminator: [{ type: 'value', path: 'coding.code' }], rules: 'open' },
      type: [{ code: 'CodeableConcept' }],
    }),
    {
      id: 'Observation.category:a',
      path: 'Observation.category',
      sliceName: 'a',
      min: 1,
      patternCodeableConcept: { coding: [{ code: 'laboratory' }] },
    },
    element('Observation.subject', { type: [{ code: 'Reference', targetProfile: [`${CORE}Patient`] }] }),
    element('Observation.status', {
      fixedCode: 'final',
      binding: { strength: 'required', valueSet: 'http://hl7.org/fhir/ValueSet/observation-status' },
    }),
  ]),
  profile('Patient', [], {
    differential: undefined,
    snapshot: {
      element: [
        element('Patient', { min: 0, max: '*' }),
        element('Patient.name', { min: 0, max: '*', type: [{ code: 'HumanName' }] }),
      ],
    },
  }),
  {
    resourceType: 'StructureMap',
    url: `${BASE}/map`,
    name: 'M',
    status: 'draft',
    structure: [{ url: `${CORE}Patient`, mode: 'source', alias: 'From' }],
    import: [`${BASE}/*`],
    group: [
      {
        name: 'main',
        typeMode: 'none',
        input: [
          { name: 'a', type: 'From', mode: 'source' },
          { name: 'b', type: 'Person', mode: 'target' },
        ],
        rule: [
          {
            name: 'r',
            source: [{ context: 'a', element: 'name', variable: 'n', type: 'HumanName', condition: 'true' }],
            target: [
              {
                context: 'b',
                contextType: 'variable',
                element: 'name',
                variable: 'm',
                transform: 'create',
                parameter: [{ valueString: 'HumanName' }],
              },
            ],
            rule: [
              {
                name: 'f',
                source: [{ context: 'n', element: 'family' }],
                target: [{ context: 'm', contextType: 'variable', element: 'family' }],
              },
            ],
            dependent: [{ name: 'main', variable: ['a', 'b'] }],
          },
        ],
      },
    ],
  },
  {
    resourceType: 'Questionnaire',
    url: `${BASE}/q`,
    status: 'draft',
    derivedFrom: [`${BASE}/q`],
    _derivedFrom: [
      {
        extension: [
          {
            url: `${CORE}questionnaire-derivationType`,
            valueCoding: { system: 'http://hl7.org/fhir/questionnaire-derivationType', code: 'extends' },
          },
        ],
      },
    ],
    item: [
      { linkId: '1', type: 'choice', answerOption: [{ valueCoding: { code: 'a' } }], maxLength: 3 },
      { linkId: '2', type: 'string', enableWhen: [{ question: '1', operator: '=', answerCoding: { code: 'a' } }] },
    ],
  },
  {
    resourceType: 'OperationDefinition',
    url: `${BASE}/op`,
    name: 'Op',
    status: 'draft',
    kind: 'operation',
    code: 'op',
    system: true,
    type: false,
    instance: false,
    inputProfile: `${CORE}Parameters`,
    parameter: [{ name: 'x', use: 'in', min: 0, max: '1', type: 'string' }],
  },
  {
    resourceType: 'Measure',
    url: `${BASE}/measure`,
    status: 'draft',
    library: [`${BASE}/library`],
    group: [{ stratifier: [{ criteria: { language: 'text/cql', expression: 'L.x' } }] }],
  },
  {
    resourceType: 'CodeSystem',
    url: `${BASE}/cs`,
    status: 'draft',
    content: 'supplement',
    supplements: 'http://hl7.org/fhir/administrative-gender',
    property: [{ code: 'p', uri: `${BASE}/p`, type: 'code' }],
    concept: [{ code: 'male', property: [{ code: 'p', valueCode: 'female' }] }],
  },
  {
    resourceType: 'ValueSet',
    url: `${BASE}/vs`,
    status: 'draft',
    compose: {
      include: [
        {
          system: 'http://hl7.org/fhir/administrative-gender',
          filter: [{ property: 'code', op: 'in', value: 'male,female' }],
        },
      ],
    },
  },
  {
    resourceType: 'ImplementationGuide',
    url: `${BASE}/ig`,
    name: 'G',
    status: 'draft',
    packageId: 'test.g',
    fhirVersion: ['4.0.1'],
    dependsOn: [{ uri: `${BASE}/ImplementationGuide/h`, packageId: 'test.h', version: '1' }],
  },
];

function pathsOf(value: unknown, path: string[] = []): string[][] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [[...path, key], ...pathsOf(inner, [...path, key])]);
}

function changed(seed: Json, path: readonly string[], value: unknown): Json {
  const copy = structuredClone(seed);
  let owner: unknown = copy;
  for (const step of path.slice(0, -1)) owner = (owner as Json | undefined)?.[step];
  if (typeof owner === 'object' && owner !== null) {
    if (value === undefined) delete (owner as Json)[path.at(-1)!];
    else (owner as Json)[path.at(-1)!] = value;
  }
  return copy;
}

const junk = fc.constantFrom<unknown>(
  undefined,
  null,
  true,
  -1,
  'x',
  '',
  '#a',
  '*',
  'a.b',
  'Patient.',
  '$this',
  'a(',
  [],
  [null],
  [[]],
  {},
  { code: 'x' },
  [{ type: 1 }],
  `${BASE}/map`,
  `${CORE}Extension`,
);
const mutation = fc
  .integer({ min: 0, max: SEEDS.length - 1 })
  .chain((at) =>
    fc.tuple(
      fc.constant(SEEDS[at]!),
      fc.array(fc.tuple(fc.constantFrom(...pathsOf(SEEDS[at])), junk), { minLength: 1, maxLength: 3 }),
    ),
  )
  .map(([seed, changes]) => changes.reduce((one, [path, value]) => changed(one, path, value), seed));

describe('a definition with something wrong in it', () => {
  const validator = createValidator({ definitions: loadR4Core() });

  it('makes no check fail, neither as input nor where it is used', () => {
    fc.assert(
      fc.property(mutation, (definition) => {
        const layered = validator.withDefinitions([definition]);
        const uses = [
          definition,
          {
            resourceType: 'Observation',
            meta: { profile: [`${BASE}/Observation`] },
            status: 'final',
            code: { text: 'x' },
            category: [{ text: 'x' }],
          },
          {
            resourceType: 'QuestionnaireResponse',
            status: 'completed',
            questionnaire: `${BASE}/q`,
            item: [{ linkId: '1', answer: [{ valueCoding: { code: 'a' } }] }],
          },
        ];
        for (const one of uses) {
          const failed = layered.validate(one).filter(({ code }) => code === 'check-failed');
          assert.deepEqual(failed, []);
        }
      }),
      { numRuns: 150 },
    );
  });
});
