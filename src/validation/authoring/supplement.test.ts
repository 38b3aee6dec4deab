import assert from 'node:assert/strict';
import { loadR4Core } from '../../fhir/definitions/r4-core.ts';
import { createValidator } from '../validator.ts';

type Json = Record<string, unknown>;
const source = {
  resourceType: 'CodeSystem',
  url: 'http://test.example/cs',
  status: 'active',
  content: 'complete',
  hierarchyMeaning: 'is-a',
  concept: [{ code: 'a' }, { code: 'b' }],
};
const validator = createValidator({ definitions: loadR4Core().layer([source]) });

function errors(more: Json): string[] {
  const supplement = { ...source, url: 'http://test.example/more', content: 'supplement', supplements: source.url };
  return validator
    .validate({ ...supplement, ...more })
    .filter(({ severity }) => severity === 'error')
    .map(({ code, expression }) => `${code} ${expression}`);
}

describe('a supplement', () => {
  it('has the hierarchy of what it supplements', () => {
    assert.deepEqual(errors({}), []);
    assert.deepEqual(errors({ hierarchyMeaning: 'part-of' }), ['code-system-inconsistent CodeSystem']);
  });

  it('refers to codes of what it supplements', () => {
    const related = (valueCode: string) =>
      errors({
        property: [{ code: 'related', type: 'code' }],
        concept: [{ code: 'a', property: [{ code: 'related', valueCode }] }],
      });
    assert.deepEqual(related('b'), []);
    assert.deepEqual(related('c'), ['code-system-property-code-unknown CodeSystem.concept[0].property[0]']);
  });
});
