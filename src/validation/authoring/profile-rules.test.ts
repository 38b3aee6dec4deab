import assert from 'node:assert/strict';
import { profileOf } from '../../../test/support/profile.ts';
import { loadR4Core } from '../../fhir/definitions/r4-core.ts';
import { createValidator } from '../validator.ts';

type Json = Record<string, unknown>;
const URL = 'http://test.example/StructureDefinition/p';
const validator = createValidator({ definitions: loadR4Core() });

const definition = (more: Json): Json => ({
  ...profileOf('Observation', URL, 'Tested'),
  version: '1',
  ...more,
});
const element = (path: string, more: Json = {}): Json => ({ id: path, path, ...more });
const differential = (...list: Json[]) => definition({ differential: { element: list } });
const rule = (key: string, expression: string, more: Json = {}) => ({
  key,
  severity: 'error',
  human: 'x',
  expression,
  ...more,
});

function told(resource: Json, severity = 'error') {
  return validator
    .validate(resource)
    .filter((item) => item.severity === severity && item.code === 'profile-inconsistent')
    .map(({ expression, message }) => `${expression.replace('StructureDefinition', '')} ${message.en}`);
}
function places(resource: Json, severity = 'error') {
  return told(resource, severity).map((item) => item.split(' ')[0]);
}

describe('the type of a definition', () => {
  const own = { derivation: 'specialization', baseDefinition: 'http://hl7.org/fhir/StructureDefinition/Element' };

  it('is one of FHIR’s for a profile, and an address for a logical model', () => {
    assert.deepEqual(told(definition({ differential: { element: [element('Observation')] } })), []);
    const model = {
      ...own,
      kind: 'logical',
      type: 'http://test.example/StructureDefinition/Model',
      differential: { element: [element('Model'), element('Model.part', { min: 0, max: '1' })] },
    };
    assert.deepEqual(told(definition(model)), []);
    assert.deepEqual(places(definition({ ...model, kind: 'complex-type' })), ['.type']);
    assert.deepEqual(places(definition({ ...model, type: 'Model' })), ['.type']);
    assert.deepEqual(places(definition({ ...own, kind: 'complex-type', type: 'HumanName' })), ['.type']);
  });

  it('is where paths begin', () => {
    assert.ok(
      places(differential(element('Observation'), element('Patient.name'))).includes('.differential.element[1]'),
    );
  });
});

describe('the rules of a profile', () => {
  const onRoot = (...constraint: Json[]) => differential(element('Observation', { constraint }));

  it('are its own', () => {
    for (const source of [undefined, URL, `${URL}|1`])
      assert.deepEqual(told(onRoot(rule('x-1', 'true', source === undefined ? {} : { source }))), []);
    const at = ['.differential.element[0].constraint[0]'];
    assert.deepEqual(places(onRoot(rule('x-1', 'true', { source: 'http://test.example/other' }))), at);
  });

  it('have keys that stand for one expression, here and in the base', () => {
    assert.deepEqual(places(onRoot(rule('obs-6', 'true'))), ['.differential.element[0].constraint[0]']);
    const twice = differential(
      element('Observation.code', { constraint: [rule('x-1', 'true')] }),
      element('Observation.issued', { constraint: [rule('x-1', 'true')] }),
      element('Observation.note', { constraint: [rule('x-1', 'false')] }),
    );
    assert.deepEqual(places(twice), ['.differential.element[2].constraint[0]']);
  });
});

describe('limits', () => {
  const extension = (name: string) => ({
    extension: [{ url: `http://hl7.org/fhir/StructureDefinition/${name}`, valueInteger: 3 }],
  });
  const cases: [path: string, name: string, isAllowed: boolean][] = [
    ['Observation.status', 'minLength', true],
    ['Observation.subject', 'minLength', false],
    ['Observation.code', 'maxDecimalPlaces', false],
    ['Observation.code', 'maxSize', false],
  ];
  for (const [path, name, isAllowed] of cases)
    it(`${name} ${isAllowed ? 'fits' : 'does not fit'} ${path}`, () =>
      assert.deepEqual(
        places(differential(element(path, extension(name)))),
        isAllowed ? [] : ['.differential.element[0]'],
      ));
});

describe('discriminators', () => {
  const sliced = (path: string, type?: string) =>
    differential(
      element('Observation.category', {
        ...(type && { type: [{ code: type }] }),
        slicing: { discriminator: [{ type: 'value', path }], rules: 'open' },
      }),
    );
  const at = ['.differential.element[0].slicing.discriminator[0]'];

  it('lead to an element of the types', () => {
    for (const path of ['$this', 'coding.code', 'coding', "extension('http://test.example/x').value"])
      assert.deepEqual(told(sliced(path, 'CodeableConcept')), [], path);
    for (const path of ['code', 'coding.codes', 'coding.('])
      assert.deepEqual(places(sliced(path, 'CodeableConcept')), at, path);
  });

  it('are a warning where only the base says what the types are', () => {
    assert.deepEqual(told(sliced('code')), []);
    assert.deepEqual(places(sliced('code'), 'warning'), at);
    assert.deepEqual(places(sliced('coding.code'), 'warning'), []);
  });

  it('lead into parts that the definition itself has', () => {
    const inParts = (path: string) =>
      differential(
        element('Observation.component', {
          type: [{ code: 'BackboneElement' }],
          slicing: { discriminator: [{ type: 'value', path }], rules: 'open' },
        }),
      );
    assert.deepEqual(told(inParts('code.coding.code')), []);
    assert.deepEqual(places(inParts('codes')), at);
  });
});

describe('a snapshot', () => {
  const withSnapshot = (more: Json, ...list: Json[]) =>
    places(definition({ snapshot: { element: list }, ...more })).filter((place) => place?.startsWith('.snapshot'));
  const base = { path: 'x', min: 0, max: '1' };
  const root = (path: string, more: Json = {}) => element(path, { min: 0, max: '*', base, definition: 'x', ...more });
  const code = element('Observation.code', { min: 0, max: '1', base, type: [{ code: 'CodeableConcept' }] });

  it('has at its root what is said of the whole', () => {
    assert.deepEqual(withSnapshot({}, root('Observation'), code), []);
    for (const more of [{ requirements: 'x' }, { fixedString: 'x' }, { maxLength: 3 }, { sliceName: 'x' }])
      assert.deepEqual(withSnapshot({}, root('Observation', more), code), ['.snapshot.element[0]']);
  });

  it('has types and values of these', () => {
    const { type: _, ...untyped } = code;
    assert.deepEqual(withSnapshot({}, root('Observation'), untyped), ['.snapshot.element[1]']);
    const fixed = definition({ snapshot: { element: [root('Observation'), { ...code, fixedString: 'x' }] } });
    assert.ok(
      validator
        .validate(fixed)
        .some(
          ({ code: of, expression }) =>
            of === 'element-fixed-type' && expression.endsWith('.snapshot.element[1].fixed'),
        ),
    );
  });

  it('of a type has limits and no slices', () => {
    const type = {
      derivation: 'specialization',
      kind: 'logical',
      type: 'http://test.example/Model',
      baseDefinition: 'http://hl7.org/fhir/StructureDefinition/Element',
    };
    const part = (more: Json) => element('Model.part', { base, type: [{ code: 'string' }], min: 0, max: '1', ...more });
    assert.deepEqual(withSnapshot(type, root('Model'), part({})), []);
    assert.deepEqual(withSnapshot(type, root('Model'), part({ min: undefined })), ['.snapshot.element[1]']);
    assert.deepEqual(withSnapshot(type, root('Model'), part({ fixedString: 'x' })), ['.snapshot.element[1]']);
  });
});
