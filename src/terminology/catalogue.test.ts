import assert from 'node:assert/strict';
import { join } from 'node:path';
import type { Resource } from '@medplum/fhirtypes';
import { SlussError } from '../errors/sluss-error.ts';
import { loadR4Core } from '../fhir/definitions/r4-core.ts';
import { PACKAGE_ROOT } from '../package-root.ts';
import { Catalogue, catalogueParameters } from './catalogue.ts';
import type { ConceptTable } from './concept-table.ts';
import { createTerminology } from './service.ts';

const { catalogue } = createTerminology({ folders: [join(PACKAGE_ROOT, 'terminology')], definitions: loadR4Core() });

describe('the catalogue', () => {
  const ids = (type: Parameters<typeof catalogue.search>[0], ...criteria: [string, string][]) =>
    catalogue.search(type, criteria).map((resource: Resource) => resource.id);

  it('reads by id', () => {
    assert.equal(catalogue.read('CodeSystem', 'par-insatt')?.concept?.length, 3);
    assert.equal(catalogue.read('NamingSystem', 'hsa-id')?.kind, 'identifier');
    assert.equal(catalogue.read('ValueSet', 'none'), undefined);
  });

  it('searches by R4’s parameters', () => {
    assert.deepEqual(ids('CodeSystem', ['url', 'urn:oid:1.2.752.116.1.3.2.1.4']), ['kva']);
    assert.deepEqual(ids('CodeSystem', ['content-mode', 'not-present']), ['sosnyk']);
    assert.deepEqual(ids('CodeSystem', ['title', 'insk']), ['par-insatt']);
    assert.deepEqual(ids('CodeSystem', ['title:contains', 'vårdform']), ['psykiatrisk-vardform']);
    assert.deepEqual(ids('CodeSystem', ['title:exact', 'kommun']), []);
    assert.deepEqual(ids('CodeSystem', ['_id', 'kommun,lan']), ['kommun', 'lan']);
    assert.deepEqual(ids('ValueSet', ['reference', 'http://www.whocc.no/atc'], ['status', 'active']), ['atc']);
    assert.deepEqual(ids('NamingSystem', ['value', '1.2.752.129.2.1.4.1']), ['hsa-id']);
    assert.deepEqual(ids('ConceptMap', ['source-system', 'urn:oid:1.2.752.116.3.1.3']), ['yrke-till-kva']);
  });

  it('refuses what it does not know', () => {
    for (const name of ['nonsense', 'title:below', 'url:exact', '__proto__', 'constructor']) {
      assert.throws(
        () => ids('CodeSystem', [name, 'x']),
        (error) => error instanceof SlussError && error.findings[0]?.code === 'query-parameter-unknown',
      );
    }
    assert.ok(catalogueParameters('ConceptMap').some(({ name, type }) => name === 'target-system' && type === 'uri'));
  });

  it('shows an imported edition without its concepts', () => {
    const edition = {
      id: 'icd-10-se-2026',
      url: 'http://hl7.org/fhir/sid/icd-10-se',
      version: '2026',
      title: 'ICD-10-SE',
      content: 'complete' as const,
      from: '2026-01-01',
      size: 38_928,
      get concepts(): ConceptTable {
        throw new Error('not to be read');
      },
    };
    const [found] = new Catalogue([], [edition]).search('CodeSystem', [['version', '2026']]);
    assert.deepEqual(
      [found?.id, found?.content, found?.count, found?.date],
      ['icd-10-se-2026', 'not-present', 38_928, '2026-01-01'],
    );
  });
});
