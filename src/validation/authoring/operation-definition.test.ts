import assert from 'node:assert/strict';
import { profileOf } from '../../../test/support/profile.ts';
import { loadR4Core } from '../../fhir/definitions/r4-core.ts';
import { createValidator } from '../validator.ts';

type Json = Record<string, unknown>;
const IN = 'http://test.example/StructureDefinition/in';
const PATIENT = 'http://hl7.org/fhir/StructureDefinition/Patient';

const slice = (name: string, more: Json, ...parts: Json[]) => [
  { id: `Parameters.parameter:${name}`, path: 'Parameters.parameter', sliceName: name, ...more },
  { id: `Parameters.parameter:${name}.name`, path: 'Parameters.parameter.name', fixedString: name },
  ...parts.map(({ at, ...rest }) => ({
    id: `Parameters.parameter:${name}.${at}`,
    path: `Parameters.parameter.${at}`,
    ...rest,
  })),
];
const profile = {
  ...profileOf('Parameters', IN, 'In'),
  differential: {
    element: [
      {
        id: 'Parameters.parameter',
        path: 'Parameters.parameter',
        slicing: { discriminator: [{ type: 'value', path: 'name' }], rules: 'open' },
      },
      ...slice('text', { min: 1, max: '1' }, { at: 'value[x]', min: 1, type: [{ code: 'string' }] }),
      ...slice(
        'who',
        { min: 0, max: '*' },
        { at: 'value[x]', min: 1, type: [{ code: 'Reference', targetProfile: [PATIENT] }] },
      ),
      ...slice('patient', { min: 0, max: '1' }, { at: 'resource', min: 1, type: [{ code: 'Patient' }] }),
    ],
  },
};
const validator = createValidator({ definitions: loadR4Core().layer([profile]) });

function told(...parameter: Json[]): string[] {
  const operation = {
    resourceType: 'OperationDefinition',
    name: 'Test',
    status: 'draft',
    kind: 'operation',
    code: 'test',
    system: true,
    type: false,
    instance: false,
    inputProfile: IN,
    parameter: parameter.map((one) => ({ use: 'in', min: 0, max: '1', ...one })),
  };
  return validator
    .validate(operation)
    .filter(({ severity }) => severity === 'error')
    .map(
      ({ code, expression, message }) =>
        `${code} ${expression.replace('OperationDefinition', '')} ${/: (\w+)\.$/.exec(message.en)?.[1]}`,
    );
}

describe('the parameters of an operation and their profile', () => {
  const text = { name: 'text', min: 1, max: '1', type: 'string' };
  const differs = (what: string) => [`operation-profile-differs .parameter[0] ${what}`];

  it('say the same', () => {
    assert.deepEqual(
      told(
        text,
        { name: 'who', max: '*', type: 'Reference', targetProfile: [PATIENT] },
        { name: 'patient', type: 'Patient' },
        { name: 'another', type: 'date' },
        { name: 'text', use: 'out', type: 'date' },
      ),
      [],
    );
  });

  it('do not differ in number, types or targets', () => {
    assert.deepEqual(told({ ...text, min: 0 }), differs('min'));
    assert.deepEqual(told({ ...text, max: '*' }), differs('max'));
    assert.deepEqual(told({ ...text, type: 'date' }), differs('type'));
    assert.deepEqual(told({ name: 'patient', type: 'Person' }), differs('type'));
    const who = { name: 'who', max: '*', type: 'Reference' };
    assert.deepEqual(told(who), []);
    assert.deepEqual(told({ ...who, targetProfile: [PATIENT.replace('Patient', 'Group')] }), differs('targetProfile'));
  });
});

describe('what a guide depends on', () => {
  const depends = (one: Json) =>
    validator
      .validate({
        resourceType: 'ImplementationGuide',
        url: 'http://test.example/ImplementationGuide/g',
        name: 'G',
        status: 'draft',
        packageId: 'test.example.g',
        fhirVersion: ['4.0.1'],
        dependsOn: [one],
      })
      .filter(({ code }) => code === 'guide-dependency')
      .map(({ severity, expression }) => `${severity} ${expression}`);
  const guide = {
    uri: 'http://test.example/ImplementationGuide/h',
    packageId: 'test.example.h',
    version: '1.0.0-ballot',
  };

  it('is a guide, a package and a version', () => {
    assert.deepEqual(depends(guide), []);
    for (const more of [{ uri: 'http://test.example/h' }, { packageId: 'h' }, { version: '1/0' }])
      assert.deepEqual(depends({ ...guide, ...more }), ['error ImplementationGuide.dependsOn[0]']);
  });
});
