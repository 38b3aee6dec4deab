import assert from 'node:assert/strict';
import { loadR4Core } from '../../fhir/definitions/r4-core.ts';
import { createValidator } from '../validator.ts';

const SYSTEM = 'http://hl7.org/fhir/administrative-gender';
const validator = createValidator({ definitions: loadR4Core() });

function fixes(answerValueSet: string, code: string) {
  const questionnaire = {
    resourceType: 'Questionnaire',
    url: 'http://test.example/q',
    status: 'active',
    contained: [
      {
        resourceType: 'ValueSet',
        id: 'vs',
        status: 'active',
        compose: { include: [{ system: SYSTEM, concept: [{ code: 'male' }, { code: 'female' }] }] },
      },
    ],
    item: [{ linkId: '1', type: 'choice', answerValueSet }],
  };
  const answer = Array.from({ length: 3 }, () => ({ valueCoding: { system: SYSTEM, code } }));
  return validator
    .withDefinitions([questionnaire])
    .validate({
      resourceType: 'QuestionnaireResponse',
      status: 'completed',
      questionnaire: questionnaire.url,
      item: [{ linkId: '1', answer }],
    })
    .filter((item) => item.code === 'code-not-in-value-set')
    .map(({ fix }) => fix?.en);
}

describe('an answer that is not in its value set', () => {
  it('is told what it may have been, also of a contained value set', () => {
    const meant = 'Did you mean female (Female)? Also allowed: male (Male).';
    assert.deepEqual(fixes('#vs', 'femal'), [meant, meant, meant]);
    assert.deepEqual(fixes('#vs', 'male'), []);
    const [first] = fixes('http://hl7.org/fhir/ValueSet/administrative-gender', 'femal');
    assert.match(first ?? '', /^Did you mean female \(Female\)\? Also allowed: male/);
  });
});
