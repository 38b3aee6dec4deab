import assert from 'node:assert/strict';
import { CATALOGUE, type ErrorCode, fillText } from './catalogue.ts';
import type { ErrorDefinition, Text } from './definition.ts';
import { finding } from './finding.ts';

/** Words that are English and no Swedish; names of FHIR's elements are left out before they are looked for. */
const ENGLISH = /\b(the|this|that|these|is|are|was|must|cannot|with|which|and|not|only|allowed|missing|wrong|its)\b/i;

const places = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();

describe('the error catalogue', () => {
  const texts = Object.entries<ErrorDefinition>(CATALOGUE).flatMap(([code, { message, fix }]): [string, Text][] => [
    [code, message],
    ...(fix ? [[`${code}, fix`, fix] as [string, Text]] : []),
  ]);

  it('has every text in both languages, with the same places', () => {
    for (const [name, { en, sv }] of texts) {
      assert.ok(en.trim() && sv.trim(), name);
      assert.deepEqual(places(sv), places(en), name);
    }
  });

  it('has Swedish texts that are Swedish', () => {
    const wrong: string[] = [];
    for (const [name, { en, sv }] of texts) {
      // What is nothing but a place, or a term, is the same in both.
      const words = en.replace(/\{\w+\}|\S*[:/=]\S*/g, '').match(/[a-z]{2,}/gi) ?? [];
      if (words.length > 3) assert.notEqual(sv, en, name);
      const plain = sv
        .replace(/\{\w+\}/g, '…')
        .replace(/["“'`][^"”'`]*["”'`]/g, '')
        .replace(/\S*[.:/_$]\w\S*/g, '');
      if (ENGLISH.test(plain)) wrong.push(`${name}: ${sv}`);
    }
    assert.deepEqual(wrong, []);
  });

  it('has kebab-case codes, and a status that is one', () => {
    for (const [code, { status }] of Object.entries<ErrorDefinition>(CATALOGUE)) {
      assert.match(code, /^[a-z0-9]+(-[a-z0-9]+)*$/);
      assert.ok(status >= 200 && status < 600, code);
    }
  });
});

describe('fillText', () => {
  it('puts words in the language of the text, names and numbers in both', () => {
    const text = { en: '{name} is {found}, {count} times', sv: '{name} är {found}, {count} gånger' };
    assert.deepEqual(fillText(text, { name: 'x', found: { en: 'a list', sv: 'en lista' }, count: 2 }), {
      en: 'x is a list, 2 times',
      sv: 'x är en lista, 2 gånger',
    });
  });

  it('fills the fix like the message', () => {
    const expected = { en: 'A whole number.', sv: 'Ett heltal.' };
    assert.deepEqual(finding('primitive-format' satisfies ErrorCode, '', { type: 'integer', expected }).fix, expected);
  });
});
