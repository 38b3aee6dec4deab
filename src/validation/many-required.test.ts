import assert from 'node:assert/strict';
import type { StructureDefinition } from '@medplum/fhirtypes';
import { loadR4Core } from '../fhir/definitions/r4-core.ts';
import { createValidator } from './validator.ts';

/** A type of someone's own that requires more elements than a number has bits. */
const COUNT = 70;

function manyRequired(): StructureDefinition {
  const element = Array.from({ length: COUNT }, (_, index) => ({
    id: `Many.e${index}`,
    path: `Many.e${index}`,
    min: 1,
    max: '1',
    type: [{ code: 'string' }],
  }));
  return {
    resourceType: 'StructureDefinition',
    url: 'http://hl7.org/fhir/StructureDefinition/Many',
    name: 'Many',
    status: 'active',
    kind: 'resource',
    abstract: false,
    type: 'Many',
    baseDefinition: 'http://hl7.org/fhir/StructureDefinition/DomainResource',
    derivation: 'specialization',
    differential: { element: [{ id: 'Many', path: 'Many' }, ...element] },
  } as StructureDefinition;
}

describe('a type that requires many elements', () => {
  const core = loadR4Core();
  core.add(manyRequired() as never);
  const validator = createValidator({ definitions: core });
  const names = Array.from({ length: COUNT }, (_, index) => `e${index}`);
  const without = (missing: string[]) =>
    validator
      .validate({
        resourceType: 'Many',
        ...Object.fromEntries(names.filter((name) => !missing.includes(name)).map((name) => [name, 'x'])),
      } as never)
      .filter(({ code }) => code === 'element-missing').length;

  it('misses each one that is not there', () => {
    assert.equal(without([]), 0);
    for (const name of names) assert.equal(without([name]), 1, name);
    assert.equal(without(names), COUNT);
  });
});
