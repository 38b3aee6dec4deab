import type { Library } from '@medplum/fhirtypes';
import type { Run } from '../run.ts';
import { objects } from './each.ts';

type Json = Record<string, unknown>;

/** The CQL expressions of a Measure's stratifiers and supplemental data exist in its libraries. The run stands at the Measure. */
export function checkMeasure(measure: Json, run: Run): void {
  const libraries = (Array.isArray(measure.library) ? (measure.library as unknown[]) : [])
    .map((url) => (typeof url === 'string' ? run.services.definitions.resolve(url, 'Library') : undefined))
    .filter((library) => library !== undefined);
  const check = (owner: Json, at: string) => {
    const criteria = owner.criteria as Json | undefined;
    if (criteria?.language === 'text/cql') checkCriteria(criteria, libraries, `${at}.criteria`, run);
  };
  for (const [group, index] of objects(measure.group)) {
    for (const [stratifier, inner] of objects(group.stratifier)) {
      const at = `.group[${index}].stratifier[${inner}]`;
      check(stratifier, at);
      for (const [component, last] of objects(stratifier.component)) check(component, `${at}.component[${last}]`);
    }
  }
  for (const [data, index] of objects(measure.supplementalData)) check(data, `.supplementalData[${index}]`);
}

function checkCriteria(criteria: Json, libraries: readonly Library[], at: string, run: Run): void {
  const { expression } = criteria;
  if (typeof expression !== 'string') return;
  if (libraries.length === 0) {
    run.report('measure-library-missing', {}, {}, at);
    return;
  }
  const [first = '', second] = expression.split('.');
  const name = second ?? first;
  const library = second === undefined ? libraries[0] : libraries.find((item) => item.name === first);
  if (!library) {
    run.report('measure-library-missing', {}, {}, at);
    return;
  }
  const source = library.content?.find((item) => item.contentType === 'text/cql')?.data;
  if (source && !definesExpression(Buffer.from(source, 'base64').toString('utf8'), name)) {
    run.report('measure-function-unknown', {}, {}, at);
  }
}

/** `define "Name":`, `define function Name(`: https://cql.hl7.org/08-a-cqlsyntax.html */
function definesExpression(cql: string, name: string): boolean {
  const bare = name.replace(/^"|"$/g, '');
  for (const match of cql.matchAll(
    /\bdefine\s+(?:(?:private|public)\s+)?(?:fluent\s+)?(?:function\s+)?(?:"([^"]+)"|(\w+))/g,
  )) {
    if ((match[1] ?? match[2]) === bare) return true;
  }
  return false;
}

/** The groups and populations of a MeasureReport are those of its Measure (http://hl7.org/fhir/R4/measurereport.html). The run stands at the report. */
export function checkMeasureReport(report: Json, run: Run): void {
  if (typeof report.measure !== 'string') return;
  const measure = run.services.definitions.resolve(report.measure, 'Measure');
  if (!measure) {
    run.report('measure-unknown', {}, {}, '.measure');
    return;
  }
  const groups = measure.group ?? [];
  for (const [group, index] of objects(report.group)) {
    const at = `.group[${index}]`;
    const match =
      groups.length === 1 && group.code === undefined
        ? groups[0]
        : groups.find((item) => sameConcept(item.code, group.code));
    if (!match) {
      run.report('measure-group-unknown', {}, {}, at);
      continue;
    }
    for (const [population, inner] of objects(group.population)) {
      const known = match.population?.some((item) => sameConcept(item.code, population.code));
      if (!known) run.report('measure-group-unknown', {}, {}, `${at}.population[${inner}]`);
    }
  }
}

interface Concept {
  coding?: { system?: string; code?: string }[];
  text?: string;
}

function sameConcept(a: unknown, b: unknown): boolean {
  const left = a as Concept | undefined;
  const right = b as Concept | undefined;
  if (!left || !right) return false;
  if (left.coding?.length && right.coding?.length) {
    return left.coding.some((one) =>
      right.coding!.some((other) => one.code === other.code && one.system === other.system),
    );
  }
  return left.text !== undefined && left.text === right.text;
}
