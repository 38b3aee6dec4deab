import assert from 'node:assert/strict';
import type { Patient } from '@medplum/fhirtypes';
import type { Case, CaseResult, Row } from '../../src/registers/case.ts';
import { normaliseCaseDates } from '../../src/registers/dates.ts';
import { type DeliveryRecord, formatFile } from '../../src/registers/delivery/format.ts';
import { planDelivery } from '../../src/registers/delivery/plan.ts';
import { evaluateCase } from '../../src/registers/evaluate.ts';
import { loadRegisters } from '../../src/registers/load.ts';
import { createMinimiser } from '../../src/registers/minimise.ts';
import type { Register } from '../../src/registers/register.ts';
import { caseOf } from './case-of.ts';
import { type GoldenCase, readGoldenCases } from './golden-case.ts';
import { conceptMapTranslate as translate } from './translate.ts';

const NOW = new Date('2026-11-15T12:00:00Z');
const registers = loadRegisters();
const minimise = createMinimiser(registers);
const ids = registers.map(({ definition }) => definition.id);

function evaluate(register: string, source: Case): CaseResult {
  return evaluateCase(registers, source, { translate, now: NOW }).find((result) => result.register === register)!;
}

/** A result in the words of a golden file. */
function told(result: CaseResult, asked: object): object {
  const broken = result.findings.flatMap(({ rule }) =>
    rule?.startsWith(`${result.register}/`) ? [rule.split('/')[1]] : [],
  );
  const all: Record<string, unknown> = { ...result, broken, rows: plainRows(result.rows) };
  const always = ['outcome', 'missing', 'broken', 'rows'];
  return Object.fromEntries([...new Set([...always, ...Object.keys(asked)])].map((key) => [key, all[key]]));
}

function plainRows(rows: Record<string, Row[]>): object {
  return Object.fromEntries(
    Object.entries(rows)
      .filter(([, list]) => list.length > 0)
      .map(([table, list]) => [
        table,
        list.map(({ values }) => Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null))),
      ]),
  );
}

/** What the vault and the repository add to rows on their way out. */
function records(golden: GoldenCase, table: string): DeliveryRecord[] {
  return Object.keys(golden.expect).flatMap((id, index) => {
    const source = caseOf(golden.bundle, id, golden.submitter);
    const result = evaluate(golden.register, source);
    if (result.outcome !== 'accepted') return [];
    const patient = golden.bundle.entry
      ?.map(({ resource }) => resource)
      .find((one): one is Patient => one?.resourceType === 'Patient');
    const value = patient?.identifier?.[0]?.value;
    const { identifier } = source.person;
    return (result.rows[table] ?? []).map(({ values, eventDate }) => ({
      values,
      eventDate: eventDate ?? result.eventDate!,
      identity: identifier === 'none' ? {} : { [identifier]: value },
      person: patient?.id ?? '',
      contactId: `contact-${index + 1}`,
    }));
  });
}

for (const register of registers) {
  describe(`golden cases of ${register.definition.id}`, () => {
    for (const golden of readGoldenCases(register.definition.id)) goldenTests(register, golden);
  });
}

function goldenTests(register: Register, golden: GoldenCase): void {
  describe(`${golden.file}: ${golden.shows}`, () => {
    for (const [id, expected] of Object.entries(golden.expect)) {
      const whole = { missing: [], broken: [], rows: {}, ...expected };
      it(`${id} is ${expected.outcome}`, () => {
        const result = evaluate(golden.register, caseOf(golden.bundle, id, golden.submitter));
        assert.deepEqual(told(result, expected), whole);
      });
      it(`${id} is the same whatever zone its times were sent in`, () => {
        for (const zone of ['UTC', 'America/New_York', 'Asia/Tokyo']) {
          const bundle = normaliseCaseDates(golden.bundle, zone);
          assert.deepEqual(told(evaluate(golden.register, caseOf(bundle, id, golden.submitter)), expected), whole);
        }
      });
      it(`${id} has the same rows when minimised`, () => {
        const source = caseOf(golden.bundle, id, golden.submitter);
        const kept = source.resources.flatMap((resource) => minimise(resource, ids).resource ?? []);
        const patient = kept.find((resource): resource is Patient => resource.resourceType === 'Patient');
        const reduced = { ...source, root: kept[0]!, resources: kept, ...(patient && { patient }) };
        assert.deepEqual(told(evaluate(golden.register, reduced), expected), whole);
      });
    }
    for (const [fileId, lines] of Object.entries(golden.delivery?.files ?? {})) {
      it(`delivers ${fileId}`, () => {
        const plan = planDelivery(register, golden.delivery!.month);
        const file = plan.files.find((one) => one.id === fileId)!;
        const text = formatFile(plan, file, records(golden, file.table));
        assert.equal(text, lines.map((line) => `${line}\r\n`).join(''));
      });
    }
  });
}
