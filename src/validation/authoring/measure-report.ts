import type { Measure, MeasureGroup } from '@medplum/fhirtypes';
import type { Text } from '../../errors/definition.ts';
import { findContained } from '../resolve.ts';
import type { Run } from '../run.ts';
import { wellShaped } from '../well-shaped.ts';
import { objects } from './each.ts';
import { checkMeasureScore } from './measure-score.ts';

type Json = Record<string, unknown>;

const REASONS = {
  noCode: { en: 'It must have a code of the measure.', sv: 'Den ska ha en av måttets koder.' },
  twice: { en: 'The measure has only one with this code.', sv: 'Måttet har bara en med denna kod.' },
  missing: {
    en: 'A group, population or stratifier of the measure is missing.',
    sv: 'En av måttets grupper, populationer eller stratifierare saknas.',
  },
  subjects: {
    en: 'Only a report of type subject-list has lists of subjects.',
    sv: 'Bara en rapport av typen subject-list har listor över patienter.',
  },
  count: {
    en: 'The count differs from the number of lists of subjects.',
    sv: 'Antalet skiljer sig från hur många listor över patienter det finns.',
  },
} satisfies Record<string, Text>;

/** The groups, populations and stratifiers of a MeasureReport are those of its Measure (http://hl7.org/fhir/R4/measurereport.html). The run stands at the report. */
export function checkMeasureReport(report: Json, run: Run): void {
  if (typeof report.measure !== 'string') return;
  const measure = measureOf(report, report.measure, run);
  if (!measure) {
    run.report('measure-unknown', {}, {}, '.measure');
    return;
  }
  const expected = measure.group ?? [];
  const groups = [...objects(report.group)];
  const [only] = expected;
  const [first] = groups;
  if (only && first && expected.length === 1 && groups.length === 1) {
    // The only group may go without a code.
    if (only.code && first[0].code && !sameConcept(only.code, first[0].code))
      run.report('measure-group-unknown', {}, {}, '.group[0]');
    checkGroup(first[0], only, measure, report, '.group[0]', run);
    return;
  }
  const isAll = report.type === 'data-collection';
  matchAll(groups, expected, '.group', isAll ? undefined : '', run, (group, known, at) =>
    checkGroup(group, known, measure, report, at, run),
  );
}

function measureOf(report: Json, measure: string, run: Run): Measure | undefined {
  const found = measure.startsWith('#')
    ? wellShaped(findContained(report, measure.slice(1)), run.services.types)
    : run.services.definitions.resolve(measure, 'Measure');
  return found?.resourceType === 'Measure' ? (found as unknown as Measure) : undefined;
}

function checkGroup(group: Json, known: MeasureGroup, measure: Measure, report: Json, at: string, run: Run): void {
  const populations = (known.population ?? []).map((item) => ({ ...item, optional: isObservation(item.code) }));
  matchAll([...objects(group.population)], populations, `${at}.population`, at, run, (population, _, below) => {
    const results = Array.isArray(population.subjectResults) ? population.subjectResults.length : 0;
    const listed = population.subjectResults === undefined ? 0 : Math.max(results, 1);
    const { count } = population;
    const reportIt = (reason: Text) => run.report('measure-report-inconsistent', { reason }, {}, below);
    if (report.type !== 'subject-list') {
      if (listed > 0) reportIt(REASONS.subjects);
    } else if (typeof count === 'number' && count !== listed) reportIt(REASONS.count);
  });
  checkMeasureScore(group, measure, report, at, run);
  matchAll([...objects(group.stratifier)], known.stratifier ?? [], `${at}.stratifier`, at, run, () => undefined);
}

interface Coded {
  code?: unknown;
  optional?: boolean;
}

/** Pairs what is reported with what the measure has, by code; `owner` is where to say that one is missing, if that is to be said. */
function matchAll<T extends Coded>(
  given: readonly [Json, number][],
  expected: readonly T[],
  place: string,
  owner: string | undefined,
  run: Run,
  check: (item: Json, known: T, at: string) => void,
): void {
  const seen = new Set<T>();
  for (const [item, index] of given) {
    const at = `${place}[${index}]`;
    // A code in words is found only among codes in words.
    const code = conceptOf(item.code);
    const known = code && expected.find((other) => sameConcept(other.code, code));
    if (!code) run.report('measure-report-inconsistent', { reason: REASONS.noCode }, {}, at);
    else if (!known) run.report('measure-group-unknown', {}, {}, at);
    else if (seen.has(known)) run.report('measure-report-inconsistent', { reason: REASONS.twice }, {}, at);
    else {
      seen.add(known);
      check(item, known, at);
    }
  }
  if (owner === undefined || expected.every((item) => seen.has(item) || item.optional)) return;
  run.report('measure-report-inconsistent', { reason: REASONS.missing }, {}, owner);
}

const POPULATIONS = 'http://terminology.hl7.org/CodeSystem/measure-population';

function isObservation(code: unknown): boolean {
  return codingsOf(code).some((item) => item.system === POPULATIONS && item.code === 'measure-observation');
}

function conceptOf(value: unknown): Json | undefined {
  return typeof value === 'object' && value !== null ? (value as Json) : undefined;
}

function codingsOf(concept: unknown): Json[] {
  return [...objects(conceptOf(concept)?.coding)].map(([item]) => item);
}

function sameConcept(a: unknown, b: unknown): boolean {
  const left = codingsOf(a);
  const right = codingsOf(b);
  if (left.length > 0 || right.length > 0)
    return left.some((one) => right.some((other) => one.code === other.code && one.system === other.system));
  const text = conceptOf(a)?.text;
  return typeof text === 'string' && text === conceptOf(b)?.text;
}
