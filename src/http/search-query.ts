/** What a search asks for, read from its parameters (https://hl7.org/fhir/R4/search.html). Nothing is looked up here. */
import { SlussError } from '../errors/sluss-error.ts';
import { type DateRange, dateRange } from '../registers/date-range.ts';
import { DEFAULT_COUNT, LARGEST_COUNT } from './page-size.ts';
import { RESULT_PARAMETERS, SEARCH_PARAMETERS, type SearchParameter, VALUE_FORMS } from './search-parameters.ts';

export type Prefix = 'eq' | 'ne' | 'gt' | 'lt' | 'ge' | 'le' | 'sa' | 'eb' | 'ap';

export interface DateCriterion extends DateRange {
  prefix: Prefix;
}

/** `system` undefined: any; empty: none. */
export interface Token {
  system?: string;
  value: string;
}

export type Target =
  | { type: 'Patient' | 'Encounter'; id: string }
  | { type: 'Patient' | 'Encounter'; identifier: Token };

/** All criteria must hold; of the alternatives in one of them, any. */
export type Criterion =
  | { kind: 'id'; any: string[] }
  | { kind: 'identifier'; any: Token[] }
  | { kind: 'reference'; any: Target[] }
  | { kind: 'code'; any: Token[] }
  | { kind: 'status'; any: string[] }
  | { kind: 'date' | 'lastUpdated'; any: DateCriterion[] };

export interface SearchQuery {
  type: string;
  criteria: Criterion[];
  count: number;
  /** Parameters to repeat in the self link: those that cannot identify a person. Undefined when one can. */
  link: [string, string][] | undefined;
}

const MOST_ALTERNATIVES = 200;
/** Parameters of every answer, which search has nothing to do with. */
const ANSWER_PARAMETERS = ['_format', '_pretty'];
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const ID = /^[A-Za-z0-9\-.]{1,64}$/;

/**
 * Reads the parameters of a search of one type. Throws `query-parameter-unknown` for what the type does not have, also for a modifier,
 * and `query-value-invalid` for what cannot be read. An empty value is no value: refused, since ignoring it would widen the search.
 */
export function parseSearch(type: string, parameters: Iterable<[string, string]>, base: string): SearchQuery {
  const known = SEARCH_PARAMETERS[type]!;
  const criteria: Criterion[] = [];
  const link: [string, string][] = [];
  let revealing = false;
  let count: number | undefined;
  for (const [name, value] of parameters) {
    if (ANSWER_PARAMETERS.includes(name)) continue;
    if (name === '_count') {
      if (count !== undefined) throw SlussError.of('query-parameter-repeated', { parameter: name });
      if (!/^\d{1,15}$/.test(value))
        throw SlussError.of('query-value-invalid', { parameter: name, form: { en: 'a number', sv: 'ett tal' } });
      count = Math.min(Number(value), LARGEST_COUNT);
      link.push([name, String(count)]);
      continue;
    }
    const { parameter, byIdentifier } = find(known, name);
    const criterion = parse(parameter, byIdentifier, value, base);
    criteria.push(criterion);
    revealing ||= mayReveal(criterion);
    link.push([name, value]);
  }
  return { type, criteria, count: count ?? DEFAULT_COUNT, link: revealing ? undefined : link };
}

/** Identifiers of persons, and vendors' own ids, which may hold one; ids that the gateway gave reveal nothing. */
function mayReveal(criterion: Criterion): boolean {
  if (criterion.kind === 'identifier') return true;
  if (criterion.kind === 'id') return !criterion.any.every((id) => UUID.test(id));
  return criterion.kind === 'reference' && !criterion.any.every((target) => 'id' in target && UUID.test(target.id));
}

/** `patient:identifier` and `patient.identifier` both ask by the identifier of what is referred to. */
function find(known: SearchParameter[], name: string): { parameter: SearchParameter; byIdentifier: boolean } {
  const [, plain, suffix] = /^([^:.]*)((?:[:.].*)?)$/s.exec(name) ?? [];
  const parameter = known.find((item) => item.name === plain);
  const byIdentifier = parameter?.kind === 'reference' && (suffix === ':identifier' || suffix === '.identifier');
  const typed = parameter?.kind === 'reference' && suffix === `:${parameter.target}`;
  if (!parameter || (suffix && !byIdentifier && !typed)) {
    const names = [...known.map((item) => item.name), ...RESULT_PARAMETERS, ...ANSWER_PARAMETERS];
    throw SlussError.of('query-parameter-unknown', { known: names.join(', ') });
  }
  return { parameter, byIdentifier };
}

function parse(parameter: SearchParameter, byIdentifier: boolean, value: string, base: string): Criterion {
  const { kind, target } = parameter;
  const invalid = () => SlussError.of('query-value-invalid', { parameter: parameter.name, form: VALUE_FORMS[kind] });
  const alternatives = split(value, ',');
  if (alternatives.length > MOST_ALTERNATIVES) throw invalid();
  const each = <T>(read: (text: string) => T | undefined): T[] =>
    alternatives.map((text) => {
      const result = text === '' ? undefined : read(text);
      if (result === undefined) throw invalid();
      return result;
    });
  switch (kind) {
    case 'id':
      return { kind, any: each((text) => (ID.test(text) ? text : undefined)) };
    case 'identifier':
      return { kind, any: each(readToken) };
    case 'code':
      return { kind, any: each(readToken) };
    case 'status':
      return { kind, any: each((text) => readToken(text)?.value) };
    case 'date':
    case 'lastUpdated':
      return { kind, any: each(readDate) };
    case 'reference':
      return {
        kind,
        any: each((text) => {
          const identifier = byIdentifier ? readToken(text) : undefined;
          if (byIdentifier) return identifier && { type: target!, identifier };
          const id = readReference(text, target!, base);
          return id === undefined ? undefined : { type: target!, id };
        }),
      };
  }
}

/** `system|value`, `|value` (no system) or `value` (any system). */
function readToken(text: string): Token | undefined {
  const parts = split(text, '|');
  if (parts.length > 2 || parts.at(-1) === '') return undefined;
  const [first = '', second] = parts.map(withoutEscapes);
  return second === undefined ? { value: first } : { system: first, value: second };
}

function readDate(text: string): DateCriterion | undefined {
  const [, prefix = 'eq', date = ''] = /^(eq|ne|gt|lt|ge|le|sa|eb|ap)?(.*)$/s.exec(text) ?? [];
  // "+" of an offset arrives as a blank when the client forgot to escape it.
  const range = dateRange(date.replace(' ', '+'));
  return range && { prefix: prefix as Prefix, ...range };
}

function readReference(text: string, target: string, base: string): string | undefined {
  const relative = text.startsWith(`${base}/`) ? text.slice(base.length + 1) : text;
  const id = relative.startsWith(`${target}/`) ? relative.slice(target.length + 1) : relative;
  return ID.test(id) ? id : undefined;
}

/** Splits at a character that no backslash stands before; escapes stay. */
function split(text: string, at: string): string[] {
  const parts = [''];
  for (let index = 0; index < text.length; index++) {
    const character = text[index]!;
    if (character === '\\' && index + 1 < text.length) parts[parts.length - 1] += character + text[++index];
    else if (character === at) parts.push('');
    else parts[parts.length - 1] += character;
  }
  return parts;
}

function withoutEscapes(text: string): string {
  return text.replace(/\\([\\,|$])/g, '$1');
}
