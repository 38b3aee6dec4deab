import assert from 'node:assert/strict';
import { loadR4Core } from '../../fhir/definitions/r4-core.ts';
import { createValidator } from '../validator.ts';

const base = createValidator({ definitions: loadR4Core() });
const URL = 'http://test.example/Questionnaire/q';

type Json = Record<string, unknown>;

/** Errors of a response with these items to a questionnaire with those. */
function errors(questions: Json[], items: Json[], more: Json = {}): string[] {
  const genders = { system: 'http://hl7.org/fhir/administrative-gender', concept: [{ code: 'female' }] };
  const valueSet = { resourceType: 'ValueSet', id: 'vs', status: 'active', compose: { include: [genders] } };
  const questionnaire = {
    resourceType: 'Questionnaire',
    url: URL,
    status: 'active',
    contained: [valueSet],
    item: questions,
  };
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
      ['response-answer-repeated @ .item[0]'],
    ],
    [
      'want the order of the questionnaire',
      [question('string'), { linkId: '2', type: 'string' }],
      [{ linkId: '2' }, { linkId: '1' }],
      ['response-item-order @ '],
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
    [
      'take options of a narrower type',
      [question('decimal', { answerOption: [{ valueInteger: 1 }] })],
      answer({ valueDecimal: 1 }),
      [],
    ],
    [
      'take other types than options have for what options do not limit',
      [question('text', { answerOption: [{ valueString: 'a' }] })],
      answer({ valueString: 'b' }),
      [],
    ],
    [
      'find value sets in the questionnaire',
      [question('choice', { answerValueSet: '#vs' })],
      answer({ valueCoding: { system: 'http://hl7.org/fhir/administrative-gender', code: 'other' } }),
      ['code-not-in-value-set @ .item[0].answer[0]'],
    ],
    [
      'refuse more than an answer that excludes others',
      [
        question('choice', {
          repeats: true,
          answerOption: [
            { valueCoding: { code: 'none' }, ...extension('questionnaire-optionExclusive', { valueBoolean: true }) },
            { valueCoding: { code: 'a' } },
          ],
        }),
      ],
      answer({ valueCoding: { code: 'a' } }, { valueCoding: { code: 'none' } }),
      ['response-option-exclusive @ .item[0].answer[1]'],
    ],
    [
      'want items in a required group',
      [question('group', { required: true, item: [{ linkId: '2', type: 'string' }] })],
      [{ linkId: '1' }],
      ['response-group-empty @ .item[0]'],
    ],
    [
      'know what items are called',
      [question('string', { text: 'A' })],
      [{ linkId: '1', text: 'B' }],
      ['response-item-text @ .item[0]'],
    ],
    [
      'take a kind of content within an allowed one',
      [question('attachment', extension('mimeType', { valueCode: 'image/' }))],
      answer({ valueAttachment: { contentType: 'image/png', title: 'x' } }),
      [],
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

  it('follow an expression instead, where it can be evaluated', () => {
    const enabledBy = (expression: string) => [
      { linkId: 'if', type: 'boolean' },
      {
        linkId: 'then',
        type: 'string',
        required: true,
        extension: [
          {
            url: 'http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-enableWhenExpression',
            valueExpression: { language: 'text/fhirpath', expression },
          },
        ],
      },
    ];
    const given = [{ linkId: 'if', answer: [{ valueBoolean: false }] }];
    const isTrue = "%resource.item.where(linkId = 'if').answer.value = true";
    assert.deepEqual(errors(enabledBy(isTrue), given), []);
    assert.deepEqual(errors(enabledBy(`(${isTrue}).not()`), given), ['response-answer-required @ ']);
    assert.deepEqual(errors(enabledBy('%patient.active'), given), ['response-answer-required @ ']);
  });

  it('decide nothing by several conditions that do not say how they go together', () => {
    const when = (answerBoolean: boolean) => ({ question: 'if', operator: '=', answerBoolean });
    const then = { linkId: 'then', type: 'string', enableWhen: [when(true), when(false)] };
    const given = [
      { linkId: 'if', answer: [{ valueBoolean: true }] },
      { linkId: 'then', answer: [{ valueString: 'x' }] },
    ];
    assert.deepEqual(errors([{ linkId: 'if', type: 'boolean' }, then], given), []);
  });

  it('may lack answers as long as no one says that they are complete', () => {
    for (const status of ['in-progress', 'stopped', 'entered-in-error'])
      assert.deepEqual(errors([question('string', { required: true })], [{ linkId: '1' }], { status }), []);
  });
});
