import assert from 'node:assert/strict';
import { loadR4Core } from '../../fhir/definitions/r4-core.ts';
import { createValidator } from '../validator.ts';

const base = createValidator({ definitions: loadR4Core() });
const URL = 'http://test.example/StructureDefinition/p';

type Json = Record<string, unknown>;

const definition = (type: string, element: Json[], more: Json = {}): Json => ({
  resourceType: 'StructureDefinition',
  url: URL,
  name: 'P',
  status: 'draft',
  kind: 'resource',
  abstract: false,
  type,
  baseDefinition: `http://hl7.org/fhir/StructureDefinition/${type}`,
  derivation: 'constraint',
  differential: { element },
  ...more,
});

function errors(profile: Json[], resource: Json, url = URL): string[] {
  return base
    .withDefinitions(profile)
    .validate(resource, { profiles: [url] })
    .filter((item) => item.severity === 'error')
    .map((item) => `${item.code} @ ${item.expression}`);
}

const patient = (more: Json): Json => ({ resourceType: 'Patient', ...more });
const observation = (more: Json): Json => ({
  resourceType: 'Observation',
  status: 'final',
  code: { text: 'x' },
  ...more,
});
const sliced = (discriminator: Json, rules = 'open', more: Json = {}) => ({
  slicing: { discriminator: [discriminator], rules, ...more },
});

describe('profiles', () => {
  it('limit cardinality, also to nothing', () => {
    const profile = [
      definition('Patient', [
        { path: 'Patient.name', min: 1, max: '1' },
        { path: 'Patient.telecom', max: '0' },
      ]),
    ];
    assert.deepEqual(errors(profile, patient({ name: [{ text: 'a' }] })), []);
    assert.deepEqual(errors(profile, patient({ telecom: [{ system: 'phone', value: '1' }] })), [
      'element-missing @ Patient',
      'element-too-many @ Patient',
    ]);
  });

  it('limit length, form, decimals and size by extensions', () => {
    const CORE = 'http://hl7.org/fhir/StructureDefinition/';
    const profile = [
      definition('Patient', [
        { path: 'Patient.name.family', extension: [{ url: `${CORE}minLength`, valueInteger: 3 }] },
        { path: 'Patient.language', extension: [{ url: `${CORE}regex`, valueString: '[a-z]{2}' }] },
        { path: 'Patient.photo', extension: [{ url: `${CORE}maxSize`, valueDecimal: 2 }] },
      ]),
    ];
    const given = (family: string, language: string, data: string) =>
      errors(profile, patient({ name: [{ family }], language, photo: [{ contentType: 'text/plain', data }] }));
    assert.deepEqual(given('Ek!', 'sv', 'QUI='), []);
    assert.deepEqual(given('Ek', 'sv-SE', 'QUJD'), [
      'value-format @ Patient.language',
      'value-too-short @ Patient.name[0].family',
      'value-too-large @ Patient.photo[0]',
    ]);
    const decimals = [
      definition('Observation', [
        {
          path: 'Observation.component.value[x]',
          type: [{ code: 'Quantity' }],
        },
        {
          path: 'Observation.component.value[x].value',
          extension: [{ url: `${CORE}maxDecimalPlaces`, valueInteger: 1 }],
        },
      ]),
    ];
    const measured = (value: number) =>
      errors(decimals, observation({ component: [{ code: { text: 'x' }, valueQuantity: { value } }] }));
    assert.deepEqual(measured(1.5), []);
    assert.deepEqual(measured(1.55), [
      'value-too-many-decimals @ Observation.component[0].value.ofType(Quantity).value',
    ]);
  });

  it('only warn of quantities that leave their unit open', () => {
    const minValueQuantity = { value: 1, system: 'http://unitsofmeasure.org', code: 'kg' };
    const profile = [
      definition('Observation', [{ path: 'Observation.value[x]', type: [{ code: 'Quantity' }], minValueQuantity }]),
    ];
    const weighing = (more: Json) => errors(profile, observation({ valueQuantity: { value: 500, ...more } }));
    const { system } = minValueQuantity;
    assert.deepEqual(weighing({ unit: 'g' }), []);
    assert.deepEqual(weighing({ system, code: 'kg' }), []);
    assert.deepEqual(weighing({ system, code: 'g' }), ['value-below-minimum @ Observation.value.ofType(Quantity)']);
    assert.deepEqual(weighing({ system, code: 'm' }), ['value-not-comparable @ Observation.value.ofType(Quantity)']);
  });

  it('impose others, also each other', () => {
    const other = 'http://test.example/StructureDefinition/other';
    const imposing = (valueCanonical: string) => ({
      extension: [{ url: 'http://hl7.org/fhir/StructureDefinition/structuredefinition-imposeProfile', valueCanonical }],
    });
    const profiles = [
      definition('Patient', [{ path: 'Patient.gender', min: 1 }], imposing(other)),
      definition('Patient', [{ path: 'Patient.birthDate', min: 1 }], { url: other, ...imposing(URL) }),
    ];
    assert.deepEqual(errors(profiles, patient({ gender: 'other', birthDate: '2000' })), []);
    assert.deepEqual(errors(profiles, patient({ gender: 'other' })), ['element-missing @ Patient']);
  });

  it('of what a bundle begins with hold for that', () => {
    const profile = [definition('Patient', [{ path: 'Patient.birthDate', min: 1 }])];
    const bundle = (more: Json) => ({
      resourceType: 'Bundle',
      type: 'collection',
      entry: [{ fullUrl: 'http://test.example/Patient/1', resource: patient({ id: '1', ...more }) }],
    });
    assert.deepEqual(errors(profile, bundle({ birthDate: '2000' })), []);
    assert.deepEqual(errors(profile, bundle({})), ['element-missing @ Bundle.entry[0].resource']);
  });

  it('fix values and give patterns', () => {
    const profile = [
      definition('Patient', [
        { path: 'Patient.gender', fixedCode: 'other' },
        { path: 'Patient.maritalStatus', patternCodeableConcept: { coding: [{ code: 'M' }] } },
      ]),
    ];
    assert.deepEqual(
      errors(
        profile,
        patient({ gender: 'other', maritalStatus: { text: 'x', coding: [{ code: 'S' }, { code: 'M' }] } }),
      ),
      [],
    );
    assert.deepEqual(errors(profile, patient({ gender: 'male', maritalStatus: { coding: [{ code: 'S' }] } })), [
      'value-not-fixed @ Patient.gender',
      'value-not-pattern @ Patient.maritalStatus',
    ]);
  });

  it('limit types, lengths and ranges', () => {
    const profile = [
      definition('Observation', [
        {
          path: 'Observation.value[x]',
          type: [{ code: 'Quantity' }, { code: 'string' }],
          maxLength: 3,
          minValueQuantity: { value: 1, system: 'http://unitsofmeasure.org', code: 'kg' },
        },
      ]),
    ];
    const quantity = (value: number, code: string) =>
      observation({ valueQuantity: { value, system: 'http://unitsofmeasure.org', code } });
    assert.deepEqual(errors(profile, quantity(1200, 'g')), []);
    assert.deepEqual(errors(profile, quantity(900, 'g')), ['value-below-minimum @ Observation.value.ofType(Quantity)']);
    assert.deepEqual(errors(profile, quantity(900, 'm')), [
      'value-not-comparable @ Observation.value.ofType(Quantity)',
    ]);
    assert.deepEqual(errors(profile, observation({ valueString: 'long' })), [
      'primitive-too-long @ Observation.value.ofType(string)',
    ]);
    assert.deepEqual(errors(profile, observation({ valueBoolean: true })), [
      'type-not-allowed @ Observation.value.ofType(boolean)',
    ]);
  });

  it('bring invariants, with %resource', () => {
    const profile = [
      definition('Patient', [
        {
          path: 'Patient.name',
          constraint: [
            { key: 'x-1', severity: 'error', human: 'x', expression: 'family.exists() or %resource.active' },
          ],
        },
      ]),
    ];
    assert.deepEqual(errors(profile, patient({ active: true, name: [{ text: 'a' }] })), []);
    assert.deepEqual(errors(profile, patient({ name: [{ family: 'a' }, { text: 'a' }] })), [
      'invariant-violated @ Patient.name[1]',
    ]);
  });

  it('slice by value, closed', () => {
    const profile = [
      definition('Patient', [
        { path: 'Patient.identifier', ...sliced({ type: 'value', path: 'system' }, 'closed') },
        { id: 'Patient.identifier:a', path: 'Patient.identifier', sliceName: 'a', min: 1, max: '1' },
        { id: 'Patient.identifier:a.system', path: 'Patient.identifier.system', min: 1, fixedUri: 'http://a.example' },
        { id: 'Patient.identifier:a.value', path: 'Patient.identifier.value', min: 1 },
      ]),
    ];
    const one = { system: 'http://a.example', value: '1' };
    assert.deepEqual(errors(profile, patient({ identifier: [one] })), []);
    assert.deepEqual(errors(profile, patient({ identifier: [{ system: 'http://b.example' }] })), [
      'slice-none-matches @ Patient.identifier[0]',
      'slice-missing @ Patient',
    ]);
    assert.deepEqual(errors(profile, patient({ identifier: [one, { system: 'http://a.example' }] })), [
      'element-missing @ Patient.identifier[1]',
      'slice-too-many @ Patient',
    ]);
  });

  it('slice by pattern, in order, with the open ones last', () => {
    const slice = (name: string, code: string) => [
      { id: `Observation.category:${name}`, path: 'Observation.category', sliceName: name, max: '1' },
      {
        id: `Observation.category:${name}.coding`,
        path: 'Observation.category.coding',
        min: 1,
        patternCoding: { code },
      },
    ];
    const profile = [
      definition('Observation', [
        {
          path: 'Observation.category',
          ...sliced({ type: 'pattern', path: 'coding' }, 'openAtEnd', { ordered: true }),
        },
        ...slice('a', '1'),
        ...slice('b', '2'),
      ]),
    ];
    const categories = (...codes: string[]) => observation({ category: codes.map((code) => ({ coding: [{ code }] })) });
    assert.deepEqual(errors(profile, categories('1', '2', '3')), []);
    assert.deepEqual(errors(profile, categories('2', '1')), ['slice-out-of-order @ Observation.category[1]']);
    assert.deepEqual(errors(profile, categories('3', '1')), ['slice-not-at-end @ Observation.category[1]']);
  });

  it('slice by type and by existence', () => {
    const byType = [
      definition('Observation', [
        { path: 'Observation.value[x]', ...sliced({ type: 'type', path: '$this' }, 'closed') },
        {
          id: 'Observation.value[x]:valueString',
          path: 'Observation.value[x]',
          sliceName: 'valueString',
          type: [{ code: 'string' }],
          fixedString: 'yes',
        },
      ]),
    ];
    assert.deepEqual(errors(byType, observation({ valueString: 'yes' })), []);
    assert.deepEqual(errors(byType, observation({ valueString: 'no' })), [
      'value-not-fixed @ Observation.value.ofType(string)',
    ]);
    assert.deepEqual(errors(byType, observation({ valueInteger: 1 })), [
      'slice-none-matches @ Observation.value.ofType(integer)',
    ]);
    const byExistence = [
      definition('Patient', [
        { path: 'Patient.name', ...sliced({ type: 'exists', path: 'period' }) },
        { id: 'Patient.name:old', path: 'Patient.name', sliceName: 'old', max: '1' },
        { id: 'Patient.name:old.period', path: 'Patient.name.period', min: 1 },
        { id: 'Patient.name:now', path: 'Patient.name', sliceName: 'now', min: 1 },
        { id: 'Patient.name:now.period', path: 'Patient.name.period', max: '0' },
      ]),
    ];
    assert.deepEqual(
      errors(byExistence, patient({ name: [{ text: 'a' }, { text: 'b', period: { end: '2020' } }] })),
      [],
    );
    assert.deepEqual(errors(byExistence, patient({ name: [{ text: 'b', period: { end: '2020' } }] })), [
      'slice-missing @ Patient',
    ]);
  });

  it('slice by the profile and by the type of what is referred to', () => {
    const woman = definition('Patient', [{ path: 'Patient.gender', min: 1, fixedCode: 'female' }], {
      url: `${URL}-woman`,
    });
    const bundle = (discriminator: Json, profile: string, type: string) => [
      woman,
      definition('Bundle', [
        { path: 'Bundle.entry', ...sliced(discriminator) },
        { id: 'Bundle.entry:one', path: 'Bundle.entry', sliceName: 'one', min: 1 },
        {
          id: 'Bundle.entry:one.resource',
          path: 'Bundle.entry.resource',
          min: 1,
          type: [{ code: type, ...(profile && { profile: [profile] }) }],
        },
      ]),
    ];
    const withGender = (gender: string) => ({
      resourceType: 'Bundle',
      type: 'collection',
      entry: [{ fullUrl: 'urn:uuid:5ba1d60f-20c0-4c80-838b-722b03dd4497', resource: patient({ gender }) }],
    });
    const byProfile = bundle({ type: 'profile', path: 'resource' }, `${URL}-woman`, 'Patient');
    assert.deepEqual(errors(byProfile, withGender('female')), []);
    assert.deepEqual(errors(byProfile, withGender('male')), ['slice-missing @ Bundle']);
    const byType = bundle({ type: 'type', path: 'resource' }, '', 'Patient');
    assert.deepEqual(errors(byType, withGender('male')), []);
    assert.deepEqual(errors(bundle({ type: 'type', path: 'resource' }, '', 'Group'), withGender('male')), [
      'slice-missing @ Bundle',
    ]);
  });

  it('name what a profile cannot be used for', () => {
    assert.deepEqual(errors([definition('Group', [])], patient({})), ['profile-wrong-type @ Patient']);
    assert.deepEqual(errors([definition('Patient', [{ path: 'Patient.nothing', min: 1 }])], patient({})), [
      'profile-broken @ Patient',
    ]);
    assert.deepEqual(errors([], patient({}), `${URL}-unknown`), ['profile-unresolved @ Patient']);
  });

  it('only warn of a claimed profile that no one knows', () => {
    const findings = base.validate(patient({ meta: { profile: [`${URL}-unknown`] } }));
    assert.deepEqual(
      findings.map((item) => [item.code, item.severity, item.expression]),
      [['profile-unknown', 'warning', 'Patient.meta.profile[0]']],
    );
  });

  it('build on one another, in versions', () => {
    const first = definition('Patient', [{ path: 'Patient.gender', min: 1 }], { version: '1' });
    const second = definition('Patient', [{ path: 'Patient.birthDate', min: 1 }], { version: '2' });
    const derived = definition('Patient', [{ path: 'Patient.active', min: 1 }], {
      url: `${URL}-derived`,
      baseDefinition: `${URL}|1`,
    });
    const all = [first, second, derived];
    assert.deepEqual(errors(all, patient({ gender: 'male' }), `${URL}|1`), []);
    assert.deepEqual(errors(all, patient({ gender: 'male' }), URL), ['element-missing @ Patient']);
    assert.deepEqual(errors(all, patient({ active: true }), `${URL}-derived`), ['element-missing @ Patient']);
  });
});
