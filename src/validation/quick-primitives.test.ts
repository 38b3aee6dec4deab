import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ElementTrees } from '../fhir/definitions/element-tree.ts';
import { loadR4Core } from '../fhir/definitions/r4-core.ts';
import { TypeCompiler } from './compile-type.ts';
import { DEFAULT_OPTIONS, type ValidationOptions } from './options.ts';
import { PRIMITIVES } from './primitives.ts';
import { QUICK } from './quick-primitives.ts';
import { Run } from './run.ts';
import type { Services } from './services.ts';

const strict: ValidationOptions = {
  ...DEFAULT_OPTIONS,
  allowExampleUrls: false,
  rejectHtmlInStrings: true,
  rejectHtmlInMarkdown: true,
};

/** Texts near what the types look like. */
const text = fc.oneof(
  fc.string({ unit: fc.constantFrom(...'0123456789-:+TZ.'), maxLength: 26 }),
  fc
    .tuple(
      fc.constantFrom('0000', '0999', '1000', '2024', '2999', '3000', '20a4'),
      fc.constantFrom('-00', '-01', '-02', '-12', '-13', '/01'),
      fc.constantFrom('-00', '-01', '-28', '-29', '-31', '01'),
      fc.constantFrom(
        '',
        'T',
        'T00:00:00',
        'T23:59:59',
        'T24:00:00',
        'T12:60:00',
        'T12:00:61',
        'T1:00:000',
        't12:00:00',
      ),
      fc.constantFrom('', 'Z', '+01:00', '+02:00', '+14:30', '-01:00', '.5Z', '01:00'),
    )
    .map((parts) => parts.join('')),
  fc
    .tuple(
      fc.constantFrom('http://', 'https://', 'http:/', 'urn:oid:', 'urn:uuid:', 'oid:', ''),
      fc.constantFrom(
        '',
        'a',
        'a b',
        'www.example.org/x',
        'hl7.org/fhir/invalid',
        'hl7.org/fhir/sid/us-npi',
        '1.2.3',
        '1.2.3.4',
        '1.02.3.4',
        '1.2.840.113883.2.0',
        '3.2.840.1.2',
        '9a53c1a2-6e0f-4f1c-8b4e-8f8c2d1e0a11',
        '9A53C1A2-6E0F-4F1C-8B4E-8F8C2D1E0A11',
        '9a53c1a26-e0f-4f1c-8b4e-8f8c2d1e0a11',
        'å',
        '#x',
      ),
      fc.constantFrom('', '/1', ' ', '\u00a0', '\n', '#x', '#a b', '|1'),
    )
    .map((parts) => parts.join('')),
  fc.date({ noInvalidDate: true }).map((day) => day.toISOString().slice(0, 10)),
  fc.string({ unit: 'grapheme', maxLength: 8 }),
  fc.constantFrom('', ' ', 'a  b', ' a', 'a ', '<b>', '</p', 'a<b', '\u2003', 'x'.repeat(65), 'x'.repeat(1001)),
);
const value = fc.oneof({ arbitrary: text, weight: 9 }, { arbitrary: fc.jsonValue(), weight: 1 });

describe('quick checks of primitives', () => {
  it('accept nothing that the checks refuse, whatever the options', () => {
    const types = new TypeCompiler(new ElementTrees(loadR4Core()));
    const accepted = new Set<string>();
    for (const [type, quick] of Object.entries(QUICK)) {
      fc.assert(
        fc.property(value, (one) => {
          if (!quick(one)) return;
          accepted.add(type);
          const run = new Run({ options: strict, types } as unknown as Services);
          run.enter('x', -1);
          assert.equal(PRIMITIVES[type]!(one, run), true);
          assert.deepEqual(run.findings, []);
        }),
        { numRuns: 3000 },
      );
    }
    assert.deepEqual([...accepted].sort(), Object.keys(QUICK).sort());
  });
});
