import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { MODEL_FILE, modelText } from '../../../../scripts/generate-fhirpath-model.ts';

describe('the model of R4', () => {
  it('is what the definitions give: run "npm run build:fhirpath-model"', () => {
    assert.equal(readFileSync(MODEL_FILE, 'utf8'), modelText());
  });
});
