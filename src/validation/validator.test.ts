import assert from 'node:assert/strict';
import { loadR4Core } from '../fhir/definitions/r4-core.ts';
import { createValidator, type Validator } from './validator.ts';

const definitions = loadR4Core();
const validator = createValidator({ definitions });

type Json = Record<string, unknown>;

/** `code @ expression` of every error, in order. */
function errors(resource: unknown, by: Validator = validator, call = {}): string[] {
  return by
    .validate(resource, call)
    .filter((item) => item.severity === 'error' || item.severity === 'fatal')
    .map((item) => `${item.code} @ ${item.expression}`);
}

const patient = (more: Json = {}): Json => ({ resourceType: 'Patient', id: 'p1', ...more });
const observation = (more: Json = {}): Json => ({
  resourceType: 'Observation',
  status: 'final',
  code: { text: 'a measurement' },
  ...more,
});

describe('validate: structure', () => {
  const cases: [name: string, resource: unknown, expected: string[]][] = [
    ['accepts a plain resource', patient({ active: true, birthDate: '2001-02-03' }), []],
    ['refuses what is no resource', 42, ['resource-type-missing @ ']],
    ['refuses a resource without a type', { id: 'x' }, ['resource-type-missing @ ']],
    ['refuses an unknown type', { resourceType: 'Patent' }, ['resource-type-unknown @ Patent']],
    ['finds unknown properties', patient({ nickname: 'x' }), ['element-unknown @ Patient']],
    ['wants lists where elements repeat', patient({ name: { family: 'x' } }), ['element-must-be-list @ Patient.name']],
    ['wants no list elsewhere', patient({ birthDate: ['2001'] }), ['element-not-a-list @ Patient.birthDate']],
    ['refuses empty lists', patient({ name: [] }), ['element-empty-list @ Patient.name']],
    [
      'refuses empty objects',
      patient({ contact: [{}] }),
      ['element-empty @ Patient.contact[0]', 'invariant-violated @ Patient.contact[0]'],
    ],
    ['refuses null', patient({ birthDate: null }), ['element-null @ Patient.birthDate']],
    [
      'allows null beside an extension',
      patient({
        name: [
          {
            given: ['A', null],
            _given: [
              null,
              {
                extension: [
                  { url: 'http://hl7.org/fhir/StructureDefinition/data-absent-reason', valueCode: 'unknown' },
                ],
              },
            ],
          },
        ],
      }),
      [],
    ],
    ['wants objects', patient({ name: ['x'] }), ['element-wrong-json-type @ Patient.name[0]']],
    ['wants required elements', { resourceType: 'Observation', status: 'final' }, ['element-missing @ Observation']],
    [
      'wants one type of a choice',
      observation({ valueString: 'a', valueInteger: 1 }),
      ['choice-several-types @ Observation'],
    ],
    [
      'follows content references',
      {
        resourceType: 'Questionnaire',
        status: 'draft',
        item: [{ linkId: 'a', type: 'group', item: [{ linkId: 'b', type: 'string', itm: 1 }] }],
      },
      ['element-unknown @ Questionnaire.item[0].item[0]'],
    ],
    [
      'wants ids of elements to be unique',
      patient({
        name: [
          { id: 'a', text: 'x' },
          { id: 'a', text: 'y' },
        ],
      }),
      ['id-duplicate @ Patient.name[1]'],
    ],
  ];
  for (const [name, resource, expected] of cases) it(name, () => assert.deepEqual(errors(resource), expected));
});

describe('validate: primitives', () => {
  const valid: [element: string, values: unknown[]][] = [
    ['birthDate', ['2024', '2024-02', '2024-02-29']],
    ['deceasedDateTime', ['2024-02-29T23:59:60Z', '2024-01-01T00:00:00.123+14:00', '2024']],
    ['multipleBirthInteger', [0, -5, 2147483647]],
  ];
  const invalid: [element: string, values: unknown[]][] = [
    ['birthDate', ['2026-02-30', '2023-02-29', '0000', '2024-13', '24-01-01', '2024-1-1', 'now', 2024, true]],
    ['deceasedDateTime', ['2024-01-01T00:00:00', '2024-01-01T24:00:00Z', '2024-01-01T00:00Z', '2024-02-30T00:00:00Z']],
    ['multipleBirthInteger', [1.5, '1', 2147483648]],
    ['active', ['true', 1]],
    ['id', ['a_b', 'ö', 'x'.repeat(65), '']],
    ['implicitRules', ['http://a b', 'urn:uuid:123', 'urn:oid:3.1', 'oid:1.2']],
  ];
  for (const [element, values] of valid) {
    for (const value of values) {
      it(`accepts ${element} ${JSON.stringify(value)}`, () =>
        assert.deepEqual(errors(patient({ [element]: value })), []));
    }
  }
  for (const [element, values] of invalid) {
    for (const value of values) {
      it(`refuses ${element} ${JSON.stringify(value)}`, () => {
        const found = errors(patient({ [element]: value }));
        assert.equal(found.length, 1, found.join());
        const place =
          element === 'deceasedDateTime'
            ? 'deceased.ofType(dateTime)'
            : element === 'multipleBirthInteger'
              ? 'multipleBirth.ofType(integer)'
              : element;
        assert.ok(found[0]!.endsWith(`@ Patient.${place}`), found[0]);
      });
    }
  }

  it('says that 2026-02-30 is no day', () => {
    assert.deepEqual(errors(patient({ birthDate: '2026-02-30' })), ['primitive-impossible-date @ Patient.birthDate']);
  });
});

describe('validate: terminology', () => {
  it('checks required bindings of codes', () => {
    assert.deepEqual(errors(patient({ gender: 'man' })), ['code-not-in-value-set @ Patient.gender']);
  });

  it('checks required bindings of concepts', () => {
    const system = 'http://terminology.hl7.org/CodeSystem/condition-clinical';
    const condition = (code: string) => ({
      resourceType: 'Condition',
      subject: { reference: 'Patient/1' },
      clinicalStatus: { coding: [{ system, code }] },
    });
    assert.deepEqual(errors(condition('active')), []);
    assert.deepEqual(errors(condition('asleep')), [
      'code-unknown @ Condition.clinicalStatus.coding[0].code',
      'code-not-in-value-set @ Condition.clinicalStatus',
    ]);
  });

  it('finds wrong displays and value sets used as systems', () => {
    const coding = (more: Json) => observation({ code: { coding: [more] } });
    const marital = 'http://terminology.hl7.org/CodeSystem/v3-MaritalStatus';
    assert.deepEqual(errors(coding({ system: marital, code: 'M', display: 'married' })), []);
    assert.deepEqual(errors(coding({ system: marital, code: 'M', display: 'Single' })), [
      'display-wrong @ Observation.code.coding[0].display',
    ]);
    assert.deepEqual(errors(coding({ system: 'http://hl7.org/fhir/ValueSet/marital-status', code: 'M' })), [
      'code-system-is-value-set @ Observation.code.coding[0].system',
    ]);
  });

  it('only warns of systems that it does not know', () => {
    const found = validator.validate(
      observation({ code: { coding: [{ system: 'http://unknown.example/x', code: 'y' }] } }),
    );
    assert.deepEqual(
      found.map((item) => [item.code, item.severity]),
      [['code-system-unknown', 'warning']],
    );
  });
});

describe('validate: extensions', () => {
  const extended = (url: string, value: Json = { valueString: 'x' }) => patient({ extension: [{ url, ...value }] });

  it('refuses what no one defines, but for example domains and what is allowed', () => {
    assert.deepEqual(errors(extended('http://nowhere.test/x')), ['extension-unknown @ Patient.extension[0]']);
    assert.deepEqual(errors(extended('http://example.org/x')), []);
    const options = { allowedExtensions: ['http://nowhere.test/'] };
    assert.deepEqual(errors(extended('http://nowhere.test/x'), validator, { options }), []);
  });

  it('checks context, value and url of known ones', () => {
    const url = 'http://hl7.org/fhir/StructureDefinition/patient-birthPlace';
    assert.deepEqual(errors(extended(url, { valueAddress: { city: 'Visby' } })), []);
    assert.deepEqual(errors(extended(url)), ['type-not-allowed @ Patient.extension[0]']);
    assert.deepEqual(errors(observation({ extension: [{ url, valueAddress: { city: 'Visby' } }] })), [
      'extension-context @ Observation',
    ]);
    assert.deepEqual(errors(patient({ modifierExtension: [{ url, valueAddress: { city: 'Visby' } }] })), [
      'extension-must-not-be-modifier @ Patient.modifierExtension[0]',
    ]);
    assert.deepEqual(errors(extended('birthPlace')), ['extension-url-relative @ Patient.extension[0]']);
  });
});

describe('validate: references, contained resources, narrative', () => {
  it('checks types that are known', () => {
    const toSelf = (reference: string, contained: Json[] = []) =>
      patient({ generalPractitioner: [{ reference }], contained });
    assert.deepEqual(errors(toSelf('#x', [{ resourceType: 'Practitioner', id: 'x' }])), []);
    assert.deepEqual(errors(toSelf('#x', [{ resourceType: 'Location', id: 'x' }])), [
      'reference-target-type @ Patient.generalPractitioner[0]',
    ]);
    assert.ok(
      errors(patient({ generalPractitioner: [{ reference: '#y' }] })).includes(
        'reference-contained-missing @ Patient.generalPractitioner[0]',
      ),
    );
  });

  it('wants contained resources to be referred to', () => {
    assert.deepEqual(errors(patient({ contained: [{ resourceType: 'Organization', id: 'o', name: 'x' }] })), [
      'contained-not-referenced @ Patient.contained[0]',
    ]);
  });

  it('accepts formatting and refuses scripts in narratives', () => {
    const narrated = (div: string) => patient({ text: { status: 'generated', div } });
    const ns = 'xmlns="http://www.w3.org/1999/xhtml"';
    assert.deepEqual(errors(narrated(`<div ${ns}><p class="x">Hello &amp; <b>welcome</b><br/></p></div>`)), []);
    assert.deepEqual(errors(narrated(`<div ${ns}><script>x</script></div>`)), ['narrative-element @ Patient.text.div']);
    assert.deepEqual(errors(narrated(`<div ${ns}><p onclick="x">y</p></div>`)), [
      'narrative-attribute @ Patient.text.div',
    ]);
    assert.deepEqual(errors(narrated(`<div ${ns}><a href="javascript:x">y</a></div>`)), [
      'narrative-script @ Patient.text.div',
    ]);
    assert.deepEqual(errors(narrated(`<div ${ns}> </div>`)), ['narrative-empty @ Patient.text.div']);
    assert.deepEqual(errors(narrated(`<div ${ns}><p>x</div>`)), ['narrative-malformed @ Patient.text.div']);
    assert.deepEqual(errors(narrated('<p>x</p>')), ['narrative-root @ Patient.text.div']);
  });
});

describe('validate: bundles', () => {
  const bundle = (type: string, entry: Json[]): Json => ({ resourceType: 'Bundle', type, entry });

  it('checks addresses', () => {
    const found = errors(
      bundle('collection', [
        { fullUrl: 'Patient/1', resource: patient() },
        { fullUrl: 'http://test.example/Patient/other', resource: patient() },
        { fullUrl: 'urn:uuid:5ba1d60f-20c0-4c80-838b-722b03dd4497', resource: patient() },
        { fullUrl: 'urn:uuid:5ba1d60f-20c0-4c80-838b-722b03dd4497', resource: patient() },
      ]),
    );
    assert.deepEqual(found, [
      'bundle-fullurl-relative @ Bundle.entry[0]',
      'bundle-fullurl-mismatch @ Bundle.entry[1]',
      'bundle-fullurl-duplicate @ Bundle',
    ]);
  });

  it('resolves references in the bundle, and checks their types', () => {
    const practitioner = {
      fullUrl: 'http://test.example/Practitioner/a',
      resource: { resourceType: 'Practitioner', id: 'a' },
    };
    const location = {
      fullUrl: 'http://test.example/Location/a',
      resource: { resourceType: 'Location', id: 'a', name: 'x' },
    };
    const withReference = (reference: string) => ({
      fullUrl: 'http://test.example/Patient/p1',
      resource: patient({ generalPractitioner: [{ reference }] }),
    });
    assert.deepEqual(errors(bundle('collection', [withReference('Practitioner/a'), practitioner])), []);
    assert.deepEqual(errors(bundle('collection', [withReference('Location/a'), location])), [
      'reference-target-type @ Bundle.entry[0].resource.generalPractitioner[0]',
    ]);
  });

  it('wants everything in a document to belong to it', () => {
    const composition = {
      fullUrl: 'http://test.example/Composition/c',
      resource: {
        resourceType: 'Composition',
        id: 'c',
        status: 'final',
        type: { text: 'x' },
        date: '2026',
        title: 'x',
        author: [{ reference: 'Practitioner/missing' }],
      },
    };
    const stray = { fullUrl: 'http://test.example/Patient/p1', resource: patient() };
    const found = errors({
      ...bundle('document', [composition, stray]),
      identifier: { system: 'http://test.example', value: '1' },
      timestamp: '2026-01-01T00:00:00Z',
    });
    assert.deepEqual(found, [
      'bundle-reference-unresolved @ Bundle.entry[0].resource.author[0]',
      'bundle-entry-unreachable @ Bundle.entry[1]',
    ]);
  });
});

describe('validate: findings', () => {
  it('carry rule and both languages, and never a value', () => {
    const secret = '19121212-1212';
    const findings = validator.validate(
      patient({
        gender: secret,
        birthDate: secret,
        [secret]: 1,
        identifier: [{ system: 'x', value: secret, use: secret }],
      }),
    );
    assert.ok(findings.length >= 4);
    for (const item of findings) {
      assert.ok(item.message.en && item.message.sv && item.rule, item.code);
      assert.ok(!JSON.stringify(item).includes(secret), JSON.stringify(item));
    }
  });

  it('suggest what was meant', () => {
    const [found] = validator.validate(patient({ nam: [] }));
    assert.match(found!.fix!.en, /"name"/);
  });

  it('give expressions from where the resource stands', () => {
    const [found] = validator.validate(patient({ gender: 'x' }), { path: 'Bundle.entry[3].resource' });
    assert.equal(found!.expression, 'Bundle.entry[3].resource.gender');
  });

  it("do not leak one request's definitions into the next", () => {
    const url = 'http://nowhere.test/StructureDefinition/ext';
    const extension = {
      resourceType: 'StructureDefinition',
      url,
      name: 'Ext',
      status: 'draft',
      kind: 'complex-type',
      abstract: false,
      type: 'Extension',
      baseDefinition: 'http://hl7.org/fhir/StructureDefinition/Extension',
      derivation: 'constraint',
      context: [{ type: 'element', expression: 'Patient' }],
      differential: { element: [{ id: 'Extension.url', path: 'Extension.url', fixedUri: url }] },
    };
    const resource = patient({ extension: [{ url, valueString: 'x' }] });
    assert.deepEqual(errors(resource, validator.withDefinitions([extension])), []);
    assert.deepEqual(errors(resource), ['extension-unknown @ Patient.extension[0]']);
  });
});
