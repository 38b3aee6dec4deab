import assert from 'node:assert/strict';
import fc from 'fast-check';
import { profileOf } from '../../test/support/profile.ts';
import { loadR4Core } from '../fhir/definitions/r4-core.ts';
import { createValidator } from './validator.ts';
import { readXhtml } from './xhtml.ts';

const validator = createValidator({ definitions: loadR4Core() });

type Json = Record<string, unknown>;

/** Milliseconds that `work` takes. */
function millis(work: () => void): number {
  const started = performance.now();
  work();
  return performance.now() - started;
}

const KEYS = [
  'id',
  'meta',
  'text',
  'div',
  'extension',
  'url',
  'valueString',
  'contained',
  'reference',
  'item',
  'answer',
  'linkId',
  'entry',
  'resource',
  'fullUrl',
  'link',
  'name',
  '_name',
  'given',
  '_given',
  'coding',
  'code',
  'system',
  'period',
  'start',
  'end',
  'type',
  'compose',
  'include',
  'concept',
  'section',
  'group',
  'questionnaire',
  'profile',
  'subject',
  'value',
  'size',
  'data',
  'toString',
  'valueOf',
  'context',
  'differential',
  'snapshot',
  'element',
  'path',
  'binding',
  'slicing',
  'constraint',
  'expression',
  'derivation',
  'baseDefinition',
  'base',
  'property',
  'supplements',
  'valueSet',
  'filter',
  'op',
  'source',
  'target',
  'inputProfile',
  'security',
  'parameter',
  'derivedFrom',
  '_derivedFrom',
  'input',
  'structure',
  'alias',
  'mode',
  'rule',
  'variable',
  'dependent',
  'transform',
  'import',
  'content',
  'dependsOn',
  'key',
  'discriminator',
];
const TYPES = [
  'Patient',
  'Bundle',
  'Observation',
  'QuestionnaireResponse',
  'Questionnaire',
  'CodeSystem',
  'ValueSet',
  'StructureDefinition',
  'Measure',
  'MeasureReport',
  'SearchParameter',
  'CapabilityStatement',
  'ConceptMap',
  'OperationDefinition',
  'StructureMap',
  'Library',
  'ImplementationGuide',
  'Composition',
  'Parameters',
];

const anything = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 6, withCrossShrink: true },
    fc.constantFrom(
      null,
      true,
      0,
      -1.5,
      '',
      ' ',
      '#a',
      'a',
      'Patient/1',
      'urn:uuid:x',
      'http://hl7.org/fhir/StructureDefinition/Patient',
      '<div>',
      '2020-13',
      Number.POSITIVE_INFINITY,
    ),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(fc.constantFrom(...KEYS), tie('value'), { maxKeys: 6 }),
    fc
      .record({ resourceType: fc.constantFrom(...TYPES) })
      .chain((head) =>
        fc.dictionary(fc.constantFrom(...KEYS), tie('value'), { maxKeys: 6 }).map((rest) => ({ ...rest, ...head })),
      ),
  ),
})).value;

/** A check that throws is told as a finding; there must be none. */
function nothingFailed(findings: readonly { code: string; expression: string }[]): void {
  const failed = findings.filter(({ code }) => code === 'check-failed').map(({ expression }) => expression);
  assert.deepEqual(failed, []);
}

describe('hostile input', () => {
  it('gives findings, and no check fails', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...TYPES),
        fc.dictionary(fc.constantFrom(...KEYS), anything),
        (resourceType, rest) => {
          nothingFailed(validator.validate({ ...rest, resourceType }));
        },
      ),
      { numRuns: 1500 },
    );
  });

  it('gives findings also with definitions of any shape, and no check fails', () => {
    const url = 'http://test.example/definition';
    const kinds = [
      'StructureDefinition',
      'Questionnaire',
      'CodeSystem',
      'ValueSet',
      'Library',
      'Measure',
      'ImplementationGuide',
      'StructureMap',
      'OperationDefinition',
    ];
    const definition = fc
      .tuple(
        fc.constantFrom(...kinds),
        fc.dictionary(
          fc.constantFrom(...KEYS, 'baseDefinition', 'snapshot', 'slicing', 'constraint', 'extension'),
          anything,
        ),
      )
      .map(([resourceType, rest]) => ({
        kind: 'resource',
        derivation: 'constraint',
        type: 'Patient',
        ...rest,
        resourceType,
        url,
      }));
    fc.assert(
      fc.property(definition, (hostile) => {
        const layered = validator.withDefinitions([hostile]);
        nothingFailed(
          layered.validate({
            resourceType: 'Patient',
            meta: { profile: [url] },
            extension: [{ url }],
            maritalStatus: { coding: [{ system: url, code: 'x' }] },
          }),
        );
        nothingFailed(
          layered.validate({
            resourceType: 'QuestionnaireResponse',
            status: 'completed',
            questionnaire: url,
            item: [{ linkId: '1' }],
          }),
        );
        nothingFailed(layered.validate(hostile));
      }),
      { numRuns: 500 },
    );
  });

  it('ends at a depth of 10,000', () => {
    let extension: Json = { url: 'http://example.org/x', valueString: 'x' };
    for (let i = 0; i < 10_000; i++) extension = { url: 'http://example.org/x', extension: [extension] };
    const findings = validator.validate({ resourceType: 'Patient', extension: [extension] });
    assert.ok(findings.some((item) => item.code === 'element-too-deep'));
  });

  it('ends with references in circles', () => {
    const url = 'http://test.example/StructureDefinition/circle';
    const withProfile = validator.withDefinitions([
      {
        ...profileOf('Patient', url, 'Circle'),
        differential: {
          element: [{ path: 'Patient.link.other', type: [{ code: 'Reference', targetProfile: [url] }] }],
        },
      },
    ]);
    const size = 40;
    const entry = Array.from({ length: size }, (_, n) => ({
      fullUrl: `http://test.example/Patient/p${n}`,
      resource: {
        resourceType: 'Patient',
        id: `p${n}`,
        meta: { profile: [url] },
        link: Array.from({ length: size }, (_, other) => ({
          type: 'seealso',
          other: { reference: `Patient/p${other}` },
        })),
      },
    }));
    const took = millis(() => {
      assert.deepEqual(withProfile.validate({ resourceType: 'Bundle', type: 'collection', entry }), []);
    });
    assert.ok(took < 5000, `${took} ms`);
  });

  it('is linear in the entries of a bundle', () => {
    const bundle = (count: number) => ({
      resourceType: 'Bundle',
      type: 'collection',
      entry: Array.from({ length: count }, (_, n) => ({
        fullUrl: `http://test.example/Observation/o${n}`,
        resource: {
          resourceType: 'Observation',
          id: `o${n}`,
          status: 'final',
          code: { text: 'x' },
          hasMember: [{ reference: `Observation/o${(n + 1) % count}` }],
        },
      })),
    });
    validator.validate(bundle(500));
    const small = millis(() => assert.deepEqual(validator.validate(bundle(2000)), []));
    const large = millis(() => assert.deepEqual(validator.validate(bundle(20_000)), []));
    assert.ok(large < 40 * Math.max(small, 20), `${small} ms for 2,000, ${large} ms for 20,000`);
  });

  it('reads narratives in linear time', () => {
    const evil = [
      '<div '.repeat(20_000),
      `<div ${'a="b" '.repeat(20_000)}`,
      '<!--'.repeat(20_000),
      `<div>${'&'.repeat(50_000)}</div>`,
      '<a'.repeat(50_000),
    ];
    for (const text of evil) assert.ok(millis(() => readXhtml(text)) < 1000, text.slice(0, 10));
  });

  it("matches a questionnaire's pattern in bounded time", () => {
    const withQuestions = validator.withDefinitions([
      {
        resourceType: 'Questionnaire',
        url: 'http://test.example/Questionnaire/q',
        status: 'draft',
        item: [
          {
            linkId: '1',
            type: 'string',
            extension: [{ url: 'http://hl7.org/fhir/StructureDefinition/regex', valueString: '(a+)+b' }],
          },
        ],
      },
    ]);
    const response = {
      resourceType: 'QuestionnaireResponse',
      status: 'completed',
      questionnaire: 'http://test.example/Questionnaire/q',
      item: [{ linkId: '1', answer: [{ valueString: 'a'.repeat(5000) }] }],
    };
    assert.ok(millis(() => withQuestions.validate(response)) < 2000);
  });
});
