import assert from 'node:assert/strict';
import { loadR4Core } from '../fhir/definitions/r4-core.ts';
import { createValidator } from './validator.ts';

type Json = Record<string, unknown>;

const validator = createValidator({ definitions: loadR4Core() });
const found = (resource: Json, severity = 'error') =>
  validator
    .validate(resource)
    .filter((item) => item.severity === severity)
    .map((item) => `${item.code} @ ${item.expression}`);
const patient = (more: Json): Json => ({ resourceType: 'Patient', ...more });
const identified = (system: string, value = 'x') => patient({ identifier: [{ system, value }] });
const tagged = (system: string) => patient({ meta: { tag: [{ system, code: 'x' }] } });
const observation = (more: Json): Json => ({
  resourceType: 'Observation',
  status: 'final',
  code: { text: 'x' },
  ...more,
});
const referring = (reference: string, type?: string) => observation({ subject: { reference, ...(type && { type }) } });
const observer = (id: string, more: Json = {}): Json => ({ resourceType: 'PractitionerRole', id, ...more });

describe('validate: values', () => {
  const cases: [name: string, resource: Json, expected: string[]][] = [
    ['any precision of seconds', observation({ issued: '2020-01-01T10:00:00.0123456789012Z' }), []],
    ['an identifier system by urn', identified('urn:oid:1.2.752.129.2.1.3.1'), []],
    ['an OID that none can have', identified('urn:oid:1.2.3'), ['uri-oid-invalid @ Patient.identifier[0].system']],
    [
      'an identifier system by another scheme',
      identified('x-y:z'),
      ['identifier-system-relative @ Patient.identifier[0]'],
    ],
    ['a URI as identifier', identified('urn:ietf:rfc:3986', 'urn:oid:1.2.752.1'), []],
    ['no URI as identifier', identified('urn:ietf:rfc:3986'), ['identifier-value-relative @ Patient.identifier[0]']],
    ['a uri within the resource', patient({ implicitRules: '#n', name: [{ id: 'n', family: 'x' }] }), []],
    [
      'a uri within it that is not there',
      patient({ implicitRules: '#m' }),
      ['uri-fragment-missing @ Patient.implicitRules'],
    ],
    ['an unknown system', tagged('http://nowhere.test/cs'), []],
    ['nearly LOINC', tagged('http://loinc.org/'), ['code-system-wrong @ Patient.meta.tag[0].system']],
    ['LOINC by https', tagged('https://loinc.org'), ['code-system-wrong @ Patient.meta.tag[0].system']],
    [
      'an unknown one of HL7',
      tagged('http://hl7.org/fhir/nothing'),
      ['code-system-wrong @ Patient.meta.tag[0].system'],
    ],
    ['an unknown identifier system of HL7', tagged('http://hl7.org/fhir/sid/nothing'), []],
    ['a page', tagged('http://nowhere.test/codes.html'), ['code-system-wrong @ Patient.meta.tag[0].system']],
    [
      'a label twice',
      patient({ meta: { security: [1, 2].map(() => ({ system: 'http://nowhere.test/cs', code: 'x' })) } }),
      ['security-label-duplicate @ Patient.meta.security[1]'],
    ],
    [
      'a relative canonical address',
      { resourceType: 'ValueSet', url: 'x', status: 'draft' },
      ['canonical-url-relative @ ValueSet.url'],
    ],
  ];
  for (const [name, resource, expected] of cases) it(name, () => assert.deepEqual(found(resource), expected));

  it('judges vital signs by their profiles, also by codes beside the main one', () => {
    const sign = (...codes: string[]) =>
      found(observation({ code: { coding: codes.map((code) => ({ system: 'http://loinc.org', code })) } })).filter(
        (item) => item.endsWith('@ Observation.code'),
      );
    assert.deepEqual(sign('9999-9'), []);
    assert.deepEqual(sign('8867-4'), []);
    assert.deepEqual(sign('8890-6', '8867-4'), []);
    assert.deepEqual(sign('8890-6'), ['slice-missing @ Observation.code']);
  });

  it('only warns of blank texts', () => {
    assert.deepEqual(found(patient({ name: [{ family: '  ' }] })), []);
    assert.deepEqual(found(patient({ name: [{ family: '  ' }] }), 'warning'), [
      'primitive-empty @ Patient.name[0].family',
    ]);
  });
});

describe('validate: references', () => {
  const inBundle = (reference: string): Json => ({
    resourceType: 'Bundle',
    type: 'collection',
    entry: [{ fullUrl: 'http://nowhere.test/Observation/o', resource: { ...referring(reference), id: 'o' } }],
  });
  const subject = 'Bundle.entry[0].resource.subject';
  const containing = (performer: string, ...contained: Json[]) =>
    observation({ performer: [{ reference: performer }], contained });
  const cases: [name: string, resource: Json, expected: string[]][] = [
    ['of another form, on its own', referring('a/b/c'), []],
    ['of another form, in a bundle', inBundle('a/b/c'), [`reference-format @ ${subject}`]],
    ['by a search', inBundle('Patient?identifier=x|y&name=z'), []],
    ['by half a search', inBundle('Patient?x'), [`reference-format @ ${subject}`]],
    ['white space', referring('Patient/ 1'), ['uri-whitespace @ Observation.subject']],
    ['the type that it has', referring('Patient/1', 'Patient'), []],
    ['another type than it has', referring('Patient/1', 'Group'), ['reference-type-mismatch @ Observation.subject']],
    ['the container, from nowhere', referring('#'), ['reference-contained-missing @ Observation.subject']],
    [
      'a chain of contained ones',
      containing('#a', observer('a', { organization: { reference: '#b' } }), {
        resourceType: 'Organization',
        id: 'b',
        name: 'x',
      }),
      [],
    ],
  ];
  for (const [name, resource, expected] of cases) {
    it(name, () => assert.deepEqual(found(resource), expected));
  }

  it('counts contained ones that only refer to each other as not referred to', () => {
    const organization = (id: string, to: string) => ({
      resourceType: 'Organization',
      id,
      name: 'x',
      partOf: { reference: to },
    });
    const resource = patient({ contained: [organization('a', '#b'), organization('b', '#a')] });
    assert.deepEqual(found(resource), [
      'contained-not-referenced @ Patient.contained[0]',
      'contained-not-referenced @ Patient.contained[1]',
    ]);
  });

  it('finds what another parameter has', () => {
    const parameters = (id: string): Json => ({
      resourceType: 'Parameters',
      parameter: [
        { name: 'a', resource: referring('Location/x') },
        { name: 'b', resource: { resourceType: 'Location', id } },
        {
          name: 'c',
          resource: {
            resourceType: 'Encounter',
            status: 'planned',
            class: { code: 'x' },
            subject: { reference: 'Location/x' },
          },
        },
      ],
    });
    const expected = ['reference-target-type @ Parameters.parameter[2].resource.subject'];
    assert.deepEqual(found(parameters('x')), expected);
    assert.deepEqual(found(parameters('y')), []);
  });
});
