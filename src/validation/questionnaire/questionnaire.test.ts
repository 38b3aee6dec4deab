import assert from 'node:assert/strict';
import { loadR4Core } from '../../fhir/definitions/r4-core.ts';
import { createValidator } from '../validator.ts';

const base = createValidator({ definitions: loadR4Core() });
const URL = 'http://test.example/Questionnaire/q';

type Json = Record<string, unknown>;

/** Errors of a response with these items to a questionnaire with those. */
function errors(questions: Json[], items: Json[], more: Json = {}): string[] {
  const questionnaire = { resourceType: 'Questionnaire', url: URL, status: 'active', item: questions };
  return base
    .withDefinitions([questionnaire])
    .validate({ resourceType: 'QuestionnaireResponse', status: 'completed', questionnaire: URL, item: items, ...more })
    .filter((item) => item.severity === 'error')
    .map((item) => `${item.code} @ ${item.expression.replace('QuestionnaireResponse', '')}`);
}

const question = (type: string, more: Json = {}): Json => ({ linkId: '1', type, ...more });
const answer = (...answers: Json[]): Json[] => [{ linkId: '1', answer: answers }];
const extension = (name: string, value: Json): Json => ({
  extension: [{ url: `http://hl7.org/fhir/StructureDefinition/${name}`, ...value }],
});

describe('responses', () => {
  const cases: [name: string, questions: Json[], items: Json[], expected: string[]][] = [
    ['take an answer of the right type', [question('string')], answer({ valueString: 'x' }), []],
    [
      'refuse another type',
      [question('date')],
      answer({ valueString: 'x' }),
      ['response-answer-type @ .item[0].answer[0].value.ofType(string)'],
    ],
    ['refuse unknown items', [question('string')], [{ linkId: '2' }], ['response-item-unknown @ ']],
    [
      'want required items',
      [question('string', { required: true })],
      [],
      ['element-empty-list @ .item', 'response-answer-required @ '],
    ],
    [
      'want one answer unless more are allowed',
      [question('string')],
      answer({ valueString: 'x' }, { valueString: 'y' }),
      ['response-answer-repeated @ .item[0].answer[1]'],
    ],
    [
      'want the order of the questionnaire',
      [question('string'), { linkId: '2', type: 'string' }],
      [{ linkId: '2' }, { linkId: '1' }],
      ['response-item-order @ .item[1]'],
    ],
    [
      'refuse answers of groups',
      [question('group')],
      answer({ valueString: 'x' }),
      ['response-answer-not-allowed @ .item[0]'],
    ],
    [
      'offer options',
      [question('choice', { answerOption: [{ valueCoding: { code: 'a' } }] })],
      answer({ valueCoding: { code: 'b' } }),
      ['response-option @ .item[0].answer[0]'],
    ],
    [
      'take a text for an open choice',
      [question('open-choice', { answerOption: [{ valueCoding: { code: 'a' } }] })],
      answer({ valueString: 'b' }),
      [],
    ],
    [
      'limit length',
      [question('string', { maxLength: 2, ...extension('minLength', { valueInteger: 1 }) })],
      answer({ valueString: 'abc' }),
      ['response-length-max @ .item[0].answer[0].value.ofType(string)'],
    ],
    [
      'limit values',
      [question('integer', extension('maxValue', { valueInteger: 2 }))],
      answer({ valueInteger: 3 }),
      ['value-above-maximum @ .item[0].answer[0].value.ofType(integer)'],
    ],
    [
      'match patterns',
      [question('string', extension('regex', { valueString: '[0-9]+' }))],
      answer({ valueString: 'x' }),
      ['response-format @ .item[0].answer[0].value.ofType(string)'],
    ],
  ];
  for (const [name, questions, items, expected] of cases) {
    it(name, () => assert.deepEqual(errors(questions, items), expected));
  }

  it('leave out what is not enabled, and only that', () => {
    const questions = [
      { linkId: 'if', type: 'boolean' },
      {
        linkId: 'then',
        type: 'string',
        required: true,
        enableWhen: [{ question: 'if', operator: '=', answerBoolean: true }],
      },
    ];
    const given = (value: boolean, ...more: Json[]) => [{ linkId: 'if', answer: [{ valueBoolean: value }] }, ...more];
    const then = { linkId: 'then', answer: [{ valueString: 'x' }] };
    assert.deepEqual(errors(questions, given(true, then)), []);
    assert.deepEqual(errors(questions, given(false)), []);
    assert.deepEqual(errors(questions, given(true)), ['response-answer-required @ ']);
    assert.deepEqual(errors(questions, given(false, then)), ['response-item-not-enabled @ .item[1]']);
  });

  it('may lack answers while they are in progress', () => {
    assert.deepEqual(
      errors([question('string', { required: true })], [{ linkId: '1' }], { status: 'in-progress' }),
      [],
    );
  });
});
