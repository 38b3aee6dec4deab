import assert from 'node:assert/strict';
import { join } from 'node:path';
import type { Condition, Encounter } from '@medplum/fhirtypes';
import { PACKAGE_ROOT } from '../package-root.ts';
import type { Case } from './case.ts';
import { evaluateCase } from './evaluate.ts';
import { loadRegister, loadRegisters } from './load.ts';

const quality = loadRegister(join(PACKAGE_ROOT, 'test', 'fixtures', 'registers', 'hoftfraktur-exempel'));
const registers = [...loadRegisters(), quality];
const NOW = new Date('2026-11-15T12:00:00Z');
const LEGAL_DOMAIN = 'https://sluss.se/fhir/CodeSystem/legal-domain';

function stay(start = '2026-10-01T08:00:00+02:00', change: Partial<Encounter> = {}): Case {
  const root: Encounter = {
    resourceType: 'Encounter',
    id: 'e',
    status: 'finished',
    class: { code: 'IMP' },
    period: { start, end: start },
    diagnosis: [{ condition: { reference: 'Condition/c' }, rank: 1 }],
    ...change,
  };
  const fracture: Condition = {
    resourceType: 'Condition',
    id: 'c',
    subject: { reference: 'Patient/p' },
    encounter: { reference: 'Encounter/e' },
    code: { coding: [{ system: 'http://hl7.org/fhir/sid/icd-10-se', code: 'S72.00' }] },
  };
  const person = { legalSex: '2', identifier: 'PNR', protected: false } as const;
  return { root, person, submitter: { organisationsnummer: '2321999993' }, resources: [root, fracture] };
}

function results(source: Case, objections: string[] = []) {
  const all = evaluateCase(registers, source, { now: NOW, objections: new Set(objections) });
  return Object.fromEntries(all.map((result) => [result.register, result]));
}

describe('evaluating a case', () => {
  it('fans out: one result per register, each with its own outcome (S-1)', () => {
    const found = results(stay());
    assert.deepEqual(Object.keys(found), ['kommunal-halso-och-sjukvard', 'patientregistret', 'hoftfraktur-exempel']);
    assert.equal(found['kommunal-halso-och-sjukvard']?.outcome, 'not-eligible');
    assert.equal(found.patientregistret?.outcome, 'draft');
    assert.deepEqual(found['hoftfraktur-exempel']?.missing, ['EQ5D']);
  });

  it('lets an objection stop the quality register only (R-2, P-2)', () => {
    const found = results(stay(), ['hoftfraktur-exempel', 'patientregistret', 'kommunal-halso-och-sjukvard']);
    assert.deepEqual(found['hoftfraktur-exempel']?.outcome, 'opted-out');
    assert.equal(found['hoftfraktur-exempel']?.rule, 'P-2');
    assert.deepEqual(found['hoftfraktur-exempel']?.rows, {});
    assert.equal(found['hoftfraktur-exempel']?.eventDate, undefined, 'nothing of the contact is told');
    assert.equal(found.patientregistret?.outcome, 'draft');
  });

  it('lets an objection to one quality register not stop another', () => {
    assert.equal(results(stay(), ['nagot-annat'])['hoftfraktur-exempel']?.outcome, 'draft');
  });

  it('never routes what is under SoL (R-4)', () => {
    const labelled = stay(undefined, { meta: { security: [{ system: LEGAL_DOMAIN, code: 'SoL' }] } });
    for (const result of Object.values(results(labelled))) {
      assert.equal(result.outcome, 'not-eligible');
      assert.equal(result.rule, 'R-4');
      assert.equal(result.findings[0]?.code, 'register-legal-domain');
    }
  });

  it('leaves a member under SoL out of a case under HSL (R-4)', () => {
    const source = stay();
    source.resources[1]!.meta = { security: [{ system: LEGAL_DOMAIN, code: 'SoL' }] };
    const { patientregistret: par, 'hoftfraktur-exempel': hip } = results(source);
    assert.equal(par?.rows.DI?.[0]?.values.DIA, null);
    assert.equal(hip?.outcome, 'not-eligible');
  });

  it('chooses the version by the date of the event (D-2)', () => {
    const version = (start: string) => results(stay(start))['hoftfraktur-exempel']?.specification;
    assert.equal(version('2025-12-31T23:59:00+01:00'), '1');
    assert.equal(version('2026-01-01T00:00:00+01:00'), '2');
    assert.equal(version('2026-07-01T00:00:00+02:00'), '2', 'a draft version takes nothing');
    assert.equal(version('2019-06-01T00:00:00+02:00'), '', 'nor does a retired one');
  });

  it('says no-legal-basis before the law was made (R-1)', () => {
    const result = results(stay('2001-01-01T00:00:00+01:00'))['hoftfraktur-exempel'];
    assert.deepEqual([result?.outcome, result?.rule, result?.reason], ['not-eligible', 'R-1', 'no-legal-basis']);
  });

  it('has no opinion on what no rule admits', () => {
    const result = results(stay(undefined, { class: { code: 'AMB' } }))['hoftfraktur-exempel'];
    assert.deepEqual([result?.outcome, result?.reason], ['not-eligible', 'no-rule-admits']);
  });

  it('leaves a contact without any date a draft that lacks the date', () => {
    const result = results(stay(undefined, { period: {} })).patientregistret;
    assert.equal(result?.outcome, 'draft');
    assert.equal(result?.eventDate, undefined);
    assert.ok(result?.missing.includes('INDATUM'));
  });

  it('asks for half a date instead of guessing the rest (S-10)', () => {
    const result = results(stay(undefined, { period: { start: '2026-10', end: '2026-10-02' } })).patientregistret;
    assert.ok(result?.missing.includes('INDATUM'));
    assert.equal(result?.rows.AD?.[0]?.values.INDATUM, null);
  });

  it('rejects a discharge before the admission, which only an unvalidated case can have', () => {
    const period = { start: '2026-10-03T08:00:00+02:00', end: '2026-10-01T12:00:00+02:00' };
    const result = results(stay(undefined, { period })).patientregistret;
    assert.deepEqual([result?.outcome, result?.reason, result?.rows], ['rejected', 'discharge-before-admission', {}]);
    assert.equal(result?.findings[0]?.rule, 'patientregistret/discharge-before-admission');
  });

  it('rejects in one register what that register cannot map, and goes on in the others', () => {
    const twice = [{ reference: 'Condition/c' }, { reference: 'Condition/c' }] as never;
    const source = stay(undefined, { diagnosis: [{ condition: twice, rank: [1, 2] as never }] });
    const found = results(source);
    assert.equal(found.patientregistret?.outcome, 'rejected');
    assert.equal(found.patientregistret?.reason, 'not-mappable');
    assert.equal(found['hoftfraktur-exempel']?.outcome, 'draft');
  });

  it('changes nothing and gives the same again', () => {
    const source = stay();
    const before = structuredClone(source);
    const first = results(source);
    assert.deepEqual(results(source), first);
    assert.deepEqual(source, before);
  });

  it('says nothing of cases with another kind of root', () => {
    const source = stay();
    assert.deepEqual(results({ ...source, root: source.resources[1]! }), {});
  });
});
