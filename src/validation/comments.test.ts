import assert from 'node:assert/strict';
import { loadR4Core } from '../fhir/definitions/r4-core.ts';
import { createValidator } from './validator.ts';

const validator = createValidator({ definitions: loadR4Core() });
const told = (more: object) =>
  validator
    .validate({ resourceType: 'Patient', active: true, ...more })
    .map(({ code, severity, expression }) => `${severity} ${code} ${expression}`);

describe('comments of older versions of FHIR', () => {
  it('are passed over with a warning, wherever they stand', () => {
    const comments = { fhir_comments: ['one', 'two'] };
    assert.deepEqual(told(comments), ['warning element-comments Patient']);
    assert.deepEqual(told({ name: [{ text: 'A', ...comments }] }), ['warning element-comments Patient.name[0]']);
  });

  it('are lists of texts', () => {
    for (const fhir_comments of ['one', [1], [], {}])
      assert.deepEqual(told({ fhir_comments }), ['error element-unknown Patient']);
  });
});
