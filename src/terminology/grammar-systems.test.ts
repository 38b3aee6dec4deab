import assert from 'node:assert/strict';
import { checkByGrammar } from './grammar-systems.ts';

const cases: [system: string, right: string[], open: string[], wrong: string[]][] = [
  ['urn:ietf:bcp:13', ['text/plain', 'application/fhir+json; fhirVersion=4.0', 'json'], [], ['pdf', 'text/', 'a b/c']],
  [
    'urn:ietf:bcp:47',
    ['sv', 'sv-SE', 'en', 'zh-Hans-CN', 'nb'],
    ['x-private', 'xyz'],
    ['swedish language', 'zz', 'sv_SE'],
  ],
  ['urn:iso:std:iso:4217', ['SEK', 'EUR', 'XXX'], [], ['sek', 'ZZZ', 'kr']],
  ['urn:iso:std:iso:3166', ['SE', 'FI'], ['SWE', '752'], ['ZZ', 'QQ', 'se', 'Sweden']],
  ['http://unitsofmeasure.org', ['mg', 'mm[Hg]', '10*9/L', '{score}'], [], ['mmhg', 'milligram per day', '']],
  [
    'http://snomed.info/sct',
    [],
    ['73211009', '22298006', '45991000052106', '143591000052106', '73211009:363698007=39057004'],
    ['73211008', '123', '73211009x', '751689013'],
  ],
  ['http://loinc.org', [], ['8480-6', '718-7', 'LA6576-8', 'LP14559-6'], ['8480-5', '85354', '85354-8']],
  ['urn:other', [], ['x'], []],
];

describe('checkByGrammar', () => {
  for (const [system, right, open, wrong] of cases) {
    it(system, () => {
      for (const code of right) assert.equal(checkByGrammar(system, code), true, code);
      for (const code of open) assert.equal(checkByGrammar(system, code), undefined, code);
      for (const code of wrong) assert.equal(checkByGrammar(system, code), false, code);
    });
  }
});
