import assert from 'node:assert/strict';
import { profileOf } from '../../../test/support/profile.ts';
import { loadR4Core } from '../../fhir/definitions/r4-core.ts';
import { createValidator } from '../validator.ts';

type Json = Record<string, unknown>;
const URL = 'http://test.example/StructureDefinition/sliced';
const core = createValidator({ definitions: loadR4Core() });

/** What is told of an Observation by a profile that slices one of its elements by one discriminator. */
function told(element: string, discriminator: Json, slice: Json[], observation: Json): string[] {
  const path = `Observation.${element}`;
  const validator = core.withDefinitions([
    {
      ...profileOf('Observation', URL, 'Sliced'),
      differential: {
        element: [
          { id: path, path, slicing: { discriminator: [discriminator], rules: 'open' } },
          { id: `${path}:a`, path, sliceName: 'a', min: 1, max: '1' },
          ...slice.map(({ at, ...more }) => ({ id: `${path}:a.${at}`, path: `${path}.${at}`, ...more })),
        ],
      },
    },
  ]);
  return validator
    .validate(
      { resourceType: 'Observation', status: 'final', code: { text: 'x' }, ...observation },
      { profiles: [URL] },
    )
    .filter(({ severity }) => severity === 'error')
    .map(({ code, expression }) => `${code} ${expression}`);
}

describe('slices that cannot be told apart', () => {
  const category = [{ text: 'x' }, { text: 'y' }];
  const component = [{ code: { text: 'x' }, valueString: 'x' }];
  const here = (place: string) => [`slicing-not-evaluated Observation.${place}`];

  it('are told at every occurrence, and not counted', () => {
    const discriminator = { type: 'exists', path: 'text' };
    assert.deepEqual(told('category', discriminator, [], { category }), [
      ...here('category[0]'),
      ...here('category[1]'),
    ]);
    assert.deepEqual(told('category', discriminator, [], {}), []);
  });

  it('are those of a path that is none', () => {
    const discriminator = { type: 'value', path: "coding.where(system = 'x').code" };
    const slice = [{ at: 'text', fixedString: 'x' }];
    assert.deepEqual(told('category', discriminator, slice, { category: [category[0]] }), here('category[0]'));
  });

  it('are those of all types, and of no profile', () => {
    assert.deepEqual(told('component', { type: 'type', path: 'value' }, [], { component }), here('component[0]'));
    assert.deepEqual(told('component', { type: 'profile', path: '$this' }, [], { component }), here('component[0]'));
  });

  it('are not those that say what is asked for', () => {
    const exists = { type: 'exists', path: 'text' };
    assert.deepEqual(told('category', exists, [{ at: 'text', min: 1 }], { category: [category[0]] }), []);
    assert.deepEqual(told('category', exists, [{ at: 'text', max: '0' }], { category: [category[0]] }), [
      'slice-missing Observation',
    ]);
    const type = { type: 'type', path: 'value' };
    const types = (...codes: string[]) => [{ at: 'value[x]', type: codes.map((code) => ({ code })) }];
    assert.deepEqual(told('component', type, types('string'), { component }), []);
    assert.deepEqual(told('component', type, types('Quantity', 'string'), { component }), []);
    assert.deepEqual(told('component', type, types('Quantity'), { component }), ['slice-missing Observation']);
  });
});
