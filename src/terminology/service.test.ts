import assert from 'node:assert/strict';
import { join } from 'node:path';
import type { CodeSystem, ConceptMap, ValueSet } from '@medplum/fhirtypes';
import fc from 'fast-check';
import { DefinitionIndex } from '../fhir/definitions/definition-index.ts';
import { PERSON_IDENTIFIER_SERIES } from '../identity/person-identifier.ts';
import { PACKAGE_ROOT } from '../package-root.ts';
import { createTerminology } from './service.ts';
import { isTranslation, translate } from './translate.ts';

const ICD = 'http://hl7.org/fhir/sid/icd-10-se';
const KVA = 'urn:oid:1.2.752.116.1.3.2.1.4';
const ATC = 'http://www.whocc.no/atc';
const SLUSS = 'https://sluss.se/fhir';

const definitions = new DefinitionIndex().layer([]);
const terminology = createTerminology({ folders: [join(PACKAGE_ROOT, 'terminology')], definitions });

describe('the shipped terminology', () => {
  it('has the complete small systems', () => {
    const sizes: Record<string, number> = {
      [`${SLUSS}/CodeSystem/kon`]: 2,
      [`${SLUSS}/CodeSystem/mvo`]: 144,
      [`${SLUSS}/CodeSystem/par-insatt`]: 3,
      [`${SLUSS}/CodeSystem/par-utsatt`]: 4,
      [`${SLUSS}/CodeSystem/par-ktyp`]: 9,
      [`${SLUSS}/CodeSystem/par-verks-akut`]: 6,
      [`${SLUSS}/CodeSystem/par-hdia`]: 2,
      'urn:oid:1.2.752.129.2.2.1.18': 21,
      'urn:oid:1.2.752.129.2.2.1.17': 290,
    };
    for (const [system, size] of Object.entries(sizes)) {
      const edition = terminology.edition(system);
      assert.equal(edition?.content, 'complete', system);
      assert.equal(edition.concepts.size, size, system);
    }
  });

  it('has fragments of the large classifications, whose codes have the form that is stated', () => {
    const valueSets: [string, string, RegExp][] = [
      [ICD, 'icd-10-se', /^[A-Z]\d{3}[0-9A-Z]?$/],
      [KVA, 'kva', /^[A-Z]{2}([A-Z]\d\d|\d{3})$/],
      [ATC, 'atc', /^[A-Z]\d\d[A-Z]{2}\d\d$/],
    ];
    for (const [system, id, form] of valueSets) {
      const edition = terminology.edition(system);
      assert.equal(edition?.content, 'fragment');
      for (let n = 0; n < edition.concepts.size; n++) {
        const code: string = edition.concepts.code(n);
        assert.ok(edition.concepts.display(n), code);
        const inValueSet: boolean | undefined = terminology
          .valueSet(`${SLUSS}/ValueSet/${id}`)
          ?.contains(system, code, {});
        assert.equal(inValueSet, !edition.concepts.isHeading(n), code);
        if (inValueSet) assert.match(code, form);
        const roots = edition.concepts.parents(n).length === 0;
        assert.ok(!roots || edition.concepts.isHeading(n), `${code} has no parent`);
      }
    }
  });

  it('says of every system and map whether it has been verified, and by what', () => {
    for (const type of ['CodeSystem', 'ConceptMap'] as const) {
      for (const resource of createTerminology({ folders: [join(PACKAGE_ROOT, 'terminology')] })[
        type === 'CodeSystem' ? 'codeSystems' : 'conceptMaps'
      ]()) {
        const parts = (resource as CodeSystem).extension?.find(({ url }) => url?.endsWith('/verification'))?.extension;
        assert.match(parts?.find(({ url }) => url === 'status')?.valueCode ?? '', /^(un)?verified$/, resource.url);
        assert.ok(parts?.find(({ url }) => url === 'source')?.valueString, resource.url);
      }
    }
  });

  it('has the canonical systems that identity checks', () => {
    for (const { system } of PERSON_IDENTIFIER_SERIES)
      assert.equal(terminology.canonicalSystem(system, 'identifier'), system);
    assert.equal(
      terminology.canonicalSystem('urn:oid:1.2.752.74.9.1', 'identifier'),
      'http://electronichealth.se/identifier/nationelltReservnummer',
    );
  });

  it('maps only to codes that exist', () => {
    for (const map of terminology.conceptMaps()) {
      for (const group of map.group ?? []) {
        for (const element of group.element ?? []) {
          for (const { code, equivalence } of element.target ?? []) {
            if (equivalence === 'unmatched') continue;
            const outcome = terminology.validateCoding({ system: group.target, code });
            assert.equal(outcome.status, 'valid', `${map.id} ${element.code}`);
          }
        }
      }
    }
  });
});

describe('canonicalSystem', () => {
  it('knows every live name of a system', () => {
    const cases: [string, string, 'codesystem' | 'identifier'][] = [
      ['https://www.icd10.se/', ICD, 'codesystem'],
      ['urn:oid:1.2.752.116.1.1.1.1.3', ICD, 'codesystem'],
      ['1.2.752.116.1.1.1.1.8', ICD, 'codesystem'],
      ['http://electronichealth.se/id/kva', KVA, 'codesystem'],
      ['urn:oid:1.2.752.116.1.3.2.3.6', KVA, 'codesystem'],
      ['1.2.752.116.1.3.2.1.4', KVA, 'codesystem'],
      ['urn:oid:1.2.752.129.2.2.3.1.1', ATC, 'codesystem'],
      ['urn:oid:1.2.759.129.2.2.1.4', 'urn:oid:1.2.752.129.2.2.1.4', 'codesystem'],
      ['urn:oid:1.2.752.129.2.1.4.1', 'urn:oid:1.2.752.29.4.19', 'identifier'],
      ['1.2.752.129.2.1.3.1', 'http://electronichealth.se/identifier/personnummer', 'identifier'],
      ['urn:oid:9.9.9', 'urn:oid:9.9.9', 'codesystem'],
    ];
    for (const [alias, canonical, kind] of cases) assert.equal(terminology.canonicalSystem(alias, kind), canonical);
  });

  it('lets the form of the code decide where two systems claim one name', () => {
    const shared = 'urn:oid:1.2.752.116.1.1.1.1.1';
    assert.equal(terminology.canonicalSystem(shared, 'codesystem', 'I10.9'), ICD);
    assert.equal(terminology.canonicalSystem(shared, 'codesystem', 'AF063'), KVA);
    assert.equal(terminology.canonicalSystem(shared, 'codesystem', 'x'), shared);
  });
});

describe('normaliseCodings', () => {
  it('puts canonical systems and code forms everywhere, and says where', () => {
    const bundle = {
      resourceType: 'Bundle',
      entry: [
        {
          resource: {
            resourceType: 'Condition',
            code: { coding: [{ system: 'https://www.icd10.se/', code: 'i10.9', display: 'Hypertoni' }] },
            subject: { identifier: { system: 'urn:oid:1.2.752.129.2.1.3.1', value: '191212121212' } },
            contained: [
              {
                resourceType: 'Organization',
                identifier: [{ system: 'urn:oid:1.2.752.129.2.1.4.1', value: 'SE2321000016-1' }],
                telecom: [{ system: 'phone', value: '1' }],
              },
            ],
          },
        },
        {
          resource: {
            resourceType: 'Observation',
            valueQuantity: { system: 'http://unitsofmeasure.org', code: 'mg', value: 1 },
          },
        },
      ],
    };
    const changes = terminology.normaliseCodings(bundle);
    const [condition, observation] = bundle.entry.map(({ resource }) => resource);
    assert.deepEqual(condition?.code?.coding, [{ system: ICD, code: 'I109', display: 'Hypertoni' }]);
    assert.equal(condition?.subject?.identifier.system, 'http://electronichealth.se/identifier/personnummer');
    assert.equal(condition?.contained?.[0]?.identifier[0]?.system, 'urn:oid:1.2.752.29.4.19');
    assert.equal(observation?.valueQuantity?.code, 'mg');
    assert.deepEqual(
      changes.map(({ expression, kind }) => `${kind} ${expression}`),
      [
        'system Bundle.entry[0].resource.code.coding[0].system',
        'code Bundle.entry[0].resource.code.coding[0].code',
        'system Bundle.entry[0].resource.subject.identifier.system',
        'system Bundle.entry[0].resource.contained[0].identifier[0].system',
      ],
    );
    assert.ok(!JSON.stringify(changes).includes('1912'));
    assert.deepEqual(terminology.normaliseCodings(bundle), []);
  });

  it('writes an organisationsnummer with its ten digits, by which registers compare it with the submitter', () => {
    for (const value of ['212099-1019', '162120991019', '16212099-1019', '2120991019']) {
      const organization = { resourceType: 'Organization', identifier: [{ system: 'urn:oid:2.5.4.97', value }] };
      terminology.normaliseCodings(organization);
      assert.equal(organization.identifier[0]?.value, '2120991019');
    }
  });
});

describe('normaliseCodings of addresses', () => {
  it('puts right what names a resource by its identifier', () => {
    const oid = 'urn:oid:1.2.752.129.2.1.4.1';
    const canonical = 'urn:oid:1.2.752.29.4.19';
    const bundle = {
      resourceType: 'Bundle',
      entry: [
        {
          request: {
            method: 'PUT',
            url: `Organization?identifier=${encodeURIComponent(oid)}%7CSE1`,
            ifNoneExist: `identifier=${oid}|SE1`,
          },
          resource: {
            resourceType: 'Encounter',
            serviceProvider: { reference: `Organization?active=true&identifier=${oid}|SE1` },
            subject: { reference: 'Patient/identifier=1' },
          },
        },
      ],
    };
    const changes = terminology.normaliseCodings(bundle);
    const [{ request, resource }] = bundle.entry as [(typeof bundle.entry)[number]];
    assert.equal(request.url, `Organization?identifier=${encodeURIComponent(canonical)}%7CSE1`);
    assert.equal(request.ifNoneExist, `identifier=${canonical}|SE1`);
    assert.equal(resource.serviceProvider.reference, `Organization?active=true&identifier=${canonical}|SE1`);
    assert.equal(resource.subject.reference, 'Patient/identifier=1');
    assert.equal(changes.length, 3);
  });

  it('does nothing the second time', () => {
    const systems = [
      'https://www.icd10.se/',
      'urn:oid:1.2.752.116.1.1.1.1.1',
      '1.2.752.129.2.1.3.1',
      'http://electronichealth.se/id/kva',
      'urn:x',
    ];
    fc.assert(
      fc.property(
        fc.array(
          fc.record({
            system: fc.constantFrom(...systems),
            code: fc.constantFrom('i10.9', 'af063', 'J18.9', 'x'),
            value: fc.constant(undefined),
          }),
        ),
        fc.array(fc.record({ system: fc.constantFrom(...systems), value: fc.string() })),
        (coding, identifier) => {
          const resource = structuredClone({ resourceType: 'Condition', identifier, code: { coding } });
          terminology.normaliseCodings(resource);
          const once = structuredClone(resource);
          assert.deepEqual(terminology.normaliseCodings(resource), []);
          assert.deepEqual(resource, once);
        },
      ),
    );
  });
});

describe('validateCoding', () => {
  const status = (question: Parameters<typeof terminology.validateCoding>[0]) =>
    terminology.validateCoding(question).status;

  it('decides complete systems', () => {
    const system = `${SLUSS}/CodeSystem/par-insatt`;
    const valueSet = `${SLUSS}/ValueSet/par-insatt`;
    assert.equal(status({ system, code: '1', valueSet }), 'valid');
    assert.deepEqual(terminology.validateCoding({ system, code: '9', valueSet }), {
      status: 'not-in-value-set',
      codeExists: false,
      systemVersion: '2026-11-22',
    });
    assert.equal(status({ system, code: '9' }), 'unknown-code');
    assert.equal(status({ code: '2', valueSet }), 'valid');
    assert.equal(status({ code: '7', valueSet }), 'not-in-value-set');
    assert.deepEqual(terminology.validateCoding({ system: 'urn:oid:1.2.752.129.2.2.1.17', code: '126' }), {
      status: 'unknown-code',
      systemVersion: '2026-11-22',
      suggestion: '0126',
    });
  });

  it('leaves open what a fragment does not have, unless its form is impossible', () => {
    const valueSet = `${SLUSS}/ValueSet/icd-10-se`;
    assert.equal(status({ system: ICD, code: 'I109', valueSet }), 'valid');
    assert.equal(status({ system: 'https://www.icd10.se/', code: 'I10.9', valueSet }), 'valid');
    assert.equal(status({ system: ICD, code: 'Q999', valueSet }), 'fragment-unknown');
    assert.equal(status({ system: ICD, code: 'Q999' }), 'fragment-unknown');
    assert.deepEqual(terminology.validateCoding({ system: ICD, code: 'I10', valueSet }), {
      status: 'not-in-value-set',
      codeExists: true,
      abstract: true,
      systemVersion: '2026-11-22',
      display: 'Essentiell hypertoni (högt blodtryck utan känd orsak)',
      suggestion: 'I109',
    });
    const impossible = terminology.validateCoding({ system: ICD, code: 'HYPERTONI' });
    assert.equal(impossible.status, 'unknown-code');
    assert.match(impossible.reason?.en ?? '', /A999/);
    assert.equal(status({ system: KVA, code: 'PD000', valueSet: `${SLUSS}/ValueSet/kva` }), 'not-in-value-set');
    assert.equal(terminology.validateCoding({ system: ATC, code: 'QJ01CE01' }).reason?.sv, 'en veterinärkod');
  });

  it('compares displays without regard to capitals', () => {
    const coding = { system: `${SLUSS}/CodeSystem/kon`, code: '2' };
    assert.equal(terminology.validateCoding({ ...coding, display: 'kvinna' }).expectedDisplays, undefined);
    assert.deepEqual(terminology.validateCoding({ ...coding, display: 'Man' }).expectedDisplays, ['Kvinna']);
  });

  it('says what it does not know', () => {
    assert.deepEqual(terminology.validateCoding({ system: 'http://hl7.org/fhir/sid/icd10-se', code: 'I109' }), {
      status: 'unknown-system',
    });
    assert.deepEqual(terminology.validateCoding({ system: 'https://hl7.org/fhir/sid/icd-10-se/', code: 'I109' }), {
      status: 'unknown-system',
      suggestion: ICD,
    });
    assert.equal(status({ system: 'urn:oid:1.2.752.116.1.3.6', code: '20000' }), 'not-checked');
    assert.equal(status({ system: 'http://snomed.info/sct', code: '73211009' }), 'not-checked');
    assert.equal(status({ system: `${SLUSS}/ValueSet/kon`, code: '1' }), 'system-is-value-set');
    assert.equal(status({ system: `${SLUSS}/CodeSystem/kon`, code: '1', valueSet: 'urn:none' }), 'unknown-value-set');
    assert.equal(status({ system: `${SLUSS}/CodeSystem/kon` }), 'not-checked');
    assert.equal(status({ code: '1' }), 'not-checked');
  });
});

describe('codesOf', () => {
  it('gives complete sets of one system, and nothing else', () => {
    assert.deepEqual([...(terminology.codesOf(`${SLUSS}/ValueSet/par-insatt`) ?? [])], ['1', '2', '3']);
    assert.equal(terminology.codesOf(`${SLUSS}/ValueSet/mvo`)?.size, 144);
    assert.equal(terminology.codesOf(`${SLUSS}/ValueSet/icd-10-se`), undefined);
    assert.equal(terminology.codesOf('urn:none'), undefined);
  });
});

describe('over', () => {
  it('puts definitions in front that the service itself never sees', () => {
    const system: CodeSystem = {
      resourceType: 'CodeSystem',
      url: 'urn:test:colours',
      status: 'active',
      content: 'complete',
      concept: [{ code: 'red', concept: [{ code: 'scarlet' }] }, { code: 'blue' }],
    };
    const reds: ValueSet = {
      resourceType: 'ValueSet',
      url: 'urn:test:reds',
      status: 'active',
      compose: { include: [{ system: system.url, filter: [{ property: 'concept', op: 'is-a', value: 'red' }] }] },
    };
    const colours: ValueSet = {
      resourceType: 'ValueSet',
      url: 'urn:test:not-red',
      status: 'active',
      compose: { include: [{ system: system.url }], exclude: [{ valueSet: [reds.url!] }] },
    };
    const layered = terminology.over(definitions.layer([system, reds, colours]));
    const within = (code: string, valueSet: string) =>
      layered.validateCoding({ system: system.url, code, valueSet }).status;
    assert.equal(within('scarlet', 'urn:test:reds'), 'valid');
    assert.equal(within('blue', 'urn:test:reds'), 'not-in-value-set');
    assert.equal(within('blue', 'urn:test:not-red'), 'valid');
    assert.equal(within('scarlet', 'urn:test:not-red'), 'not-in-value-set');
    assert.equal(layered.validateCoding({ system: `${SLUSS}/CodeSystem/kon`, code: '1' }).status, 'valid');
    assert.equal(terminology.validateCoding({ system: system.url, code: 'red' }).status, 'unknown-system');
  });

  it('adds what a supplement says to the concepts of its system', () => {
    const system = `${SLUSS}/CodeSystem/kon`;
    const supplement: CodeSystem = {
      resourceType: 'CodeSystem',
      url: 'urn:test:english',
      status: 'active',
      content: 'supplement',
      supplements: system,
      concept: [
        { code: '2', designation: [{ language: 'en', value: 'Woman' }] },
        { code: '3', display: 'Other' },
      ],
    };
    const layered = terminology.over(definitions.layer([supplement]));
    assert.equal(layered.validateCoding({ system, code: '2', display: 'woman' }).expectedDisplays, undefined);
    assert.deepEqual(terminology.validateCoding({ system, code: '2', display: 'woman' }).expectedDisplays, ['Kvinna']);
    assert.equal(layered.validateCoding({ system, code: '3' }).status, 'unknown-code');
    assert.equal(layered.validateCoding({ system: 'urn:test:english', code: '2' }).status, 'system-is-supplement');
  });

  it('ends where value sets include each other', () => {
    const circle = (name: string, other: string): ValueSet => ({
      resourceType: 'ValueSet',
      url: name,
      status: 'active',
      compose: { include: [{ valueSet: [other] }, { system: `${SLUSS}/CodeSystem/kon`, concept: [{ code: '1' }] }] },
    });
    const layered = terminology.over(definitions.layer([circle('urn:a', 'urn:b'), circle('urn:b', 'urn:a')]));
    assert.equal(
      layered.validateCoding({ system: `${SLUSS}/CodeSystem/kon`, code: '1', valueSet: 'urn:a' }).status,
      'valid',
    );
    assert.equal(
      layered.validateCoding({ system: `${SLUSS}/CodeSystem/kon`, code: '2', valueSet: 'urn:a' }).status,
      'not-in-value-set',
    );
  });
});

describe('translate', () => {
  const map = (id: string) => terminology.conceptMap(`${SLUSS}/ConceptMap/${id}`) as ConceptMap;
  const code = (id: string, system: string, from: string) =>
    translate(terminology, map(id), { system, code: from }).find(isTranslation)?.concept?.code;

  it('gives the codes of the registers', () => {
    const hl7 = 'http://terminology.hl7.org/CodeSystem';
    assert.equal(code('admit-source-till-par-insatt', `${hl7}/admit-source`, 'nursing'), '2');
    assert.equal(code('admit-source-till-par-insatt', `${hl7}/admit-source`, 'other'), undefined);
    assert.equal(code('discharge-disposition-till-par-utsatt', `${hl7}/discharge-disposition`, 'exp'), '4');
    assert.equal(code('act-priority-till-par-pvard', `${hl7}/v3-ActPriority`, 'EL'), '1');
    assert.equal(code('act-priority-till-par-pvard', `${hl7}/v3-ActPriority`, 'EM'), '2');
    assert.equal(code('yrke-till-kva', '1.2.752.116.3.1.3', 'SJ'), 'XS919');
    assert.equal(code('yrke-till-kva', 'urn:other', 'SJ'), undefined);
    assert.equal(code('administrative-gender-till-kon', 'http://hl7.org/fhir/administrative-gender', 'female'), '2');
  });
});
