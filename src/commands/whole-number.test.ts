import assert from 'node:assert/strict';
import { wholeNumber } from './whole-number.ts';

describe('an option that takes a whole number', () => {
  it('takes nothing else, also not an empty one as 0 or one that would be rounded', () => {
    assert.equal(wholeNumber('8080'), 8080);
    for (const text of ['', ' ', '1e3', '-1', '1.5', '0x10', '99999999999999999999'])
      assert.throws(() => wholeNumber(text), /whole number/, text);
  });
});
