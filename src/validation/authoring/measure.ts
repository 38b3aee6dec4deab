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
