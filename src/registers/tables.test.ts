import assert from 'node:assert/strict';
import { loadRegisters } from './load.ts';
import { registerTables } from './tables.ts';

describe('the tables of registers', () => {
  const all = loadRegisters().map(({ definition }) => registerTables(definition));

  it('are one schema a register and one table a view', () => {
    assert.deepEqual(
      all.map(({ schema, tables }) => [schema, tables.map(({ name }) => name)]),
      [
        ['kommunal_halso_och_sjukvard', ['khsl1', 'khsl2']],
        ['patientregistret', ['ad', 'di', 'yo', 'at', 'lt', 'tv_vardformer']],
      ],
    );
  });

  it('have typed columns and never an identifier of a person', () => {
    const ad = all[1]?.tables[0]?.columns ?? [];
    const typeOf = (name: string) => ad.find((column) => column.name === name)?.sqlType;
    assert.deepEqual(['indatum', 'in_akut_tidpunkt', 'vtid', 'kon'].map(typeOf), [
      'date',
      'timestamptz',
      'integer',
      'text',
    ]);
    const names = all.flatMap(({ tables }) => tables.flatMap(({ columns }) => columns.map(({ name }) => name)));
    assert.ok(!names.includes('pnr') && !names.includes('rnr'));
  });
});
