import assert from 'node:assert/strict';
import type { Condition, Encounter, EpisodeOfCare, Resource } from '@medplum/fhirtypes';
import { SlussError } from '../../errors/sluss-error.ts';
import type { Case } from '../case.ts';
import { compileView } from './compile-view.ts';
import { LINEAGE_TAG } from './view-definition.ts';

const encounter: Encounter = {
  resourceType: 'Encounter',
  id: 'e',
  status: 'finished',
  class: { code: 'IMP' },
  episodeOfCare: [{ reference: 'EpisodeOfCare/x' }, { reference: 'EpisodeOfCare/missing' }],
  diagnosis: [
    { condition: { reference: 'Condition/a' }, rank: 1 },
    { condition: { reference: 'Condition/b' }, rank: 2 },
  ],
};
const condition = (id: string, ...codes: string[]): Condition => ({
  resourceType: 'Condition',
  id,
  subject: {},
  code: { coding: codes.map((code) => ({ code })) },
});
const episode = (id: string): EpisodeOfCare => ({ resourceType: 'EpisodeOfCare', id, status: 'active', patient: {} });
const resources: Resource[] = [
  encounter,
  condition('a', 'S72'),
  condition('b', 'W01', 'Y92'),
  episode('x'),
  episode('y'),
];
const source: Case = {
  root: encounter,
  person: { legalSex: '2', birthYear: 1974, identifier: 'PNR', protected: false },
  submitter: { organisationsnummer: '232100-0016' },
  resources,
};

const column = (name: string, path: string) => ({ name, path });
const rows = (select: object[], resource = 'Encounter') => compileView({ resource, select }).caseRows(source);

describe('views over a case', () => {
  it('see the case, and resolve references in it', () => {
    const found = rows([
      {
        column: [
          column('sex', '%case.person.legalSex'),
          column('root', '%case.root.id'),
          column('conditions', '%case.resources.ofType(Condition).count()'),
          column('main', 'diagnosis.where(rank = 1).condition.resolve().code.coding.code'),
          column('lost', 'episodeOfCare.last().resolve().id'),
        ],
      },
    ]);
    assert.deepEqual(found, [
      { values: { sex: '2', root: 'e', conditions: 2, main: 'S72', lost: null }, resource: 'Encounter/e' },
    ]);
  });

  it('say which element a row comes from, in whichever resource that is', () => {
    const found = rows([
      { column: [column('class', 'class.code')] },
      {
        forEach: 'diagnosis',
        unionAll: [
          { column: [column('code', 'condition.resolve().code.coding.code.first()')] },
          { forEach: 'condition.resolve().code.coding.skip(1)', column: [column('code', 'code')] },
        ],
      },
    ]);
    assert.deepEqual(
      found.map(({ values, resource, element }) => [values.code, resource, element]),
      [
        ['S72', 'Encounter/e', 'Encounter.diagnosis[0]'],
        ['W01', 'Encounter/e', 'Encounter.diagnosis[1]'],
        ['Y92', 'Condition/b', 'Condition.code.coding[1]'],
      ],
    );
  });

  it('name the resource alone when the row is of the whole', () => {
    const found = rows([{ forEach: '%case.resources.ofType(Condition)', column: [column('id', 'id')] }]);
    assert.deepEqual(found, [
      { values: { id: 'a' }, resource: 'Condition/a' },
      { values: { id: 'b' }, resource: 'Condition/b' },
    ]);
  });

  it('take lineage from tagged columns, which are no output', () => {
    const tagged = (value: string, path: string) => ({
      ...column(`lineage_${value}`, path),
      tag: [{ name: LINEAGE_TAG, value }],
    });
    const view = compileView({
      resource: 'Encounter',
      select: [
        {
          forEach: 'diagnosis',
          column: [column('rank', 'rank'), tagged('resource', 'condition'), tagged('element', "'Condition.code'")],
        },
      ],
    });
    assert.deepEqual(
      view.columns.map(({ name }) => name),
      ['rank'],
    );
    assert.deepEqual(view.caseRows(source), [
      { values: { rank: 1 }, resource: 'Condition/a', element: 'Condition.code' },
      { values: { rank: 2 }, resource: 'Condition/b', element: 'Condition.code' },
    ]);
    assert.deepEqual(view.rows(encounter), [{ rank: 1 }, { rank: 2 }]);
  });

  it('run over every member of their type, when that is not the type of the root', () => {
    const found = rows([{ column: [column('id', 'id'), column('root', '%case.root.id')] }], 'EpisodeOfCare');
    assert.deepEqual(found, [
      { values: { id: 'x', root: 'e' }, resource: 'EpisodeOfCare/x' },
      { values: { id: 'y', root: 'e' }, resource: 'EpisodeOfCare/y' },
    ]);
    assert.deepEqual(rows([{ column: [column('id', 'id')] }], 'Procedure'), []);
  });

  it('refuse what is no primitive value', () => {
    assert.throws(
      () => rows([{ column: [column('class', 'class')] }]),
      (error) => error instanceof SlussError && error.findings[0]?.code === 'view-value-not-primitive',
    );
  });

  it('give the same rows for the same case, and leave it as it was', () => {
    const view = compileView({
      resource: 'Encounter',
      select: [{ forEach: 'diagnosis', column: [column('rank', 'rank')] }],
    });
    const before = JSON.stringify(source);
    assert.deepEqual(view.caseRows(source), view.caseRows(structuredClone(source)));
    assert.equal(JSON.stringify(source), before);
  });
});
