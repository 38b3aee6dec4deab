import type { Coding, Extension, Measure } from '@medplum/fhirtypes';
import type { Text } from '../../errors/definition.ts';
import type { Run } from '../run.ts';

type Json = Record<string, unknown>;

const UNIT = 'http://hl7.org/fhir/StructureDefinition/questionnaire-unit';
const REASONS = {
  prohibited: {
    en: 'This kind of report or measure has no score.',
    sv: 'Denna rapport eller detta mått har inget resultat.',
  },
  required: { en: 'This kind of measure has a score.', sv: 'Detta slags mått har ett resultat.' },
  value: { en: 'The score must have a value.', sv: 'Resultatet ska ha ett värde.' },
  unit: { en: 'A proportion has no unit.', sv: 'En andel har ingen enhet.' },
  range: { en: 'A proportion is between 0 and 1.', sv: 'En andel är mellan 0 och 1.' },
  otherUnit: { en: 'The measure states another unit.', sv: 'Måttet anger en annan enhet.' },
} satisfies Record<string, Text>;

/** The score of a group by how the measure is scored: http://hl7.org/fhir/R4/measurereport-definitions.html#MeasureReport.group.measureScore */
export function checkMeasureScore(group: Json, measure: Measure, { type }: Json, at: string, run: Run): void {
  const scoring = measure.scoring?.coding?.[0]?.code ?? '';
  const given = group.measureScore;
  const place = `${at}.measureScore`;
  const report = (reason: keyof typeof REASONS, below = place) =>
    run.report('measure-report-inconsistent', { reason: REASONS[reason] }, {}, below);
  if (type === 'data-collection' || scoring === 'cohort') {
    if (given !== undefined) report('prohibited');
    return;
  }
  if (!['proportion', 'ratio', 'continuous-variable'].includes(scoring)) return;
  if (typeof given !== 'object' || given === null) {
    if (given === undefined) report('required', at);
    return;
  }
  const score = given as Json;
  if (scoring === 'proportion') {
    for (const part of ['unit', 'system', 'code']) if (score[part] !== undefined) report('unit', `${place}.${part}`);
  }
  const { value, code, system } = score;
  if (value === undefined) report('value');
  else if (scoring === 'proportion' && typeof value === 'number' && (value < 0 || value > 1))
    report('range', `${place}.value`);
  const unit = unitOf(measure);
  if (scoring === 'proportion' || value === undefined || !unit) return;
  if (code !== unit.code) report('otherUnit', code === undefined ? place : `${place}.code`);
  else if (system !== unit.system) report('otherUnit');
}

function unitOf({ extension }: Measure): Coding | undefined {
  return extension?.find((item: Extension) => item.url === UNIT)?.valueCoding;
}
