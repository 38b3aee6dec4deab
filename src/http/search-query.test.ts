import assert from 'node:assert/strict';
import fc from 'fast-check';
import { SlussError } from '../errors/sluss-error.ts';
import { dateRange } from '../registers/date-range.ts';
import { SEARCH_PARAMETERS } from './search-parameters.ts';
import { parseSearch } from './search-query.ts';

const BASE = 'https://gw.example/fhir';
const parse = (type: string, query: string) => parseSearch(type, new URLSearchParams(query), BASE);
const only = (type: string, query: string) => parse(type, query).criteria[0];
const code = (type: string, query: string) => {
  try {
    parse(type, query);
  } catch (error) {
    assert(error instanceof SlussError);
    return error.findings[0]!.code;
  }
  return 'ok';
};

describe('search parameters', () => {
  it('reads tokens with and without a system, alternatives and escapes', () => {
    assert.deepEqual(only('Condition', 'code=http://hl7.org/fhir/sid/icd-10-se|I109'), {
      kind: 'code',
      any: [{ system: 'http://hl7.org/fhir/sid/icd-10-se', value: 'I109' }],
    });
    assert.deepEqual(only('Condition', 'code=I109,|I10'), {
      kind: 'code',
      any: [{ value: 'I109' }, { system: '', value: 'I10' }],
    });
    assert.deepEqual(only('Encounter', 'identifier=urn:x|a\\,b\\|c'), {
      kind: 'identifier',
      any: [{ system: 'urn:x', value: 'a,b|c' }],
    });
  });

  it('reads references by id, by type and id, by address and by identifier', () => {
    const expected = { kind: 'reference', any: [{ type: 'Patient', id: 'p1' }] };
    for (const value of ['p1', 'Patient/p1', `${BASE}/Patient/p1`]) {
      assert.deepEqual(only('Encounter', `patient=${value}`), expected);
    }
    assert.deepEqual(only('Encounter', 'subject:Patient=p1'), expected);
    for (const name of ['patient:identifier', 'patient.identifier']) {
      assert.deepEqual(only('Encounter', `${name}=urn:x|1`), {
        kind: 'reference',
        any: [{ type: 'Patient', identifier: { system: 'urn:x', value: '1' } }],
      });
    }
    assert.equal(code('Encounter', 'patient=Group/g1'), 'query-value-invalid');
    assert.equal(code('Encounter', 'patient=https://elsewhere.example/fhir/Patient/p1'), 'query-value-invalid');
  });

  it('refuses what the type does not have, by name or by modifier (A-9)', () => {
    for (const query of [
      'name=x',
      '_sort=date',
      '_include=Encounter:patient',
      'patient:missing=true',
      'patient.name=x',
      '_has=x',
      '=x',
    ]) {
      assert.equal(code('Encounter', query), 'query-parameter-unknown', query);
    }
    assert.equal(code('Patient', 'code=x'), 'query-parameter-unknown');
  });

  it('refuses empty and unreadable values instead of widening the search', () => {
    for (const query of [
      'status=',
      'identifier=',
      'identifier=urn:x|',
      'date=2026-02-30',
      'date=ge',
      'patient=Patient/',
      '_id=a b',
      '_count=many',
    ]) {
      assert.equal(code('Encounter', query), 'query-value-invalid', query);
    }
  });

  it('keeps identifiers of persons out of links', () => {
    assert.equal(parse('Patient', 'identifier=urn:x|1').link, undefined);
    assert.equal(parse('Encounter', 'patient:identifier=urn:x|1').link, undefined);
    assert.equal(parse('Encounter', 'patient=191212121212').link, undefined);
    assert.equal(parse('Patient', '_id=191212121212').link, undefined);
    assert(parse('Patient', '_id=0e1b2f3c-0000-4000-8000-000000000001').link);
    assert.deepEqual(parse('Encounter', 'status=finished&_count=5').link, [
      ['status', 'finished'],
      ['_count', '5'],
    ]);
  });

  it('limits the page', () => {
    assert.equal(parse('Patient', '').count, 50);
    assert.equal(parse('Patient', '_count=100000').count, 500);
    assert.equal(code('Patient', '_count=1&_count=2'), 'query-parameter-repeated');
  });

  it('never fails otherwise, whatever comes', () => {
    const names = Object.values(SEARCH_PARAMETERS)
      .flat()
      .map((item) => item.name);
    fc.assert(
      fc.property(
        fc.constantFrom(...Object.keys(SEARCH_PARAMETERS)),
        fc.constantFrom(...names),
        fc.string(),
        (type, name, value) => {
          code(type, new URLSearchParams([[name, value]]).toString());
        },
      ),
    );
  });
});

describe('ranges of dates', () => {
  it('takes a date without a time zone as a Swedish one, in winter and summer', () => {
    assert.deepEqual(dateRange('2026-01-15'), { from: '2026-01-14T23:00:00.000Z', to: '2026-01-15T22:59:59.999Z' });
    assert.deepEqual(dateRange('2026-07-15'), { from: '2026-07-14T22:00:00.000Z', to: '2026-07-15T21:59:59.999Z' });
  });

  it('gives the days on which clocks change their 23 and 25 hours', () => {
    const hours = (text: string) => {
      const { from, to } = dateRange(text)!;
      return (Date.parse(to) + 1 - Date.parse(from)) / 3_600_000;
    };
    assert.equal(hours('2026-03-29'), 23);
    assert.equal(hours('2026-10-25'), 25);
    assert.equal(hours('2026'), 365 * 24);
  });

  it('knows months, years, minutes, seconds and offsets', () => {
    assert.deepEqual(dateRange('2024-02'), { from: '2024-01-31T23:00:00.000Z', to: '2024-02-29T22:59:59.999Z' });
    assert.equal(dateRange('2026-10-01T10:00Z')!.to, '2026-10-01T10:00:59.999Z');
    assert.equal(dateRange('2026-10-01T10:00:30+02:00')!.from, '2026-10-01T08:00:30.000Z');
    assert.equal(dateRange('2026-10-01T10:00:30.5+02:00')!.from, '2026-10-01T08:00:30.000Z');
  });

  it('knows no day that the calendar does not have', () => {
    for (const text of [
      '2026-02-30',
      '2026-13',
      '2026-1-1',
      '26',
      '2026-10-01T25:00Z',
      '2026-10-01T10:60Z',
      'now',
      '',
    ]) {
      assert.equal(dateRange(text), undefined, text);
    }
  });
});
