import assert from 'node:assert/strict';
import fc from 'fast-check';
import { profileOf } from '../../test/support/profile.ts';
import { loadR4Core } from '../fhir/definitions/r4-core.ts';
import { Terminology } from '../terminology/terminology.ts';
import type { TerminologyPort } from './terminology-port.ts';
import { createValidator } from './validator.ts';

type Json = Record<string, unknown>;
const definitions = loadR4Core();
const SECRET = '19121212-1212';

/** What a check without a guard would throw: an error that repeats what it met. */
class Fault extends Error {
  constructor() {
    super(`cannot read ${SECRET}`);
  }
}

/** A terminology that fails at one code and answers for the rest. */
function failingAt(code: string): TerminologyPort {
  const own = new Terminology({ definitions });
  return {
    codesOf: () => undefined,
    over: () => failingAt(code),
    validateCoding: (question) => {
      if (question.code === code) throw new Fault();
      return own.validateCoding(question);
    },
  };
}

function tell(resource: Json, terminology: TerminologyPort) {
  const failures: { error: unknown; expression: string }[] = [];
  const validator = createValidator({
    definitions,
    terminology,
    onCheckFailed: (error, expression) => failures.push({ error, expression }),
  });
  const findings = validator.validate(resource);
  return { failures, findings, told: findings.map(({ code, expression }) => `${code} ${expression}`) };
}

/** A copy in which one property, found by its path, cannot be read. */
function unreadableAt(resource: Json, path: readonly string[]): Json {
  const copy = structuredClone(resource);
  let owner = copy;
  for (const step of path.slice(0, -1)) owner = owner[step] as Json;
  const key = path.at(-1)!;
  delete owner[key];
  Object.defineProperty(owner, key, {
    enumerable: true,
    get: () => {
      throw new Fault();
    },
  });
  return copy;
}

function pathsOf(value: unknown, path: string[] = []): string[][] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [[...path, key], ...pathsOf(inner, [...path, key])]);
}

describe('a check that throws', () => {
  const patient = {
    resourceType: 'Patient',
    gender: 'fails',
    maritalStatus: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-MaritalStatus', code: 'fails' }] },
    birthDate: '2020-13-01',
    deceasedBoolean: 'yes',
  };

  it('is a finding of its own, and the rest of the resource is checked', () => {
    const { told } = tell(patient, failingAt('fails'));
    assert.deepEqual(
      told,
      [
        'check-failed Patient.gender',
        'check-failed Patient.maritalStatus.coding[0]',
        'check-failed Patient.maritalStatus',
        'primitive-format Patient.birthDate',
        'element-wrong-json-type Patient.deceased.ofType(boolean)',
      ].map((item) => item),
    );
  });

  it('ends neither its entry nor the Bundle', () => {
    const entry = [patient, { ...patient, gender: 'neither' }, { ...patient, gender: 'male' }].map((resource, n) => ({
      fullUrl: `http://test.example/Patient/${n}`,
      resource: { ...resource, id: `${n}` },
    }));
    const { told } = tell({ resourceType: 'Bundle', type: 'collection', entry }, failingAt('fails'));
    for (const n of [0, 1, 2]) {
      assert.ok(told.includes(`primitive-format Bundle.entry[${n}].resource.birthDate`), `${n}`);
      assert.ok(told.includes(`check-failed Bundle.entry[${n}].resource.maritalStatus`), `${n}`);
    }
    assert.ok(told.includes('code-not-in-value-set Bundle.entry[1].resource.gender'));
  });

  it('is told to whoever keeps the log, once, without the message reaching a finding', () => {
    const { failures, findings } = tell(patient, failingAt('fails'));
    assert.ok(failures.every(({ error }) => error instanceof Fault));
    assert.deepEqual(
      failures.map(({ expression }) => expression),
      findings.filter(({ code }) => code === 'check-failed').map(({ expression }) => expression),
    );
    assert.ok(!JSON.stringify(findings).includes(SECRET));
  });

  it('is told also where a profile only tries whether something fits', () => {
    const url = 'http://test.example/StructureDefinition/sliced';
    const profile = {
      ...profileOf('Observation', url, 'Sliced'),
      differential: {
        element: [
          {
            id: 'Observation.category',
            path: 'Observation.category',
            slicing: { discriminator: [{ type: 'value', path: '$this' }], rules: 'closed' },
          },
          {
            id: 'Observation.category:one',
            path: 'Observation.category',
            sliceName: 'one',
            binding: { strength: 'required', valueSet: 'http://hl7.org/fhir/ValueSet/observation-category' },
          },
          { id: 'Observation.code', path: 'Observation.code', patternCodeableConcept: { text: 'y' } },
        ],
      },
    };
    const validator = createValidator({ definitions: definitions.layer([profile]), terminology: failingAt('fails') });
    const found = validator.validate({
      resourceType: 'Observation',
      meta: { profile: [url] },
      status: 'final',
      category: [{ coding: [{ system: 'http://terminology.hl7.org/CodeSystem/observation-category', code: 'fails' }] }],
      code: { text: 'x' },
    });
    const codes = found.map(({ code }) => code);
    assert.ok(codes.includes('check-failed'));
    assert.ok(codes.includes('value-not-pattern'), codes.join());
  });

  it('never ends the validation, wherever it happens', () => {
    const bundle: Json = {
      resourceType: 'Bundle',
      type: 'collection',
      entry: [
        {
          fullUrl: 'http://test.example/Patient/0',
          resource: { ...patient, id: '0', contained: [{ resourceType: 'Organization', id: 'o' }] },
        },
        {
          fullUrl: 'http://test.example/QuestionnaireResponse/1',
          resource: {
            resourceType: 'QuestionnaireResponse',
            id: '1',
            status: 'completed',
            questionnaire: 'http://test.example/q',
            item: [{ linkId: '1', answer: [{ valueString: 'x' }] }],
          },
        },
        {
          fullUrl: 'http://test.example/Patient/2',
          resource: { resourceType: 'Patient', id: '2', birthDate: 'never' },
        },
      ],
    };
    const validator = createValidator({ definitions });
    const paths = pathsOf(bundle).filter((path) => path.length > 3 && path[1] !== '2');
    fc.assert(
      fc.property(fc.constantFrom(...paths), (path) => {
        const findings = validator.validate(unreadableAt(bundle, path));
        const told = findings.map(({ code, expression }) => `${code} ${expression}`);
        assert.ok(
          told.some((item) => item.startsWith('check-failed ')),
          told.join(),
        );
        assert.ok(told.includes('primitive-format Bundle.entry[2].resource.birthDate'), told.join());
        assert.ok(!JSON.stringify(findings).includes(SECRET));
      }),
      { numRuns: 60 },
    );
  });
});
