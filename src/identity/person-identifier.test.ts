import assert from 'node:assert/strict';
import fc from 'fast-check';
import { finding } from '../errors/finding.ts';
import {
  generateNationelltReservnummer,
  generateStockholmReservnummer,
  generateVgrReservnummer,
  testPersonnummer,
  testSamordningsnummer,
} from './generate.ts';
import { checkPersonIdentifier } from './person-identifier.ts';

const PERSONNUMMER = 'http://electronichealth.se/identifier/personnummer';
const SAMORDNINGSNUMMER = 'http://electronichealth.se/identifier/samordningsnummer';
const NATIONAL = 'http://electronichealth.se/identifier/nationelltReservnummer';
const VGR = 'urn:oid:1.2.752.113.11.0.2.1.1.1';
const STOCKHOLM = 'urn:oid:1.2.752.97.3.1.3';
const CARELINK = 'urn:oid:1.2.752.129.2.1.3.2';

const random = fc.infiniteStream(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })).map((stream) => () => {
  return stream.next().value as number;
});
const birthDate = fc
  .date({ min: new Date('1900-01-01'), max: new Date('2026-12-31'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));
const sex = fc.constantFrom<'1' | '2'>('1', '2');
const index = fc.integer({ min: 0, max: 9 });

function check(system: string, value: string) {
  const result = checkPersonIdentifier(system, value);
  assert.ok(result);
  return result;
}

function code(system: string, value: string) {
  const result = check(system, value);
  return result.ok ? 'ok' : result.code;
}

describe('checkPersonIdentifier', () => {
  it('reads a personnummer', () => {
    assert.deepEqual(check(PERSONNUMMER, '19121212-1212'), {
      ok: true,
      kind: 'personnummer',
      system: PERSONNUMMER,
      value: '191212121212',
      birthDate: '1912-12-12',
      legalSex: '1',
    });
  });

  it('reads a samordningsnummer', () => {
    assert.deepEqual(check(SAMORDNINGSNUMMER, '197010632391'), {
      ok: true,
      kind: 'samordningsnummer',
      system: SAMORDNINGSNUMMER,
      value: '197010632391',
      birthDate: '1970-10-03',
      legalSex: '1',
    });
  });

  it('takes published examples of every series with a check digit', () => {
    for (const value of ['22950606FH20', '25780404-KHD5', '00342145BZ31', '00749852bzk0', '98240301AA06']) {
      assert.equal(code(NATIONAL, value), 'ok', value);
    }
    for (const value of ['19810829M071', '19450829K088', '19930829X802', '20210325K069']) {
      assert.equal(code(VGR, value), 'ok', value);
    }
    for (const value of ['991981000010', '991945000023', '991993000032']) {
      assert.equal(code(STOCKHOLM, value), 'ok', value);
    }
    assert.equal(code(CARELINK, '198108320014'), 'ok');
  });

  it('derives the birth date, never the legal sex, from a reserve number', () => {
    assert.deepEqual(check(NATIONAL, '98240301AA06'), {
      ok: true,
      kind: 'nationellt-reservnummer',
      system: NATIONAL,
      value: '98240301AA06',
      birthDate: '2024-03-01',
    });
    assert.equal('birthDate' in check(NATIONAL, '00342145BZ31'), false);
  });

  it('names the right system of a number that was sent under another', () => {
    const cases = [
      [NATIONAL, '20210325K069', VGR],
      [PERSONNUMMER, '197010632391', SAMORDNINGSNUMMER],
      [SAMORDNINGSNUMMER, '191212121212', PERSONNUMMER],
      [PERSONNUMMER, '991981000010', STOCKHOLM],
      [PERSONNUMMER, '198108320014', CARELINK],
    ];
    for (const [sent, value, right] of cases) {
      const result = check(sent, value);
      assert.ok(!result.ok && result.code === 'identifier-wrong-system', value);
      assert.equal(result.parameters.system, right);
      assert.equal(result.rule, 'I-1');
      const { message, fix } = finding(result.code, '', result.parameters);
      assert.ok(!`${message.en}${message.sv}`.includes(value) && fix?.sv.includes(right));
    }
  });

  it('says what is wrong', () => {
    const cases: [string, string, string][] = [
      [PERSONNUMMER, '1212121212', 'identifier-century-missing'],
      [PERSONNUMMER, '121212+1212', 'identifier-century-missing'],
      [SAMORDNINGSNUMMER, '701063-2391', 'identifier-century-missing'],
      [PERSONNUMMER, '191212121213', 'identifier-check-digit'],
      [PERSONNUMMER, '202602301234', 'identifier-date'],
      [PERSONNUMMER, '171212121212', 'identifier-date'],
      [PERSONNUMMER, '19121212121', 'identifier-form'],
      [PERSONNUMMER, '', 'identifier-form'],
      [PERSONNUMMER, 'TF1212121212', 'identifier-form'],
      [SAMORDNINGSNUMMER, '197010602391', 'identifier-date'],
      [NATIONAL, '21950606FH20', 'identifier-form'],
      [NATIONAL, '24950606FH20', 'identifier-form'],
      [NATIONAL, '22950606FI20', 'identifier-form'],
      [NATIONAL, '22950631FH20', 'identifier-date'],
      [NATIONAL, '00341145BZ31', 'identifier-date'],
      [VGR, '20210325K060', 'identifier-check-digit'],
      [VGR, '20210325K059', 'identifier-form'],
    ];
    for (const [system, value, expected] of cases) assert.equal(code(system, value), expected, value);
  });

  it('checks the form of regional series without a published check digit', () => {
    const right: [string, string][] = [
      ['urn:oid:1.2.752.74.9.2', '19800101SF1A'],
      ['urn:oid:1.2.752.74.9.3', '19800101TA1B'],
      ['urn:oid:1.2.752.74.9.5', '19800101AB1C'],
      ['urn:oid:1.2.752.219.1.10.10.1', '800101DA1B'],
      ['urn:oid:1.2.752.269.1.1', '19800101123R'],
      ['urn:oid:1.2.752.266.1.1.1', '19800101AB1C'],
      ['urn:oid:1.2.752.266.1.1.2', '18500101M001'],
      ['http://electronichealth.se/identifier/LMA-nummer', '12-345678'],
    ];
    for (const [system, value] of right) {
      assert.equal(code(system, value), 'ok', system);
      assert.equal(code(system, `${value}?`), 'identifier-form', system);
    }
    assert.equal(code('urn:oid:1.2.752.74.9.2', '19801301SF1A'), 'identifier-date');
  });

  it('leaves systems that are not of persons alone', () => {
    assert.equal(checkPersonIdentifier('urn:oid:1.2.752.29.4.19', 'SE2321000016-1'), undefined);
  });

  it('accepts what the generators make and keeps date and sex', () => {
    fc.assert(
      fc.property(birthDate, sex, index, (date, legalSex, n) => {
        for (const [system, value] of [
          [PERSONNUMMER, testPersonnummer(date, legalSex, n)],
          [SAMORDNINGSNUMMER, testSamordningsnummer(date, legalSex, n)],
        ]) {
          const result = check(system, value);
          assert.ok(result.ok && result.birthDate === date && result.legalSex === legalSex, value);
          assert.match(value.slice(8, 11), /^9[89]\d$/);
        }
      }),
    );
    fc.assert(
      fc.property(random, birthDate, fc.option(sex, { nil: undefined }), fc.boolean(), (source, date, s, known) => {
        const national = check(
          NATIONAL,
          generateNationelltReservnummer(source, { birthDate: known ? date : undefined, sex: s }),
        );
        assert.ok(national.ok && national.birthDate === (known ? date : undefined));
        const vgr = check(VGR, generateVgrReservnummer(source, { birthDate: date, sex: s }));
        assert.ok(vgr.ok && vgr.birthDate === date);
        assert.equal(code(STOCKHOLM, generateStockholmReservnummer(source, Number(date.slice(0, 4)), s ?? '2')), 'ok');
      }),
    );
  });

  it('catches every single changed digit after the century', () => {
    fc.assert(
      fc.property(
        random,
        birthDate,
        sex,
        index,
        fc.integer({ min: 2, max: 11 }),
        fc.integer({ min: 1, max: 9 }),
        (source, date, s, n, at, shift) => {
          const values: [string, string][] = [
            [PERSONNUMMER, testPersonnummer(date, s, n)],
            [SAMORDNINGSNUMMER, testSamordningsnummer(date, s, n)],
            [NATIONAL, generateNationelltReservnummer(source, { birthDate: date, sex: s })],
            [VGR, generateVgrReservnummer(source, { birthDate: date })],
          ];
          for (const [system, value] of values) {
            if (!/\d/.test(value[at])) continue;
            const changed = value.slice(0, at) + ((Number(value[at]) + shift) % 10) + value.slice(at + 1);
            assert.notEqual(code(system, changed), 'ok', `${value} → ${changed}`);
          }
        },
      ),
      { numRuns: 1000 },
    );
  });
});
