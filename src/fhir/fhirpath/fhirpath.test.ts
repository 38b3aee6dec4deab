import assert from 'node:assert/strict';
import type { Resource } from '@medplum/fhirtypes';
import { compileFhirPath } from './fhirpath.ts';
import { FhirPathError } from './fhirpath-error.ts';
import { Item, wrapAll } from './item.ts';
import { fhirType } from './type-model.ts';

const patient = {
  resourceType: 'Patient',
  id: 'p',
  birthDate: '1974-12-25',
  _birthDate: { extension: [{ url: 'https://example.org/time', valueDateTime: '1974-12-25T14:35:45-05:00' }] },
  name: [
    { given: ['Alva', null, 'Bo'], _given: [null, { extension: [{ url: 'https://example.org/no-name' }] }, null] },
  ],
  contained: [{ resourceType: 'Organization', id: 'org', partOf: { reference: '#' } }],
  managingOrganization: { reference: '#org' },
  generalPractitioner: [{ reference: 'Practitioner/1' }, { reference: 'Practitioner/2' }],
};

const evaluate = (expression: string, env = {}) => compileFhirPath(expression, { type: 'Patient' })(patient, env);

describe('compileFhirPath', () => {
  describe('elements', () => {
    it('finds extensions beside primitives, also in lists', () => {
      assert.deepEqual(evaluate('birthDate.extension.value'), ['1974-12-25T14:35:45-05:00']);
      assert.deepEqual(evaluate('name.given.where(extension.exists()).count()'), [1]);
      assert.deepEqual(evaluate('name.given.select(hasValue())'), [true, false, true]);
      assert.deepEqual(evaluate('name.given'), ['Alva', 'Bo']);
    });

    it('knows the types of choices, and the choice by its name only', () => {
      const observation = { resourceType: 'Observation', valueQuantity: { value: 1, unit: 'g' } };
      assert.deepEqual(compileFhirPath('value is Quantity')(observation), [true]);
      assert.deepEqual(compileFhirPath('value.unit')(observation), ['g']);
      assert.throws(
        () => compileFhirPath('valueQuantity.unit', { type: 'Observation', strict: true }),
        /write value.ofType\(Quantity\)/,
      );
    });

    it('takes an element as focus by its type', () => {
      assert.equal(compileFhirPath('given.exists()', { type: 'HumanName' }).test({ given: ['A'] }), true);
      assert.equal(compileFhirPath('organization.exists()', { type: 'Patient.contact' }).test({}), false);
      assert.equal(compileFhirPath("matches('^[a-z]+$')", { type: 'code' }).test('abc'), true);
    });

    it('takes an item as focus, which keeps its place', () => {
      const [name] = compileFhirPath('name').items(patient);
      assert.ok(name instanceof Item);
      assert.deepEqual(compileFhirPath('%resource.id')(name), ['p']);
    });

    it('leaves the input as it was', () => {
      const frozen = JSON.stringify(patient);
      for (const expression of ['descendants()', '1L + 1L', "defineVariable('x', name).select(%x.given)"])
        evaluate(expression);
      assert.equal(JSON.stringify(patient), frozen);
    });
  });

  describe('the environment', () => {
    it('resolves contained resources and calls back for others', () => {
      assert.deepEqual(evaluate('managingOrganization.resolve().id'), ['org']);
      assert.deepEqual(evaluate('managingOrganization.resolve().partOf.resolve().id'), ['p']);
      const resolve = (reference: string) =>
        reference === 'Practitioner/2' ? ({ resourceType: 'Practitioner', id: '2' } as Resource) : undefined;
      assert.deepEqual(evaluate('generalPractitioner.resolve().ofType(Practitioner).id', { resolve }), ['2']);
    });

    it('ends a repeat over resolved resources that point at each other', () => {
      const organizations: Record<string, unknown> = {
        'Organization/a': { resourceType: 'Organization', id: 'a', partOf: { reference: 'Organization/b' } },
        'Organization/b': { resourceType: 'Organization', id: 'b', partOf: { reference: 'Organization/a' } },
      };
      const ids = compileFhirPath('repeat(partOf.resolve()).id')(organizations['Organization/a'], {
        resolve: (reference) => structuredClone(organizations[reference]) as Resource,
      });
      assert.deepEqual(ids, ['b', 'a']);
    });

    it('asks for value sets and profiles', () => {
      const memberOf = (value: unknown, valueSet: string) => (valueSet === 'vs' ? value === 'Alva' : undefined);
      assert.deepEqual(evaluate("name.given.first().memberOf('vs')", { memberOf }), [true]);
      assert.deepEqual(evaluate("name.given.first().memberOf('other')", { memberOf }), []);
      const conformsTo = (_: unknown, profile: string) => profile === 'known';
      assert.deepEqual(evaluate("conformsTo('known')", { conformsTo }), [true]);
    });

    it('traces by the callback', () => {
      const traced: unknown[] = [];
      evaluate("name.given.trace('names').count()", {
        trace: (name: string, values: unknown[]) => traced.push(name, values),
      });
      assert.deepEqual(traced, ['names', ['Alva', null, 'Bo']]);
    });

    it('takes plain objects, lists and resources as variables', () => {
      const variables = {
        case: { person: { legalSex: '2', birthYear: 1974 }, resources: [patient] },
        rows: [{ DIA: 'A00' }, { DIA: 'B00' }],
      };
      assert.deepEqual(evaluate('%case.person.legalSex', { variables }), ['2']);
      assert.deepEqual(evaluate('%case.person.birthYear + 1', { variables }), [1975]);
      assert.deepEqual(evaluate('%case.resources.ofType(Patient).birthDate', { variables }), ['1974-12-25']);
      assert.deepEqual(evaluate("%rows.where(DIA.startsWith('B')).count()", { variables }), [1]);
    });

    it('refuses a variable that is not declared, when the declared ones are given', () => {
      assert.throws(() => compileFhirPath('%wrong', { variables: ['right'] }), /%wrong is not defined/);
      assert.throws(() => compileFhirPath('%wrong')(patient), /%wrong is not defined/);
      const constants = new Map([['two', wrapAll(2)]]);
      assert.deepEqual(compileFhirPath('%two + 1', { constants })(patient), [3]);
    });
  });

  describe('what does not change in a loop', () => {
    it('is computed once', () => {
      const contained = Array.from({ length: 3000 }, (_, n) => ({ resourceType: 'Basic', id: `b${n}` }));
      const extension = contained.map(({ id }) => ({ url: 'x', valueReference: { reference: `#${id}` } }));
      const orphans = compileFhirPath("contained.where(('#' + id in %resource.descendants().reference).not()).id", {
        type: 'Patient',
      });
      const started = performance.now();
      assert.deepEqual(orphans({ resourceType: 'Patient', contained, extension: extension.slice(1) }), ['b0']);
      assert.ok(performance.now() - started < 2_000);
    });

    it('is not confused with what does', () => {
      const evaluateRows = (expression: string) =>
        compileFhirPath(expression)({}, { variables: { list: [1, 2, 3], n: 10 } });
      assert.deepEqual(evaluateRows('%list.select($this + %n * 2)'), [21, 22, 23]);
      assert.deepEqual(evaluateRows('%list.select(%list[$index] + 0)'), [1, 2, 3]);
      assert.deepEqual(evaluateRows('%list.select(%list.where($this = 2).count() + $this)'), [2, 3, 4]);
      assert.deepEqual(evaluateRows('%list.aggregate($total + %list.where($this > $total.count()).first(), 0)'), [6]);
      assert.deepEqual(evaluateRows('%list.select(iif($this = 2, %n + 1, %n - 1))'), [9, 11, 9]);
    });
  });

  describe('SQL on FHIR', () => {
    it('gives equal keys for a resource and a reference to it', () => {
      assert.deepEqual(evaluate('getResourceKey()'), ['p']);
      assert.deepEqual(evaluate('generalPractitioner.getReferenceKey(Practitioner)'), ['1', '2']);
      assert.deepEqual(evaluate('generalPractitioner.getReferenceKey(Patient)'), []);
      assert.deepEqual(evaluate('managingOrganization.getReferenceKey()'), []);
      const versioned = {
        resourceType: 'Patient',
        generalPractitioner: [{ reference: 'https://x/Practitioner/7/_history/2' }],
      };
      assert.deepEqual(compileFhirPath('generalPractitioner.getReferenceKey()')(versioned), ['7']);
    });

    it('knows the bounds of a Period', () => {
      const period = { start: '2026-02', end: '2026-03-01' };
      assert.deepEqual(compileFhirPath('lowBoundary()', { type: 'Period' })(period), ['2026-02-01T00:00:00.000+14:00']);
      assert.deepEqual(compileFhirPath('highBoundary()', { type: 'Period' })(period), [
        '2026-03-01T23:59:59.999-12:00',
      ]);
    });
  });

  describe('types', () => {
    const types = (expression: string) =>
      compileFhirPath(expression, { type: 'Patient' }).types?.map(({ name }) => name);

    it('are inferred where the definitions tell', () => {
      assert.deepEqual(types('birthDate'), ['date']);
      assert.deepEqual(types("name.where(use = 'official').given.first()"), ['string']);
      assert.deepEqual(types('deceased'), ['boolean', 'dateTime']);
      assert.deepEqual(types('name.exists()'), ['Boolean']);
    });

    it('make strict expressions refuse what the type lacks', () => {
      assert.throws(
        () => compileFhirPath('name.first', { type: 'Patient', strict: true }),
        /HumanName has no element first/,
      );
      assert.doesNotThrow(() => compileFhirPath('contained.anything', { type: 'Patient', strict: true }));
    });
  });

  describe('errors', () => {
    for (const expression of [
      '',
      'name.',
      'name.where(',
      "'open",
      '@@',
      '1 +',
      'name..given',
      '(1',
      '{1}',
      '/* open',
      'a b',
      `${'('.repeat(500)}1`,
    ]) {
      it(`tells that ${JSON.stringify(expression.slice(0, 12))} is no expression`, () => {
        assert.throws(
          () => compileFhirPath(expression),
          (error) => error instanceof FhirPathError && error.kind === 'syntax',
        );
      });
    }

    it('tell the place and never the data', () => {
      assert.throws(
        () => compileFhirPath('name.first(1)'),
        (error) => (error as FhirPathError).position === 5,
      );
      const secret = { resourceType: 'Patient', id: '191212121212' };
      for (const expression of [
        'id > 3',
        'id + 1',
        'id.single() and (id | 1)',
        'iif(id, 1)',
        '-id',
        'id.abs()',
        'id.round()',
      ]) {
        try {
          compileFhirPath(expression)(secret);
        } catch (error) {
          assert.ok(error instanceof FhirPathError, String(error));
          assert.ok(!error.message.includes('1912'), error.message);
        }
      }
    });

    it('names unknown types and functions', () => {
      assert.throws(() => compileFhirPath('name is Nothing'), /there is no type Nothing/);
      assert.throws(() => compileFhirPath('x', { type: 'Nothing' }), /there is no type Nothing/);
      assert.throws(() => compileFhirPath('noSuchFunction()')(patient), FhirPathError);
    });
  });

  it('leaves to the fhirpath package what it lacks', () => {
    const long = compileFhirPath('9007199254740993L > 9007199254740992L');
    assert.equal(long.engine, 'fhirpath');
    assert.deepEqual(long(patient), [true]);
    const defined = compileFhirPath("defineVariable('n', name.given.first()).select(%n)", { type: 'Patient' });
    assert.deepEqual(defined(patient), ['Alva']);
  });

  it('has the types that invariants of primitives need', () => {
    assert.equal(fhirType('canonical')?.isA(fhirType('uri')!), true);
    assert.equal(fhirType('Patient.contact')?.base?.name, 'BackboneElement');
    assert.equal(fhirType('constructor'), undefined);
  });
});
