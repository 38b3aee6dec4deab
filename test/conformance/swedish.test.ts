import assert from 'node:assert/strict';
import { loadConfig } from '../../src/config.ts';
import type { Finding } from '../../src/errors/finding.ts';
import { SlussError } from '../../src/errors/sluss-error.ts';
import { loadR4Core } from '../../src/fhir/definitions/r4-core.ts';
import { parseStrictJson } from '../../src/fhir/json/parse-strict.ts';
import { parseSearch } from '../../src/http/search-query.ts';
import { decodeBundle } from '../../src/submission/decode.ts';
import { createTerminology } from '../../src/terminology/service.ts';
import { createValidator } from '../../src/validation/validator.ts';

/** The words that parameters bring into a message must be in its language. */
describe('messages with words in them', () => {
  const validator = (() => {
    const definitions = loadR4Core();
    return createValidator({ definitions, terminology: createTerminology({ folders: [], definitions }) });
  })();

  function findingsOf(work: () => unknown): Finding[] {
    try {
      work();
    } catch (error) {
      if (error instanceof SlussError) return error.findings;
      throw error;
    }
    throw new Error('nothing was refused');
  }

  const patient = (more: object) => () => validator.validate({ resourceType: 'Patient', ...more });
  const narrative = (div: string) => patient({ text: { status: 'generated', div } });
  const calls: [string, () => Finding[], RegExp][] = [
    ['a body that is no Bundle', () => decodeBundle([]).findings, /detta är en JSON-lista/],
    ['a body without a type', () => decodeBundle({}).findings, /ett JSON-objekt utan resourceType/],
    ['JSON that ends', () => parseStrictJson('{"a": ', { maxDepth: 10 }).findings, /det slutar för tidigt/],
    [
      'a date to search for',
      () => findingsOf(() => parseSearch('Encounter', [['date', 'now']], 'http://x')),
      /och ett datum/,
    ],
    ['an element of another kind', patient({ name: 'x', active: 'yes' }), /ska vara en lista|sträng/],
    ['a narrative', narrative('<div xmlns="http://www.w3.org/1999/xhtml"><p>x</div>'), /en tagg är inte stängd/],
    [
      'a setting',
      () => findingsOf(() => loadConfig({ SLUSS_BASE_URL: 'ftp://x' }, { clients: [] })),
      /den ska vara en http- eller https-adress/,
    ],
    ['a number', () => findingsOf(() => loadConfig({ PORT: '70000' }, { clients: [] })), /förvänta/],
  ];

  for (const [name, call, swedish] of calls)
    it(`are Swedish in Swedish: ${name}`, () => {
      const told = call().map(({ message }) => message);
      assert.ok(
        told.some(({ sv }) => swedish.test(sv)),
        told.map(({ sv }) => sv).join('\n'),
      );
      for (const { en, sv } of told) assert.notEqual(en, sv);
    });
});
