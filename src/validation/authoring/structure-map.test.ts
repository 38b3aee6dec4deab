import assert from 'node:assert/strict';
import { loadR4Core } from '../../fhir/definitions/r4-core.ts';
import { createValidator } from '../validator.ts';

type Json = Record<string, unknown>;
const CORE = 'http://hl7.org/fhir/StructureDefinition/';

const map = (group: Json[], more: Json = {}): Json => ({
  resourceType: 'StructureMap',
  url: 'http://test.example/StructureMap/m',
  name: 'Tested',
  status: 'draft',
  structure: [
    { url: `${CORE}Patient`, mode: 'source', alias: 'From' },
    { url: `${CORE}Person`, mode: 'target', alias: 'To' },
  ],
  group,
  ...more,
});
const input = [
  { name: 'src', type: 'From', mode: 'source' },
  { name: 'tgt', type: 'To', mode: 'target' },
];
const group = (name: string, rule: Json[], more: Json = {}): Json => ({ name, typeMode: 'none', input, rule, ...more });
const copied = {
  name: 'gender',
  source: [{ context: 'src', element: 'gender', variable: 'v' }],
  target: [
    { context: 'tgt', contextType: 'variable', element: 'gender', transform: 'copy', parameter: [{ valueId: 'v' }] },
  ],
};
/** One rule; what it says of source or target replaces what `copied` says. */
const rule = (source: Json, target: Json = {}, more: Json = {}): Json => ({
  ...copied,
  source: [{ ...copied.source[0], ...source }],
  target: [{ ...copied.target[0], ...target }],
  ...more,
});

const imported = map([group('shared', [copied])], { url: 'http://test.example/StructureMap/shared' });
const validator = createValidator({ definitions: loadR4Core().layer([imported]) });
function places(resource: Json) {
  const found = validator.validate(resource).filter(({ severity }) => severity === 'error');
  for (const { code } of found) assert.equal(code, 'structure-map-inconsistent');
  return found.map(({ expression }) => expression.replace('StructureMap', ''));
}
const inRule = (one: Json, more: Json[] = []) => places(map([group('main', [one]), ...more]));

describe('a StructureMap', () => {
  it('is right as it should be', () => {
    const nested = rule(
      { element: 'name', variable: 'n' },
      { element: 'name', variable: 'm', transform: 'create', parameter: [{ valueString: 'HumanName' }] },
      {
        rule: [
          {
            name: 'family',
            source: [{ context: 'n', element: 'family', variable: 'f', condition: "$this != ''" }],
            target: [
              {
                context: 'm',
                contextType: 'variable',
                element: 'family',
                transform: 'evaluate',
                parameter: [{ valueString: "'x'" }],
              },
            ],
          },
        ],
        dependent: [{ name: 'names', variable: ['n', 'm'] }],
      },
    );
    const names = {
      name: 'names',
      typeMode: 'none',
      input: [
        { name: 'a', type: 'HumanName', mode: 'source' },
        { name: 'b', type: 'HumanName', mode: 'target' },
      ],
      rule: [
        {
          name: 'use',
          source: [{ context: 'a', element: 'use' }],
          target: [{ context: 'b', contextType: 'variable', element: 'use' }],
        },
      ],
    };
    assert.deepEqual(places(map([group('main', [copied, nested]), names])), []);
  });

  it('has groups that exist, each once', () => {
    assert.deepEqual(places(map([group('a', [copied]), group('a', [copied])])), ['.group[1]']);
    assert.deepEqual(places(map([group('a', [copied], { extends: 'b' })])), ['.group[0].extends']);
    assert.deepEqual(places(map([group('a.b', [copied])])), ['.group[0]']);
    const calls = (variable: string[]) => group('main', [rule({}, {}, { dependent: [{ name: 'shared', variable }] })]);
    const at = '.group[0].rule[0].dependent[0]';
    assert.deepEqual(places(map([calls(['src', 'tgt'])])), [at]);
    for (const address of ['http://test.example/StructureMap/shared', 'http://test.example/StructureMap/*']) {
      const more = { import: [address] };
      assert.deepEqual(places(map([calls(['src', 'tgt'])], more)), []);
      assert.deepEqual(places(map([calls(['src'])], more)), [at]);
      assert.deepEqual(places(map([calls(['src', 'src'])], more)), [`${at}.variable[1]`]);
    }
  });

  it('has inputs of types that exist, for their side', () => {
    const withInput = (...list: Json[]) => places(map([group('a', [copied], { input: [...input, ...list] })]));
    const at = ['.group[0].input[2]'];
    assert.deepEqual(withInput({ name: 'x', type: 'HumanName', mode: 'source' }), []);
    assert.deepEqual(withInput({ name: 'x', mode: 'source' }), []);
    assert.deepEqual(withInput({ name: 'src', mode: 'target' }), at);
    assert.deepEqual(withInput({ name: 'x', type: 'Nothing', mode: 'source' }), at);
    assert.deepEqual(withInput({ name: 'x', type: 'From', mode: 'target' }), at);
  });

  it('uses variables that are known', () => {
    const at = '.group[0].rule[0]';
    assert.deepEqual(inRule(rule({ context: 'tgt' })), [`${at}.source[0]`]);
    assert.deepEqual(inRule(rule({}, { context: 'src' })), [`${at}.target[0]`]);
    assert.deepEqual(inRule(rule({ variable: 'not.a.name' })), [`${at}.source[0]`]);
  });

  it('uses elements that are there', () => {
    const at = '.group[0].rule[0]';
    assert.deepEqual(inRule(rule({ element: 'deceased' })), []);
    assert.deepEqual(inRule(rule({ element: 'deceased', type: 'boolean' })), []);
    assert.deepEqual(inRule(rule({ element: 'deceased', type: 'Quantity' })), [`${at}.source[0]`]);
    assert.deepEqual(inRule(rule({ element: 'nickname' })), [`${at}.source[0]`]);
    assert.deepEqual(inRule(rule({}, { element: 'nickname' })), [`${at}.target[0]`]);
    const below = (element: string) =>
      rule({ element: 'contact', variable: 'c' }, {}, { rule: [{ name: 'x', source: [{ context: 'c', element }] }] });
    assert.deepEqual(inRule(below('relationship')), []);
    assert.deepEqual(inRule(below('birthDate')), [`${at}.rule[0].source[0]`]);
  });

  it('gives transforms what they take', () => {
    const at = ['.group[0].rule[0].target[0]'];
    const given = (transform: string | undefined, ...parameter: Json[]) => {
      const { transform: _, parameter: __, ...target } = copied.target[0]!;
      const own = { ...target, ...(transform && { transform }), ...(parameter.length > 0 && { parameter }) };
      return inRule({ ...copied, target: [own] });
    };
    const text = (valueString: string) => ({ valueString });
    assert.deepEqual(given('uuid'), []);
    assert.deepEqual(given('uuid', text('x')), at);
    assert.deepEqual(given('evaluate'), at);
    assert.deepEqual(given('evaluate', text('1 +')), ['.group[0].rule[0].target[0].parameter[0]']);
    assert.deepEqual(given('translate', { valueId: 'v' }, text('#map')), at);
    assert.deepEqual(given('translate', { valueId: 'v' }, text('#map'), text('code')), []);
    assert.deepEqual(given('translate', { valueId: 'v' }, text('#map'), text('colour')), at);
    assert.deepEqual(given('append', text('a'), text('b'), text('c')), []);
    assert.deepEqual(given(undefined, text('x')), at);
  });
});
