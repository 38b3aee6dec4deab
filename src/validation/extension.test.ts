import assert from 'node:assert/strict';
import { profileOf } from '../../test/support/profile.ts';
import { loadR4Core } from '../fhir/definitions/r4-core.ts';
import { createValidator } from './validator.ts';

type Json = Record<string, unknown>;

const BASE = 'http://nowhere.test/StructureDefinition';
const extension = (id: string, more: Json): Json => ({
  resourceType: 'StructureDefinition',
  url: `${BASE}/${id}`,
  version: '1.0',
  name: id,
  status: 'draft',
  kind: 'complex-type',
  abstract: false,
  type: 'Extension',
  baseDefinition: 'http://hl7.org/fhir/StructureDefinition/Extension',
  derivation: 'constraint',
  context: [{ type: 'element', expression: 'Patient' }],
  differential: { element: [{ id: 'Extension.url', path: 'Extension.url', fixedUri: `${BASE}/${id}` }] },
  ...more,
});
const named: Json = {
  ...profileOf('Patient', `${BASE}/named`, 'Named'),
  differential: { element: [{ id: 'Patient.name', path: 'Patient.name', min: 1 }] },
};
const validator = createValidator({ definitions: loadR4Core() }).withDefinitions([
  named,
  extension('on-name', { context: [{ type: 'element', expression: 'HumanName' }] }),
  extension('on-named', { context: [{ type: 'element', expression: `${BASE}/named#Patient` }] }),
  extension('on-official', { context: [{ type: 'fhirpath', expression: "Patient.name.where(use = 'official')" }] }),
  extension('in-on-name', { context: [{ type: 'extension', expression: `${BASE}/on-name` }] }),
  extension('later', {
    context: [
      {
        type: 'element',
        expression: 'Patient',
        extension: [
          {
            url: 'http://hl7.org/fhir/StructureDefinition/version-specific-use',
            extension: [{ url: 'startFhirVersion', valueCode: '5.0' }],
          },
        ],
      },
      { type: 'element', expression: 'Person' },
    ],
  }),
  extension('text-only', {
    differential: {
      element: [
        { id: 'Extension.url', path: 'Extension.url', fixedUri: `${BASE}/text-only` },
        { id: 'Extension.value[x]', path: 'Extension.value[x]', type: [{ code: 'string' }] },
      ],
    },
  }),
]);

const errors = (more: Json) =>
  validator
    .validate({ resourceType: 'Patient', ...more })
    .filter((item) => item.severity === 'error')
    .map((item) => `${item.code} @ ${item.expression}`);
const use = (id: string, more: Json = { valueString: 'x' }): Json => ({
  extension: [{ url: `${BASE}/${id}`, ...more }],
});

describe('extensions: where they may stand', () => {
  const cases: [name: string, resource: Json, expected: string[]][] = [
    ['on a type', { name: [{ family: 'A', ...use('on-name') }] }, []],
    ['not on another; reported at what it extends', use('on-name'), ['extension-context @ Patient']],
    ['on a resource of a profile', { name: [{ family: 'A' }], ...use('on-named') }, []],
    ['not on one that is not of it', use('on-named'), ['extension-context @ Patient']],
    ['on what an expression selects', { name: [{ use: 'official', ...use('on-official') }] }, []],
    [
      'not on what it does not select',
      { name: [{ use: 'official' }, { use: 'old', ...use('on-official') }] },
      ['extension-context @ Patient.name[1]'],
    ],
    [
      'on the value of an extension that is named',
      { name: [{ ...use('on-name', { valueCodeableConcept: { text: 'x', ...use('in-on-name') } }) }] },
      [],
    ],
    ['not where only a later version of FHIR has it', use('later'), ['extension-context @ Patient']],
    ['with the type of value that it has', use('text-only'), []],
    [
      'and no other; reported at the extension',
      use('text-only', { valueInteger: 1 }),
      ['type-not-allowed @ Patient.extension[0]'],
    ],
    [
      'without a version in the url',
      { extension: [{ url: `${BASE}/text-only|1.0`, valueString: 'x' }] },
      ['extension-url-versioned @ Patient.extension[0]', 'value-not-fixed @ Patient.extension[0].url'],
    ],
    [
      'where R4 itself puts its own',
      {
        contained: [
          {
            resourceType: 'StructureDefinition',
            id: 'a',
            url: 'http://nowhere.test/a',
            name: 'A',
            status: 'draft',
            kind: 'resource',
            abstract: false,
            type: 'Patient',
            baseDefinition: 'http://hl7.org/fhir/StructureDefinition/Patient',
            derivation: 'constraint',
            differential: {
              element: [
                {
                  id: 'Patient.id',
                  path: 'Patient.id',
                  type: [
                    {
                      code: 'http://hl7.org/fhirpath/System.String',
                      extension: [
                        {
                          url: 'http://hl7.org/fhir/StructureDefinition/structuredefinition-fhir-type',
                          valueUrl: 'string',
                        },
                      ],
                    },
                  ],
                },
              ],
            },
          },
        ],
        managingOrganization: { reference: '#a' },
      },
      ['reference-target-type @ Patient.managingOrganization'],
    ],
  ];
  for (const [name, resource, expected] of cases) it(name, () => assert.deepEqual(errors(resource), expected));

  it("keep a definition's conditions on where they stand, in which %extension is the extension", () => {
    const official = 'http://hl7.org/fhir/StructureDefinition/questionnaire-minOccurs';
    const own = `${BASE}/few`;
    const told = (url: string, valueInteger: number, required: boolean) =>
      validator
        .withDefinitions([
          extension('few', {
            context: [{ type: 'element', expression: 'Questionnaire.item' }],
            contextInvariant: ['required = true or %extension.value = 0'],
          }),
          extension('strange', {
            context: [{ type: 'element', expression: 'Questionnaire.item' }],
            contextInvariant: ['%nobody.exists()'],
          }),
        ])
        .validate({
          resourceType: 'Questionnaire',
          status: 'draft',
          item: [{ linkId: '1', type: 'string', required, extension: [{ url, valueInteger }] }],
        })
        .filter(({ code }) => code === 'extension-context-invariant' || code === 'invariant-not-evaluated')
        .map(({ code, severity, expression }) => `${severity} ${code} ${expression}`);
    for (const url of [official, own]) {
      assert.deepEqual(told(url, 2, false), ['error extension-context-invariant Questionnaire.item[0]'], url);
      assert.deepEqual(told(url, 2, true), [], url);
      assert.deepEqual(told(url, 0, false), [], url);
    }
    assert.deepEqual(told(`${BASE}/strange`, 2, true), ['warning invariant-not-evaluated Questionnaire.item[0]']);
  });
});
