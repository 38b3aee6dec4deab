import assert from 'node:assert/strict';
import { join } from 'node:path';
import { loadR4Core } from '../fhir/definitions/r4-core.ts';
import { PACKAGE_ROOT } from '../package-root.ts';
import { createTerminology } from '../terminology/service.ts';
import { createValidator } from './validator.ts';

describe('validate: units', () => {
  const validator = createValidator({
    definitions: loadR4Core(),
    terminology: createTerminology({ folders: [join(PACKAGE_ROOT, 'terminology')] }),
  });
  const told = (value: Record<string, unknown>) =>
    validator
      .validate({ resourceType: 'Observation', status: 'final', code: { text: 'x' }, ...value } as never)
      .filter(({ code }) => code.startsWith('quantity-'))
      .map(({ code, expression, severity }) => `${severity} ${code} @ ${expression}`);
  const system = 'http://unitsofmeasure.org';

  it('takes units of UCUM, composed ones and annotations too', () => {
    for (const code of ['mg', 'mmol/L', '10*9/L', '{score}', 'mm[Hg]', '1', '%', 'Cel'])
      assert.deepEqual(told({ valueQuantity: { value: 1, system, code } }), [], code);
  });

  it('tells a unit that UCUM has not, wherever it stands', () => {
    assert.deepEqual(told({ valueQuantity: { value: 1, unit: 'mm Hg', system, code: 'mmHg' } }), [
      'warning quantity-unit-unknown @ Observation.value.ofType(Quantity).code',
    ]);
    assert.deepEqual(told({ referenceRange: [{ low: { value: 1, system, code: 'styck' } }] }), [
      'warning quantity-unit-unknown @ Observation.referenceRange[0].low.code',
    ]);
  });

  it('leaves other systems, and units in words, alone', () => {
    assert.deepEqual(told({ valueQuantity: { value: 1, system: 'http://snomed.info/sct', code: '428673006' } }), []);
    assert.deepEqual(told({ valueQuantity: { value: 1, unit: 'styck' } }), []);
  });
});
