import assert from 'node:assert/strict';
import type { Encounter, Patient, Practitioner, Resource } from '@medplum/fhirtypes';
import fc from 'fast-check';
import { caseOf } from '../../test/golden/case-of.ts';
import { readGoldenCases } from '../../test/golden/golden-case.ts';
import { conceptMapTranslate as translate } from '../../test/golden/translate.ts';
import type { Case } from './case.ts';
import { evaluateCase } from './evaluate.ts';
import { loadRegisters } from './load.ts';
import { createMinimiser } from './minimise.ts';

const registers = loadRegisters();
const ids = registers.map(({ definition }) => definition.id);
const minimise = createMinimiser(registers);
const NOW = new Date('2026-11-15T12:00:00Z');
const cases = ids.flatMap(readGoldenCases);

type Json = Record<string, unknown>;

describe('minimising', () => {
  const patient: Patient = {
    resourceType: 'Patient',
    id: 'p',
    meta: { lastUpdated: '2026-10-01T08:00:00Z', profile: ['http://hl7.se/x'], source: 'urn:x' },
    text: { status: 'generated', div: '<div>Maja</div>' },
    identifier: [{ system: 'http://electronichealth.se/identifier/personnummer', value: '195003049805' }],
    name: [{ family: 'Testsson' }],
    telecom: [{ system: 'phone', value: '070' }],
    gender: 'female',
    birthDate: '1950-03-04',
    address: [
      {
        use: 'home',
        line: ['Provgatan 1'],
        city: 'Stockholm',
        extension: [
          {
            url: 'https://sluss.se/fhir/StructureDefinition/kommunkod',
            valueCoding: { system: 'urn:oid:1.2.752.129.2.2.1.17', code: '0180', display: 'Stockholm' },
          },
          { url: 'http://other', valueString: 'x' },
        ],
      },
    ],
  };

  it('keeps nothing of a legal domain that no receiving register has a basis for (R-4)', () => {
    const labelled = (code: string) =>
      ({
        resourceType: 'Procedure',
        id: 'p',
        meta: { security: [{ system: 'https://sluss.se/fhir/CodeSystem/legal-domain', code }] },
        status: 'completed',
        code: { coding: [{ system: 'urn:oid:1.2.752.116.1.3.2.1.4', code: 'DT016' }] },
      }) as unknown as Resource;
    const all = registers.map(({ definition }) => definition.id);
    assert.deepEqual(minimise(labelled('SoL'), all), { resource: undefined, dropped: ['Procedure'] });
    assert.ok(minimise(labelled('HSL'), all).resource);
  });

  it('keeps of a person the kommun, and what is structural', () => {
    const { resource, dropped } = minimise(patient, ids);
    assert.deepEqual(resource, {
      resourceType: 'Patient',
      id: 'p',
      meta: { lastUpdated: '2026-10-01T08:00:00Z' },
      address: [
        {
          use: 'home',
          extension: [
            {
              url: 'https://sluss.se/fhir/StructureDefinition/kommunkod',
              valueCoding: { system: 'urn:oid:1.2.752.129.2.2.1.17', code: '0180' },
            },
          ],
        },
      ],
    });
    for (const path of [
      'Patient.name',
      'Patient.identifier',
      'Patient.text',
      'Patient.birthDate',
      'Patient.address.line',
      'Patient.address.city',
    ]) {
      assert.ok(dropped.includes(path), path);
    }
  });

  it('keeps no place of a protected person (I-5)', () => {
    const security = [
      { system: 'http://hl7.se/fhir/ig/base/CodeSystem/SecurityLabel', code: 'skyddadFolkbokforing', display: 'x' },
    ];
    const { resource, dropped } = minimise({ ...patient, meta: { security } }, ids);
    assert.deepEqual(resource, {
      resourceType: 'Patient',
      id: 'p',
      meta: { security: [{ system: security[0]!.system, code: 'skyddadFolkbokforing' }] },
    });
    assert.ok(dropped.includes('Patient.address'));
  });

  it('keeps business identifiers, status and references between members, but no person’s identifier anywhere (I-2)', () => {
    const encounter: Encounter = {
      resourceType: 'Encounter',
      id: 'e',
      status: 'finished',
      class: { code: 'AMB', display: 'ambulatory' },
      identifier: [
        { use: 'official', system: 'https://ehr.example/kontakt', value: '1' },
        { system: 'http://electronichealth.se/identifier/samordningsnummer', value: '199007689814' },
      ],
      subject: {
        reference: 'Patient/p',
        display: 'Maja Testsson',
        identifier: { system: 'http://electronichealth.se/identifier/personnummer', value: '195003049805' },
      },
      reasonCode: [{ text: 'hjärtklappning' }],
    };
    const { resource, dropped } = minimise(encounter, ids);
    assert.deepEqual(resource, {
      resourceType: 'Encounter',
      id: 'e',
      status: 'finished',
      class: { code: 'AMB' },
      identifier: [{ system: 'https://ehr.example/kontakt', value: '1' }],
      subject: { reference: 'Patient/p' },
    });
    assert.deepEqual(dropped, [
      'Encounter.class.display',
      'Encounter.identifier.use',
      'Encounter.identifier',
      'Encounter.subject.display',
      'Encounter.subject.identifier',
      'Encounter.reasonCode',
    ]);
  });

  it('keeps nothing at all of what no receiving register uses', () => {
    const observation: Resource = { resourceType: 'Observation', status: 'final', code: { text: 'Hb' } };
    assert.deepEqual(minimise(observation, ids), { resource: undefined, dropped: ['Observation'] });
    assert.deepEqual(minimise(patient, []), { resource: undefined, dropped: ['Patient'] });
  });

  it('keeps the union of what the receiving registers use, and no more', () => {
    const [khsl, par] = ids as [string, string];
    const encounter: Encounter = {
      resourceType: 'Encounter',
      status: 'finished',
      class: { code: 'AMB' },
      priority: { coding: [{ code: 'EL' }] },
      serviceProvider: { reference: 'Organization/o' },
    };
    const kept = (receiving: string[]) => Object.keys(minimise(encounter, receiving).resource ?? {});
    assert.deepEqual(kept([khsl]), ['resourceType', 'status', 'class', 'serviceProvider']);
    assert.deepEqual(kept([khsl, par]), ['resourceType', 'status', 'class', 'priority', 'serviceProvider']);
  });

  it('keeps staff without their names', () => {
    const practitioner: Practitioner = {
      resourceType: 'Practitioner',
      id: 'x',
      identifier: [
        { system: 'urn:oid:1.2.752.29.4.19', value: 'SE2321999993-1234' },
        { system: 'http://electronichealth.se/identifier/personnummer', value: '198711239833' },
      ],
      name: [{ family: 'Läkarsson' }],
    };
    assert.deepEqual(minimise(practitioner, ids).resource, {
      resourceType: 'Practitioner',
      id: 'x',
      identifier: [{ system: 'urn:oid:1.2.752.29.4.19', value: 'SE2321999993-1234' }],
    });
  });

  it('is told of no path that no register needs: without any one, some golden case comes out otherwise (R-3)', () => {
    // What holds cases together is kept anyway; it is named so that a reader of the register sees what its variables come from.
    const structural =
      /\.(identifier|status|partOf|encounter|context|practitioner|episodeOfCare)$|^(Patient|Practitioner)$/;
    const reduce = (source: Case, id: string, elementPaths: string[]) => {
      const only = createMinimiser([{ definition: { id, root: 'Encounter', legalDomains: ['HSL'] }, elementPaths }]);
      return withResources(source, (resource) => only(resource, [id]).resource);
    };
    for (const { definition, elementPaths } of registers) {
      const { id } = definition;
      const sources = readGoldenCases(id).flatMap((golden) =>
        Object.keys(golden.expect).map((encounter) => caseOf(golden.bundle, encounter, golden.submitter)),
      );
      for (const path of elementPaths.filter((one) => !structural.test(one))) {
        const others = elementPaths.filter((one) => one !== path);
        const isNeeded = sources.some((source) => {
          const reduced = reduce(source, id, others);
          return JSON.stringify(outcome(reduced)) !== JSON.stringify(outcome(source));
        });
        assert.ok(isNeeded, `${id}: ${path} is used by nothing`);
      }
    }
  });

  it('changes neither rows nor the resource, whatever else is in it, and lets no free text through', () => {
    fc.assert(
      fc.property(fc.constantFrom(...cases), fc.infiniteStream(fc.boolean()), (golden, choices) => {
        const id = Object.keys(golden.expect)[0]!;
        const source = caseOf(golden.bundle, id, golden.submitter);
        const noisy = withResources(source, (resource) => addNoise(resource, choices) as Resource);
        const before = structuredClone(noisy.resources);
        const reduced = withResources(noisy, (resource) => minimise(resource, ids).resource);
        assert.deepEqual(noisy.resources, before);
        assert.ok(!JSON.stringify(reduced.resources).includes(SECRET));
        assert.deepEqual(outcome(reduced), outcome(source));
      }),
      { numRuns: 200 },
    );
  });
});

const SECRET = 'HEMLIGT';

function outcome(source: Case): object[] {
  return evaluateCase(registers, source, { translate, now: NOW }).map(
    ({ rows, missing, reason, outcome: said, findings }) => ({
      said,
      rules: findings.map(({ rule }) => rule),
      reason,
      missing,
      rows: Object.fromEntries(Object.entries(rows).map(([table, list]) => [table, list.map(({ values }) => values)])),
    }),
  );
}

function withResources(source: Case, change: (resource: Resource) => Resource | undefined): Case {
  const resources = source.resources.flatMap((resource) => change(resource) ?? []);
  const patient = resources.find((resource): resource is Patient => resource.resourceType === 'Patient');
  const { patient: _old, ...rest } = source;
  return { ...rest, root: resources[0]!, resources, ...(patient && { patient }) };
}

/** Free text, names, displays and extensions in many places. */
function addNoise(value: unknown, choices: fc.Stream<boolean>): unknown {
  if (Array.isArray(value)) return value.map((item) => addNoise(item, choices));
  if (typeof value !== 'object' || value === null) return value;
  const object: Json = Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, addNoise(inner, choices)]));
  const maybe = (noise: Json) => {
    if (choices.next().value) for (const key in noise) object[key] ??= noise[key];
  };
  maybe({ extension: [{ url: 'http://noise', valueString: SECRET }] });
  if ('coding' in object) maybe({ text: SECRET });
  if ('code' in object && 'system' in object) maybe({ display: SECRET });
  if ('reference' in object) maybe({ display: SECRET });
  if ('resourceType' in object) {
    maybe({
      text: { status: 'generated', div: `<div>${SECRET}</div>` },
      note: [{ text: SECRET }],
      name: [{ text: SECRET }],
      telecom: [{ value: SECRET }],
    });
    maybe({
      reasonCode: [{ text: SECRET }],
      outcome: { text: SECRET },
      bodySite: [{ text: SECRET }],
      _status: { extension: [{ url: 'x', valueString: SECRET }] },
    });
    maybe({ contained: [{ resourceType: 'Patient', name: [{ text: SECRET }] }] });
  }
  return object;
}
