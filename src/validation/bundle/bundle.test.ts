import assert from 'node:assert/strict';
import { loadR4Core } from '../../fhir/definitions/r4-core.ts';
import { createValidator } from '../validator.ts';

type Json = Record<string, unknown>;

const validator = createValidator({ definitions: loadR4Core() });
const told = (bundle: Json, level: string) =>
  validator
    .validate({ resourceType: 'Bundle', ...bundle })
    .filter((item) => item.severity === level)
    .map((item) => `${item.code} @ ${item.expression.replace('Bundle', '')}`);
const patient: Json = { resourceType: 'Patient', id: 'p' };
const HERE = 'http://nowhere.test';

describe('bundles', () => {
  const cases: [name: string, bundle: Json, expected: string[]][] = [
    [
      'a collection with addresses',
      { type: 'collection', entry: [{ fullUrl: `${HERE}/Patient/p`, resource: patient }] },
      [],
    ],
    [
      'a collection without',
      { type: 'collection', entry: [{ resource: patient }] },
      ['bundle-entry-fullurl-missing @ .entry[0]'],
    ],
    [
      'a batch without',
      { type: 'batch', entry: [{ resource: patient, request: { method: 'POST', url: 'Patient' } }] },
      [],
    ],
    [
      'a definition under its own url',
      {
        type: 'collection',
        entry: [
          {
            fullUrl: `${HERE}/my-system`,
            resource: { resourceType: 'CodeSystem', url: `${HERE}/my-system`, status: 'draft', content: 'complete' },
          },
        ],
      },
      ['bundle-fullurl-mismatch @ .entry[0]'],
    ],
    [
      'pages of what has none',
      { type: 'collection', link: [{ relation: 'next', url: HERE }] },
      ['bundle-link-page @ .link[0].relation'],
    ],
    [
      'pages twice',
      {
        type: 'history',
        link: [
          { relation: 'next', url: HERE },
          { relation: 'next', url: HERE },
        ],
      },
      ['bundle-link-duplicate @ .link[1]'],
    ],
    [
      'the same other relation twice',
      { type: 'searchset', link: [1, 2].map(() => ({ relation: 'related', url: HERE })) },
      [],
    ],
    [
      'a result that is nothing',
      { type: 'searchset', entry: [{ fullUrl: `${HERE}/Patient/p`, search: { mode: 'match' } }] },
      ['invariant-violated @ .entry[0]', 'bundle-search-resource @ .entry[0]'],
    ],
    [
      'a result of another type than the path says, whatever _type says',
      {
        type: 'searchset',
        link: [{ relation: 'self', url: `${HERE}/Observation?_type=Patient` }],
        entry: [{ fullUrl: `${HERE}/Patient/p`, resource: patient, search: { mode: 'match' } }],
      },
      ['bundle-search-type @ .entry[0].resource'],
    ],
  ];
  for (const [name, bundle, expected] of cases) it(name, () => assert.deepEqual(told(bundle, 'error'), expected));
});

describe('documents', () => {
  const document = (extra: Json[], composition: Json = {}): Json => ({
    type: 'document',
    timestamp: '2026-01-01T00:00:00Z',
    identifier: { system: HERE, value: '1' },
    entry: [
      {
        fullUrl: `${HERE}/Composition/c`,
        resource: {
          resourceType: 'Composition',
          id: 'c',
          status: 'final',
          type: { text: 'x' },
          date: '2026',
          title: 'x',
          author: [{ reference: 'Practitioner/a' }],
          ...composition,
        },
      },
      { fullUrl: `${HERE}/Practitioner/a`, resource: { resourceType: 'Practitioner', id: 'a' } },
      ...extra,
    ],
  });

  it('reach what an attachment leads to', () => {
    const binary = {
      fullUrl: `${HERE}/Binary/b`,
      resource: { resourceType: 'Binary', id: 'b', contentType: 'text/css' },
    };
    const reference = {
      fullUrl: `${HERE}/DocumentReference/d`,
      resource: {
        resourceType: 'DocumentReference',
        id: 'd',
        status: 'current',
        author: [{ reference: 'Practitioner/a' }],
        content: [{ attachment: { url: `${HERE}/Binary/b` } }],
      },
    };
    assert.deepEqual(told(document([reference, binary]), 'error'), []);
    assert.deepEqual(told(document([binary]), 'error'), ['bundle-entry-unreachable @ .entry[2]']);
  });

  it('have no references that lead past a resource that is there', () => {
    const named = {
      resourceType: 'Flag',
      status: 'active',
      code: { text: 'x' },
      author: { reference: 'Practitioner/a' },
    };
    const flag = {
      fullUrl: 'urn:uuid:0a3ec8f4-3f0a-4f7e-9f70-5c4d3a1f6b21',
      resource: { ...named, subject: { reference: `${HERE}/Practitioner/a` } },
    };
    assert.ok(told(document([flag]), 'error').includes('bundle-reference-unresolved @ .entry[2]'));
  });

  it('may name definitions that are elsewhere', () => {
    const extra = { section: [{ title: 'x', entry: [{ reference: `${HERE}/PlanDefinition/x` }] }] };
    assert.deepEqual(told(document([], extra), 'error'), []);
  });
});
