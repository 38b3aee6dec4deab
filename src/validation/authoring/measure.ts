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
    if (criteria?.language === 'text/cql' || criteria?.language === 'text/cql.identifier')
      checkCriteria(criteria, libraries, `${at}.criteria`, run);
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
  const cut = expression.indexOf('.');
  const named = cut < 0 ? libraries : libraries.filter(({ name }) => name === expression.slice(0, cut));
  // Without a library's name there must be only one to look into, and with one only one of that name.
  const [library, ...others] = named;
  if (!library || others.length > 0) {
    run.report('measure-library-missing', {}, {}, at);
    return;
  }
  const wanted = expression.slice(cut + 1).replace(/^"|"$/g, '');
  const known = namesOf(library);
  if (known && !known.has(wanted)) run.report('measure-function-unknown', {}, {}, at);
}

/** The expressions that a library defines, by its compiled form if it has one; undefined when it has neither that nor CQL. */
function namesOf({ content }: Library): Set<string> | undefined {
  const textOf = (type: string) => {
    const data = content?.find(({ contentType }) => contentType === type)?.data;
    return data === undefined ? undefined : Buffer.from(data, 'base64').toString('utf8');
  };
  const compiled = textOf('application/elm+xml');
  if (compiled !== undefined) return namesIn(compiled, /<(?:\w+:)?def\b[^>]*?\sname="([^"]+)"/g);
  const source = textOf('text/cql');
  return source === undefined ? undefined : namesIn(source, DEFINITION);
}

/** `define "Name":`, `define function Name(`: https://cql.hl7.org/08-a-cqlsyntax.html */
const DEFINITION = /\bdefine\s+(?:(?:private|public)\s+)?(?:fluent\s+)?(?:function\s+)?(?:"([^"]+)"|(\w+))/g;

function namesIn(text: string, definition: RegExp): Set<string> {
  return new Set(Array.from(text.matchAll(definition), (match) => match[1] ?? match[2]!));
}
