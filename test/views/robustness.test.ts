import fc from 'fast-check';
import { SlussError } from '../../src/errors/sluss-error.ts';
import { compileView } from '../../src/registers/view/compile-view.ts';

const path = fc.constantFrom(
  'id',
  'name',
  'name.family',
  'name.given',
  'active',
  '%rowIndex',
  '%c',
  '%nope',
  "'x'",
  'name.',
  '1 + name',
  '$this',
  'contained',
  '',
);
const name = fc.constantFrom('a', 'b', 'c', 'd', '_a', 'a b', '');
const column = fc.record({ name, path, collection: fc.constantFrom(true, false, undefined, 1) }, { requiredKeys: [] });
const select = fc.letrec<{ select: unknown }>((tie) => ({
  select: fc.record(
    {
      column: fc.array(column, { maxLength: 3 }),
      select: fc.array(tie('select'), { maxLength: 2, depthIdentifier: 'select' }),
      unionAll: fc.array(tie('select'), { maxLength: 2, depthIdentifier: 'select' }),
      forEach: path,
      forEachOrNull: path,
      repeat: fc.oneof(fc.array(path, { maxLength: 2 }), fc.constant('name')),
    },
    { requiredKeys: [] },
  ),
})).select;
const view = fc.oneof(
  fc.anything(),
  fc.record(
    {
      resource: fc.constantFrom<unknown>('Patient', 'Nothing', 'HumanName', 1),
      name,
      constant: fc.array(
        fc.record(
          { name: fc.constantFrom('c', 'd'), valueCode: fc.constantFrom<unknown>('x', 1) },
          { requiredKeys: [] },
        ),
        { maxLength: 2 },
      ),
      where: fc.array(fc.record({ path }), { maxLength: 2 }),
      select: fc.array(select, { maxLength: 2 }),
    },
    { requiredKeys: [] },
  ),
);

describe('any ViewDefinition', () => {
  it('compiles and runs, or throws a SlussError', function () {
    this.timeout(60_000);
    const patient = {
      resourceType: 'Patient',
      id: 'p',
      active: true,
      name: [
        { family: 'Ek', given: ['Alva', 'Bo'] },
        { given: [null], _given: [{ id: 'x' }] },
      ],
    };
    fc.assert(
      fc.property(view, (definition) => {
        try {
          compileView(definition).rows(patient);
        } catch (error) {
          if (!(error instanceof SlussError)) throw error;
        }
      }),
      { numRuns: 3000 },
    );
  });
});
