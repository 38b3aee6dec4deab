import assert from 'node:assert/strict';
import fc from 'fast-check';
import { SlussError } from '../../../errors/sluss-error.ts';
import type { Constraint } from './constraint.ts';
import { ECL_LIMITS, parseEcl } from './parse.ts';

const A = '404684003';
const B = '138875005';
const concept = (id: string): Constraint => ({ kind: 'concept', id });
const below = (of: Constraint, operator = '<' as const): Constraint => ({ kind: 'hierarchy', operator, of });

function fault(text: string): [code: string | undefined, message: string] {
  try {
    parseEcl(text);
  } catch (error) {
    assert(error instanceof SlussError, String(error));
    return [error.findings[0]?.code, error.message];
  }
  assert.fail(`${text} was read`);
}

describe('expression constraints', () => {
  it('are read with their terms, comments and blanks', () => {
    assert.deepEqual(parseEcl(A), concept(A));
    assert.deepEqual(parseEcl(` ${A} |Clinical (finding) AND < so on| `), concept(A));
    assert.deepEqual(parseEcl('*'), { kind: 'any' });
    for (const operator of ['<', '<<', '<!', '<<!', '>', '>>', '>!', '>>!'] as const)
      assert.deepEqual(parseEcl(`${operator}${A}`), { kind: 'hierarchy', operator, of: concept(A) });
    assert.deepEqual(parseEcl(`^ ${A}`), { kind: 'members', of: concept(A) });
    assert.deepEqual(parseEcl(`<^${A}`), below({ kind: 'members', of: concept(A) }));
    assert.deepEqual(parseEcl(`/* why */ <\n${A} /* not */ minus ((${B}))`), {
      kind: 'minus',
      from: below(concept(A)),
      without: concept(B),
    });
    assert.deepEqual(parseEcl(`${A} AND ${B}, (<${A} OR *)`), {
      kind: 'and',
      parts: [concept(A), concept(B), { kind: 'or', parts: [below(concept(A)), { kind: 'any' }] }],
    });
  });

  it('have their operators at what is inside of an OR', () => {
    assert.deepEqual(parseEcl(`<(${A} OR ^(${A} or ${B}))`), {
      kind: 'or',
      parts: [
        below(concept(A)),
        {
          kind: 'or',
          parts: [below({ kind: 'members', of: concept(A) }), below({ kind: 'members', of: concept(B) })],
        },
      ],
    });
    assert.deepEqual(parseEcl(`<(<${A})`), below(below(concept(A))));
  });

  it('say nothing more by being of any concept, beside an operator of the hierarchy', () => {
    assert.deepEqual(parseEcl(`<${A} AND *`), below(concept(A)));
    assert.deepEqual(parseEcl(`^${A} AND *`), {
      kind: 'and',
      parts: [{ kind: 'members', of: concept(A) }, { kind: 'any' }],
    });
  });

  it('that cannot be read are told with the place', () => {
    for (const [text, message] of [
      ['', /character 1: expected the identifier of a concept/],
      ['<', /character 2: expected the identifier/],
      ['<404684004', /character 2: expected the identifier/],
      [`${A} ${B}`, /character 11: expected AND, OR, MINUS or the end/],
      [`${A} AND ${B} OR ${A}`, /character 25: expected brackets/],
      [`${A} MINUS ${B} MINUS ${A}`, /character 27: expected brackets/],
      [`(${A}`, /character 11: expected a closing bracket/],
      [`${A})`, /character 10: expected AND/],
      [`${A} |finding`, /expected the end of the term/],
      [`${A} /* finding`, /expected the end of the comment/],
      [`${A} ANDROID`, /expected AND/],
    ] as const) {
      const [code, told] = fault(text);
      assert.equal(code, 'ecl-syntax', text);
      assert.match(told, message, text);
    }
  });

  it('that are not answered here are told by name', () => {
    for (const [text, name] of [
      [`< ${A} : 363698007 = < 39057004`, 'refinement by attributes'],
      [`< ${A} . 363698007`, 'attributes of concepts'],
      [`< ${A} {{ term = "heart" }}`, 'filters'],
      [`< ${A} {{ +HISTORY }}`, 'history supplements'],
      [`!!> (< ${A})`, 'top and bottom'],
      [`^ [mapTarget] ${A}`, 'fields of reference sets'],
      ['LOINC#54486-6', 'identifiers of other code systems'],
    ] as const) {
      const [code, told] = fault(text);
      assert.equal(code, 'ecl-unsupported', text);
      assert.ok(told.includes(name), told);
    }
  });

  it('are bounded', () => {
    const { characters, concepts, depth } = ECL_LIMITS;
    const brackets = (levels: number) => `${'('.repeat(levels)}${A}${')'.repeat(levels)}`;
    const many = (count: number) => Array.from({ length: count }, () => A).join(' OR ');
    parseEcl(brackets(depth));
    parseEcl(many(concepts));
    for (const text of [brackets(depth + 1), brackets(5000), many(concepts + 1), A.padEnd(characters + 1)])
      assert.equal(fault(text)[0], 'ecl-too-large');
  });

  it('of any text are read or refused', () => {
    const parts = fc.constantFrom(
      A,
      B,
      '<',
      '>',
      '!',
      '^',
      '*',
      '(',
      ')',
      'AND',
      'or',
      'MINUS',
      '|',
      ' ',
      ',',
      ':',
      '/*',
      '*/',
      '{{',
      '9',
    );
    fc.assert(
      fc.property(fc.array(parts, { maxLength: 12 }), (list) => {
        try {
          parseEcl(list.join(''));
        } catch (error) {
          assert(error instanceof SlussError);
        }
      }),
      { seed: 7, numRuns: 500 },
    );
  });
});
