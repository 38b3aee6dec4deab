import assert from 'node:assert/strict';
import { answerRequest } from './suite-protocol.ts';
import type { Validator } from './validator.ts';

describe('the line protocol', () => {
  it('answers every line, also one that is no request, without a stack', () => {
    for (const [line, id] of [
      ['null', null],
      ['7', null],
      ['no json', null],
      ['{"id":1}', 1],
      ['{"id":"a","resource":{}}', 'a'],
    ] as const) {
      // The validator is not reached.
      const answer = answerRequest(line, {} as Validator);
      assert.equal(answer.id, id, line);
      assert.equal(answer.outcome.issue[0]?.details?.coding?.[0]?.code, 'json-syntax', line);
    }
  });
});
