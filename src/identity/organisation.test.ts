import assert from 'node:assert/strict';
import fc from 'fast-check';
import { generateOrganisationsnummer } from './generate.ts';
import { checkHsaId } from './hsa-id.ts';
import { checkOrganisationsnummer } from './organisationsnummer.ts';

describe('checkOrganisationsnummer', () => {
  it('takes ten digits, with a hyphen, with the prefix 16', () => {
    for (const value of ['2321000131', '232100-0016', '162321000016'])
      assert.equal(checkOrganisationsnummer(value).ok, true);
    assert.deepEqual(checkOrganisationsnummer('16232100-0131'), { ok: true, value: '2321000131' });
  });

  it('names the rule', () => {
    const code = (value: string) => {
      const result = checkOrganisationsnummer(value);
      return result.ok ? 'ok' : result.code;
    };
    assert.equal(code('2321000130'), 'identifier-check-digit');
    assert.equal(code('1212121212'), 'identifier-form');
    assert.equal(code('232100013'), 'identifier-form');
    assert.equal(code(''), 'identifier-form');
  });

  it('catches every single changed digit', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), { minLength: 2, maxLength: 2 }),
        fc.integer({ min: 0, max: 9 }),
        fc.integer({ min: 1, max: 9 }),
        (numbers, at, shift) => {
          const value = generateOrganisationsnummer(() => numbers.pop()!);
          assert.equal(checkOrganisationsnummer(value).ok, true);
          const changed = value.slice(0, at) + ((Number(value[at]) + shift) % 10) + value.slice(at + 1);
          assert.equal(checkOrganisationsnummer(changed).ok, false);
        },
      ),
    );
  });
});

describe('checkHsaId', () => {
  it('gives the owner of the directory', () => {
    assert.deepEqual(checkHsaId('SE2321000016-39KJ'), {
      ok: true,
      value: 'SE2321000016-39KJ',
      organisationsnummer: '2321000016',
    });
    assert.equal(checkHsaId('SE162321000016-ABC').ok, true);
  });

  it('refuses other forms', () => {
    for (const value of [
      '2321000016-1',
      'SE2321000016',
      'SE2321000016-',
      'SE2321000016-å',
      'SE2321000016-a@b',
      `SE2321000016-${'A'.repeat(19)}`,
    ]) {
      assert.equal(checkHsaId(value).ok, false, value);
    }
  });
});
