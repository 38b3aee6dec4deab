import assert from 'node:assert/strict';
import { loadR4Core } from '../../fhir/definitions/r4-core.ts';
import { createValidator } from '../validator.ts';

type Json = Record<string, unknown>;
const SOURCE = 'http://test.example/Questionnaire/source';
const coding = (code: string) => ({ valueCoding: { system: 'http://test.example/cs', code } });

const source = {
  resourceType: 'Questionnaire',
  url: SOURCE,
  version: '2',
  status: 'active',
  item: [
    { linkId: '1', type: 'string', required: true, maxLength: 10 },
    { linkId: '2', type: 'group', item: [{ linkId: '2.1', type: 'choice', answerOption: [coding('a'), coding('b')] }] },
    {
      linkId: '3',
      type: 'choice',
      repeats: true,
      answerValueSet: 'http://hl7.org/fhir/ValueSet/administrative-gender',
    },
  ],
};
const validator = createValidator({ definitions: loadR4Core().layer([source]) });

function told(code: string | undefined, item: Json[], derivedFrom = `${SOURCE}|2`): string[] {
  const extension = {
    url: 'http://hl7.org/fhir/StructureDefinition/questionnaire-derivationType',
    valueCoding: { system: 'http://hl7.org/fhir/questionnaire-derivationType', code },
  };
  const found = validator.validate({
    resourceType: 'Questionnaire',
    url: 'http://test.example/Questionnaire/derived',
    status: 'active',
    derivedFrom: [derivedFrom],
    ...(code && { _derivedFrom: [{ extension: [extension] }] }),
    item,
  });
  return found
    .filter(({ code: of, severity }) => severity === 'error' || of.startsWith('questionnaire-derivation'))
    .map(({ code: of, severity, expression }) => `${severity} ${of} ${expression.replace('Questionnaire', '')}`);
}
const broken = (at: string) => [`error questionnaire-derivation ${at}`];
const first = (more: Json) => ({ linkId: '1', type: 'string', required: true, maxLength: 10, ...more });
const choice = (more: Json) => [{ linkId: '2', type: 'group', item: [{ linkId: '2.1', type: 'choice', ...more }] }];

describe('a Questionnaire that is derived', () => {
  it('may say less, and the same', () => {
    for (const code of ['extends', 'compliesWith']) {
      assert.deepEqual(told(code, source.item), []);
      assert.deepEqual(told(code, [first({ maxLength: 5 })]), []);
      assert.deepEqual(told(code, choice({ answerOption: [coding('b')] })), []);
    }
  });

  it('adds items only where it extends', () => {
    const items = [{ linkId: '9', type: 'string' }];
    assert.deepEqual(told('extends', items), []);
    assert.deepEqual(told('compliesWith', items), broken('.item[0]'));
  });

  it('widens nothing', () => {
    assert.deepEqual(told('extends', [first({ type: 'text' })]), broken('.item[0].type'));
    assert.deepEqual(told('extends', [first({ repeats: true })]), broken('.item[0].repeats'));
    assert.deepEqual(told('extends', [first({ required: false })]), broken('.item[0].required'));
    assert.deepEqual(told('extends', [first({ maxLength: 11 })]), broken('.item[0].maxLength'));
    assert.deepEqual(told('extends', [{ linkId: '1', type: 'string', required: true }]), broken('.item[0]'));
    const at = '.item[0].item[0]';
    assert.deepEqual(told('extends', choice({})), broken(at));
    assert.deepEqual(
      told('extends', choice({ answerOption: [coding('a'), coding('c')] })),
      broken(`${at}.answerOption[1]`),
    );
    assert.deepEqual(told('extends', choice({ answerValueSet: 'http://hl7.org/fhir/ValueSet/name-use' })), broken(at));
    assert.deepEqual(
      told('extends', [{ linkId: '3', type: 'choice', answerOption: [coding('a')] }]),
      broken('.item[0]'),
    );
  });

  it('is told where it is not compared', () => {
    const items = [first({ type: 'text' })];
    const at = 'questionnaire-derivation-not-checked .derivedFrom[0]';
    assert.deepEqual(told(undefined, items), [`warning ${at}`]);
    assert.deepEqual(told('inspiredBy', items), [`information ${at}`]);
    assert.deepEqual(told('extends', items, 'http://test.example/Questionnaire/none'), [`warning ${at}`]);
    assert.deepEqual(told('extends', items, `${SOURCE}|9`), [`warning ${at}`]);
  });
});
