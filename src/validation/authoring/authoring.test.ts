import assert from 'node:assert/strict';
import { profileOf } from '../../../test/support/profile.ts';
import { loadR4Core } from '../../fhir/definitions/r4-core.ts';
import { createValidator } from '../validator.ts';

const validator = createValidator({ definitions: loadR4Core() });

type Json = Record<string, unknown>;

const errors = (resource: Json) =>
  validator
    .validate(resource)
    .filter((item) => item.severity === 'error')
    .map((item) => `${item.code} @ ${item.expression}`);

const codeSystem = (more: Json): Json => ({
  resourceType: 'CodeSystem',
  url: 'http://test.example/cs',
  status: 'draft',
  content: 'complete',
  ...more,
});
const valueSet = (include: Json): Json => ({
  resourceType: 'ValueSet',
  url: 'http://test.example/vs',
  status: 'draft',
  compose: { include: [include] },
});
const profile = (element: Json[]): Json => ({
  ...profileOf('Patient', 'http://test.example/p', 'P'),
  differential: { element },
});

describe('definitions as input', () => {
  const cases: [name: string, resource: Json, expected: string[]][] = [
    ['a count that is right', codeSystem({ count: 2, concept: [{ code: 'a', concept: [{ code: 'b' }] }] }), []],
    [
      'a count that is wrong',
      codeSystem({ count: 1, concept: [{ code: 'a' }, { code: 'b' }] }),
      ['code-system-count @ CodeSystem.count'],
    ],
    [
      'a property of another type',
      codeSystem({
        property: [{ code: 'x', type: 'string' }],
        concept: [{ code: 'a', property: [{ code: 'x', valueInteger: 1 }] }],
      }),
      ['code-system-property-type @ CodeSystem.concept[0].property[0]'],
    ],
    [
      'a property twice',
      codeSystem({
        property: [
          { code: 'x', type: 'string' },
          { code: 'x', type: 'string' },
        ],
      }),
      ['code-system-property-duplicate @ CodeSystem.property[1]'],
    ],
    ['a relative system', valueSet({ system: 'x' }), ['value-set-system-relative @ ValueSet.compose.include[0]']],
    [
      'a profile that fits',
      profile([
        { id: 'Patient.name', path: 'Patient.name', min: 1 },
        { id: 'Patient.birthDate', path: 'Patient.birthDate', min: 1 },
      ]),
      [],
    ],
    [
      'a path that does not exist',
      profile([{ id: 'Patient.x', path: 'Patient.x', min: 1 }]),
      ['snapshot-impossible @ StructureDefinition'],
    ],
    [
      "another order than the base's",
      profile([
        { id: 'Patient.birthDate', path: 'Patient.birthDate', min: 1 },
        { id: 'Patient.name', path: 'Patient.name', min: 1 },
      ]),
      ['differential-path-unmatched @ StructureDefinition.differential.element[1]'],
    ],
    [
      'a binding of a date',
      profile([
        {
          id: 'Patient.birthDate',
          path: 'Patient.birthDate',
          binding: { strength: 'required', valueSet: 'http://test.example/vs' },
        },
      ]),
      ['element-binding-irrelevant @ StructureDefinition.differential.element[0]'],
    ],
    [
      'a condition on an inner question',
      {
        resourceType: 'Questionnaire',
        status: 'draft',
        item: [
          {
            linkId: 'a',
            type: 'group',
            enableWhen: [{ question: 'b', operator: 'exists', answerBoolean: true }],
            item: [{ linkId: 'b', type: 'string' }],
          },
        ],
      },
      ['enable-when-self @ Questionnaire.item[0]'],
    ],
    [
      'a search parameter of one component',
      {
        resourceType: 'SearchParameter',
        url: 'http://test.example/sp',
        name: 'X',
        status: 'draft',
        description: 'x',
        code: 'x',
        base: ['Patient'],
        type: 'composite',
        component: [{ definition: 'http://hl7.org/fhir/SearchParameter/Patient-name', expression: 'name' }],
      },
      ['search-parameter-components @ SearchParameter'],
    ],
  ];
  for (const [name, resource, expected] of cases) it(name, () => assert.deepEqual(errors(resource), expected));

  it("that are HL7's own, for publication", () => {
    const published = (more: Json) =>
      validator
        .validate(codeSystem(more), { options: { forPublication: true } })
        .filter((item) => item.code === 'publication-rule')
        .map((item) => item.message.sv);
    assert.deepEqual(published({}), []);
    const stated = { version: '1', title: 'x', experimental: false, description: 'x' };
    assert.deepEqual(published({ url: 'http://terminology.hl7.org/x', ...stated, caseSensitive: true }), []);
    assert.deepEqual(published({ url: 'http://terminology.hl7.org/x', ...stated }), [
      'För publicering: CodeSystem.caseSensitive ska anges',
    ]);
  });
});
