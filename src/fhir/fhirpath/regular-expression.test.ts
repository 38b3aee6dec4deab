import assert from 'node:assert/strict';
import { compileFhirPath } from './fhirpath.ts';
import { isRisky } from './regular-expression.ts';

const matches = (pattern: string, text: string) =>
  compileFhirPath(`matches('${pattern}')`, { type: 'string' })(text)[0];

describe('regular expressions', () => {
  it('take linear time where backtracking would explode', () => {
    const started = performance.now();
    for (const pattern of ['^(a+)+$', '^(a|aa)+$', '^((a+)b?)*$', '^(a*)*$'])
      assert.equal(matches(pattern, `${'a'.repeat(5000)}!`), false);
    assert.ok(performance.now() - started < 5_000);
  });

  it('see short texts only when they need lookaround and can explode', () => {
    assert.equal(matches('^(?=a)(a+)+$', 'aaa'), true);
    assert.throws(() => matches('^(?=a)(a+)+$', 'a'.repeat(1000)), /too long for this pattern/);
  });

  it('answer like JavaScript on either engine', () => {
    for (const [pattern, text] of [
      ['^urn:oid:[0-2](\\\\.(0|[1-9][0-9]*))+$', 'urn:oid:1.2.752'],
      ['^[^\\\\s]+(\\\\s[^\\\\s]+)*$', 'some code'],
      ['^[^\\\\s]+(\\\\s[^\\\\s]+)*$', ' lead'],
      ['^[A-Z]([A-Za-z0-9_]){0,254}$', 'Å'],
    ] as const) {
      const expected = new RegExp(pattern.replaceAll('\\\\', '\\'), 'su').test(text);
      assert.equal(matches(pattern, text), expected, pattern);
    }
  });

  it('tells which patterns can explode', () => {
    for (const pattern of ['(a+)+', '((a+)b?)*', '(a|aa)+', '(a?){2,}']) assert.equal(isRisky(pattern), true, pattern);
    for (const pattern of ['^[A-Z][0-9]{3}$', '(?:abc)+', '[(a+]+', 'a|b', '(a+)?', '\\(a+\\)+'])
      assert.equal(isRisky(pattern), false, pattern);
  });

  it('replaces with groups by number and by name', () => {
    const pattern = '(?<month>[0-9]{2})/(?<day>[0-9]{2})/(?<year>[0-9]{4})';
    const replace = `'11/30/1972'.replaceMatches('${pattern}', '$\{day}-$1-$\{year}')`;
    assert.deepEqual(compileFhirPath(replace)(undefined), ['30-11-1972']);
  });
});
