import assert from 'node:assert/strict';
import { loadR4Core } from '../../fhir/definitions/r4-core.ts';
import { createValidator } from '../validator.ts';

type Json = Record<string, unknown>;
const BASE = 'http://test.example/StructureDefinition';
const SYSTEM = 'http://test.example/cs';

const profile = (name: string, element: Json[]): Json => ({
  resourceType: 'StructureDefinition',
  url: `${BASE}/${name}`,
  name,
  status: 'draft',
  kind: 'resource',
  abstract: false,
  type: 'Composition',
  baseDefinition: 'http://hl7.org/fhir/StructureDefinition/Composition',
  derivation: 'constraint',
  differential: { element: [{ path: 'Composition' }, ...element] },
});
const slicing = { discriminator: [{ type: 'pattern', path: 'code' }], rules: 'closed' };
const code = (of: string) => ({ coding: [{ system: SYSTEM, code: of }] });
const part = (name: string, required: string) => [
  { path: 'Composition.section', sliceName: name },
  { path: 'Composition.section.code', min: 1, patternCodeableConcept: code(name) },
  { path: `Composition.section.${required}`, min: 1 },
];
const asIn = (name: string, min: number) => ({
  path: 'Composition.section',
  sliceName: `my-${name}`,
  min,
  type: [
    {
      code: 'BackboneElement',
      profile: [`${BASE}/library`],
      _profile: [
        {
          extension: [
            {
              url: 'http://hl7.org/fhir/StructureDefinition/elementdefinition-profile-element',
              valueString: `Composition.section:${name}`,
            },
          ],
        },
      ],
    },
  ],
});
const library = profile('library', [
  { path: 'Composition.section', slicing },
  ...part('a', 'title'),
  ...part('b', 'mode'),
]);
const structure = profile('structure', [{ path: 'Composition.section', slicing }, asIn('a', 1), asIn('b', 0)]);
const validator = createValidator({ definitions: loadR4Core() }).withDefinitions([library, structure]);

function told(...section: Json[]): string[] {
  const composition = {
    resourceType: 'Composition',
    status: 'final',
    type: { text: 'x' },
    date: '2020-01-01',
    author: [{ display: 'A' }],
    title: 'x',
    section: section.map((one) => ({
      text: { status: 'generated', div: '<div xmlns="http://www.w3.org/1999/xhtml">x</div>' },
      ...one,
    })),
  };
  return validator
    .validate(composition, { profiles: [`${BASE}/structure`] })
    .filter(({ severity }) => severity === 'error')
    .map(({ code: of, expression }) => `${of} ${expression}`);
}

describe('an element that is like one of another profile', () => {
  it('is known by what that says, and conforms to it', () => {
    assert.deepEqual(told({ code: code('a'), title: 'A' }, { code: code('b'), mode: 'working' }), []);
    assert.deepEqual(told({ code: code('a') }), ['element-missing Composition.section[0]']);
    assert.deepEqual(told({ code: code('b'), mode: 'working' }), ['slice-missing Composition']);
    assert.deepEqual(told({ code: code('a'), title: 'A' }, { code: code('c') }), [
      'slice-none-matches Composition.section[1]',
    ]);
  });
});
