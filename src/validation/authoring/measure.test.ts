import assert from 'node:assert/strict';
import { loadR4Core } from '../../fhir/definitions/r4-core.ts';
import { createValidator } from '../validator.ts';

type Json = Record<string, unknown>;
const base64 = (text: string) => Buffer.from(text).toString('base64');
const library = (name: string, contentType: string, text: string): Json => ({
  resourceType: 'Library',
  url: `http://test.example/Library/${name}`,
  name,
  status: 'draft',
  type: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/library-type', code: 'logic-library' }] },
  content: [{ contentType, data: base64(text) }],
});
const libraries = [
  library('Source', 'text/cql', 'define "Is Old": true\ndefine private function Age(x Integer): 1'),
  library(
    'Compiled',
    'application/elm+xml',
    '<library xmlns="urn:hl7-org:elm:r1"><statements><def context="Patient" name="Is Old"/></statements></library>',
  ),
  library('Empty', 'text/plain', 'x'),
];
const validator = createValidator({ definitions: loadR4Core().layer(libraries) });

function told(expression: string, names: string[], language = 'text/cql'): string[] {
  const measure = {
    resourceType: 'Measure',
    status: 'draft',
    library: names.map((name) => `http://test.example/Library/${name}`),
    group: [{ stratifier: [{ criteria: { language, expression } }] }],
  };
  return validator
    .validate(measure)
    .filter(({ severity, code }) => severity === 'error' && code.startsWith('measure'))
    .map(({ code, expression: at }) => `${code} ${at.replace('Measure.group[0].stratifier[0]', '')}`);
}

describe('the expressions of a Measure', () => {
  const missing = ['measure-library-missing .criteria'];
  const unknown = ['measure-function-unknown .criteria'];

  it('are in its library, as CQL or compiled', () => {
    for (const name of ['Source', 'Compiled']) {
      assert.deepEqual(told('Is Old', [name]), [], name);
      assert.deepEqual(told('"Is Old"', [name]), [], name);
      assert.deepEqual(told(`${name}."Is Old"`, [name, 'Empty']), [], name);
      assert.deepEqual(told('Is Young', [name]), unknown, name);
    }
    assert.deepEqual(told('Age', ['Source']), []);
    assert.deepEqual(told('Anything', ['Empty']), []);
  });

  it('leave no doubt about the library', () => {
    assert.deepEqual(told('Is Old', []), missing);
    assert.deepEqual(told('Is Old', ['Source', 'Compiled']), missing);
    assert.deepEqual(told('Other."Is Old"', ['Source']), missing);
    assert.deepEqual(told('Source."Is Old"', ['Source', 'Source']), missing);
    assert.deepEqual(told('Is Old', [], 'text/fhirpath'), []);
  });
});

describe('a Library', () => {
  it('has logic that is not checked, and says so', () => {
    const notes = (one: Json) => validator.validate(one).filter(({ code }) => code === 'library-content-not-checked');
    assert.deepEqual(
      notes(libraries[0]!).map(({ severity, expression }) => `${severity} ${expression}`),
      ['information Library.content[0]'],
    );
    assert.equal(notes(libraries[1]!).length, 1);
    assert.equal(notes(libraries[2]!).length, 0);
  });
});
