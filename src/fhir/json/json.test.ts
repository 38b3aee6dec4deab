import assert from 'node:assert/strict';
import fc from 'fast-check';
import { createScanner } from 'jsonc-parser';
import { locate, locateAll } from './locate.ts';
import { parseStrictJson } from './parse-strict.ts';
import { Token } from './token.ts';

const codes = (text: string, maxDepth = 100) => parseStrictJson(text, { maxDepth }).findings.map((item) => item.code);

describe('parseStrictJson', () => {
  it('accepts every text that JSON.stringify makes of well-formed values, with the same value', () => {
    fc.assert(
      fc.property(fc.jsonValue({ stringUnit: 'grapheme' }), (value) => {
        const text = JSON.stringify(value);
        const result = parseStrictJson(text, { maxDepth: 100 });
        assert.deepEqual(result.value, JSON.parse(text));
        assert.deepEqual(
          result.findings.filter((item) => item.severity !== 'information' && item.code !== 'json-forbidden-key'),
          [],
        );
      }),
    );
  });

  it('never throws, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        parseStrictJson(text, { maxDepth: 5 });
      }),
    );
  });

  it('finds duplicate keys at their line, however they are escaped', () => {
    const [found] = parseStrictJson('{"resourceType":"Patient",\n"name":[{"family":"a",\n "f\\u0061mily":"b"}]}', {
      maxDepth: 9,
    }).findings;
    assert.equal(found?.code, 'json-duplicate-key');
    assert.equal(found?.expression, 'Patient.name[0]');
    assert.deepEqual([found?.line, found?.column], [3, 2]);
  });

  it('refuses prototype keys, also escaped', () => {
    assert.deepEqual(codes('{"__proto__":{"a":1}}'), ['json-forbidden-key']);
    assert.deepEqual(codes('{"\\u005f_proto__":{"a":1}}'), ['json-forbidden-key']);
    assert.deepEqual(codes('{"constructor":1}'), ['json-forbidden-key']);
  });

  it('finds lone surrogates, NUL and control characters', () => {
    assert.deepEqual(codes('["\\ud800"]'), ['json-lone-surrogate']);
    assert.deepEqual(codes('["\ud800"]'), ['json-lone-surrogate']);
    assert.deepEqual(codes('["\\u0000"]'), ['json-control-character']);
    assert.deepEqual(codes('["a\\b"]'), ['json-control-character']);
    assert.deepEqual(codes('["\\t\\n\\r \\ud83d\\ude00"]'), []);
    assert.deepEqual(codes('["\u0000"]'), ['json-syntax']);
  });

  it('tells numbers that a double cannot hold', () => {
    assert.deepEqual(codes('[1.00, -0.5e-3, 123456789012345]'), []);
    assert.deepEqual(codes('[1e400]'), ['json-number-out-of-range']);
    assert.deepEqual(codes('[0.1234567890123456789]'), ['json-number-precision']);
  });

  it('stops at the depth limit without using the stack', () => {
    assert.deepEqual(codes('['.repeat(1_000_000)), ['json-too-deep']);
    assert.deepEqual(codes(`${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`), ['json-too-deep']);
    assert.deepEqual(codes('[[1]]', 2), []);
  });

  it('limits bytes, not characters', () => {
    assert.deepEqual(parseStrictJson('"åäö"', { maxDepth: 1, maxBytes: 8 }).findings, []);
    assert.equal(parseStrictJson('"åäö"', { maxDepth: 1, maxBytes: 7 }).findings[0]?.code, 'json-too-large');
  });

  it('ignores a byte order mark, and says so', () => {
    const { value, findings } = parseStrictJson('\ufeff{}', { maxDepth: 1 });
    assert.deepEqual(value, {});
    assert.deepEqual(
      findings.map((item) => item.code),
      ['json-byte-order-mark'],
    );
  });

  it('says where the syntax breaks', () => {
    const [found] = parseStrictJson('{"a":1,\n "b":2, }', { maxDepth: 9 }).findings;
    assert.deepEqual([found?.code, found?.line, found?.column], ['json-syntax', 2, 9]);
  });
});

describe('locate', () => {
  const text =
    '{"resourceType":"Observation",\n "valueQuantity":{"unit":"x"},\n "_given":[null,\n{"id":"1"}],\n"code":{"coding":[{"a":1},\n{"code":"b"}]}}';

  it('finds properties, items, choices and underscore siblings', () => {
    assert.deepEqual(locate(text, 'Observation.code.coding[1].code'), { line: 6, column: 2 });
    assert.deepEqual(locate(text, 'Observation.value.ofType(Quantity).unit'), { line: 2, column: 19 });
    assert.deepEqual(locate(text, 'Observation.given[1].id'), { line: 4, column: 2 });
  });

  it('gives the nearest parent of what is missing', () => {
    assert.deepEqual(locate(text, 'Observation.code.text'), { line: 5, column: 1 });
    assert.deepEqual(locate(text, 'Observation.subject'), { line: 1, column: 1 });
  });

  it('answers many at once in their order', () => {
    const expressions = ['Observation.code', '', 'Observation'];
    assert.deepEqual(locateAll(text, expressions), [{ line: 5, column: 1 }, undefined, { line: 1, column: 1 }]);
  });

  it('agrees with the text for every path of every value', () => {
    fc.assert(
      fc.property(fc.array(fc.record({ k: fc.array(fc.integer(), { maxLength: 3 }) }), { minLength: 1 }), (list) => {
        const source = JSON.stringify({ entry: list }, null, 1);
        const lines = source.split('\n');
        list.forEach((item, index) => {
          item.k.forEach((value, inner) => {
            const at = locate(source, `Bundle.entry[${index}].k[${inner}]`);
            assert.equal(Number.parseInt(lines[at!.line - 1]!.slice(at!.column - 1), 10), value);
          });
        });
      }),
      { numRuns: 30 },
    );
  });
});

describe('Token', () => {
  it('is what the scanner gives', () => {
    const scanner = createScanner('{}[],"a"1', true);
    const kinds = Array.from({ length: 8 }, () => scanner.scan() as number);
    assert.deepEqual(kinds, Object.values(Token));
  });
});
