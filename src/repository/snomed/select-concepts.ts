/** Value sets of SNOMED CT as SQL. */
import { SlussError } from '../../errors/sluss-error.ts';
import type { ValueSetFilter } from '../../terminology/filter.ts';
import { type Constraint, conjunction } from '../../terminology/snomed/ecl/constraint.ts';
import { isEcl } from '../../terminology/snomed/ecl/constraints-of.ts';
import { parseEcl } from '../../terminology/snomed/ecl/parse.ts';
import { SNOMED } from '../../terminology/snomed/edition-uri.ts';
import { isConceptId } from '../../terminology/snomed/sctid.ts';
import type { SelectConcepts, Selection, SelectionRule } from '../../terminology/snomed/selection.ts';
import { eclCondition, eclQuery, needsRow } from './ecl-sql.ts';
import { EDITION, type Statement, Values } from './statement.ts';

/**
 * What gives a page of codes as `code`. How many there are in all is `total` of each row, or has a statement of its own where that can be told without gathering them:
 * it is remembered. Throws `expansion-not-possible` for a filter that is not known, and what `parseEcl` throws.
 */
export function compileSelect(
  edition: number,
  { selection, code, words, activeOnly, offset, count }: SelectConcepts,
): { page: Statement; total?: Statement } {
  const make = (columns: string, from: From, values: Values, paged: boolean): Statement => {
    const page = paged ? ` ORDER BY ${from.order} LIMIT ${values.add(count)} OFFSET ${values.add(offset)}` : '';
    return { text: `SELECT ${columns} FROM ${from.text}${page}`, values: [...values.list] };
  };
  const values = new Values(edition);
  const simple = simplified(selection);
  const branch = words.length === 0 ? below(simple, values) : undefined;
  if (branch) {
    const total = make('count(*)::integer AS total', branch, values, false);
    return { page: make('c.id::text AS code', branch, values, true), total };
  }
  const from =
    words.length > 0
      ? searched(simple, words, code, activeOnly, values)
      : (constrained(simple, activeOnly, values) ?? everything(simple, activeOnly, values));
  return { page: make('c.id::text AS code, count(*) OVER ()::integer AS total', from, values, true) };
}

/** Which of some codes meet an expression constraint, as `code`. Throws what `parseEcl` throws. */
export function compileMembership(edition: number, constraint: string, codes: readonly string[]): Statement {
  const values = new Values(edition);
  const among = `c.id = ANY (${values.add(codes)}::bigint[])`;
  const condition = eclCondition(parseEcl(constraint), values);
  const text = `SELECT c.id::text AS code FROM snomed.concept c WHERE c.edition = ${EDITION} AND ${among} AND ${condition}`;
  return { text, values: values.list };
}

/** Expression constraints of one operator as the filters that say the same, which have quicker ways. */
function simplified({ include, exclude }: Selection): Selection {
  const rule = ({ filters, within, ...others }: SelectionRule): SelectionRule => ({
    ...others,
    filters: filters.map((filter) => (isEcl(filter, SNOMED) ? asFilter(parseEcl(filter.value)) : undefined) ?? filter),
    within: within.map(simplified),
  });
  return { include: include.map(rule), exclude: exclude.map(rule) };
}

function asFilter(constraint: Constraint): ValueSetFilter | undefined {
  const filter = (op: string, value: string) => ({ property: 'concept', op, value });
  if (constraint.kind === 'concept') return filter('=', constraint.id);
  if (!('of' in constraint) || constraint.of.kind !== 'concept') return undefined;
  const { id } = constraint.of;
  if (constraint.kind === 'members') return filter('in', id);
  if (constraint.operator === '<<') return filter('is-a', id);
  return constraint.operator === '<' ? filter('descendent-of', id) : undefined;
}

interface From {
  text: string;
  order: string;
}

/** One concept and what is below it, or below it alone: the closure has them in order. Nothing inactive is there. */
function below({ include, exclude }: Selection, values: Values): From | undefined {
  const [rule, more] = include;
  if (!rule || more || exclude.length > 0 || rule.codes || rule.within.length > 0) return undefined;
  const [filter, another] = rule.filters;
  if (!filter || another || (filter.op !== 'is-a' && filter.op !== 'descendent-of')) return undefined;
  const id = values.add(conceptId(filter));
  const others = filter.op === 'is-a' ? '' : ` AND descendant <> ${id}`;
  return {
    text: `(SELECT descendant AS id FROM snomed.closure WHERE edition = ${EDITION} AND ancestor = ${id}${others}) AS c`,
    order: 'c.id',
  };
}

/** One expression constraint and nothing else: its concepts are gathered by indexes, where a condition would be tried on every concept. */
function constrained(
  { include, exclude }: Selection,
  activeOnly: boolean | undefined,
  values: Values,
): From | undefined {
  const [rule, more] = include;
  if (!rule || more || exclude.length > 0 || rule.codes || rule.within.length > 0) return undefined;
  const [filter, another] = rule.filters;
  if (!filter || another || !isEcl(filter, SNOMED)) return undefined;
  const constraint = parseEcl(filter.value);
  const parts = activeOnly ? conjunction([constraint, { kind: 'any' }]) : constraint;
  return { text: `(${eclQuery(parts, values)}) AS c(id)`, order: 'c.id' };
}

function everything(selection: Selection, activeOnly: boolean | undefined, values: Values): From {
  const condition = [...(activeOnly ? ['c.active'] : []), conditionOf(selection, values)].join(' AND ');
  return { text: `snomed.concept c WHERE c.edition = ${EDITION} AND ${condition}`, order: 'c.id' };
}

/** A filter that is an identifier is that concept; else those whose shortest description with all the words is shortest come first. */
function searched(
  selection: Selection,
  words: readonly string[],
  code: string | undefined,
  activeOnly: boolean | undefined,
  values: Values,
): From {
  if (code !== undefined) {
    const own = everything(selection, activeOnly, values);
    return { ...own, text: `${own.text} AND c.id = ${values.add(code)}` };
  }
  const query = values.add(words.map((word) => `'${word}':*`).join(' & '));
  const condition = [...(activeOnly ? ['c.active'] : []), conditionOf(selection, values)].join(' AND ');
  const hits = `(SELECT concept AS id, min(length(term)) AS length FROM snomed.description
      WHERE edition = ${EDITION} AND words @@ ${query}::tsquery GROUP BY concept)`;
  // What is asked of the identifier alone needs no look at the concepts.
  if (!needsRow(condition)) return { text: `${hits} AS c WHERE ${condition}`, order: 'c.length, c.id' };
  return {
    text: `${hits} AS hit JOIN snomed.concept c ON c.edition = ${EDITION} AND c.id = hit.id WHERE ${condition}`,
    order: 'hit.length, c.id',
  };
}

function conditionOf({ include, exclude }: Selection, values: Values): string {
  if (include.length === 0) return 'false';
  const any = (rules: readonly SelectionRule[]) => rules.map((rule) => `(${ruleCondition(rule, values)})`).join(' OR ');
  return `(${any(include)})${exclude.length > 0 ? ` AND NOT (${any(exclude)})` : ''}`;
}

function ruleCondition({ codes, filters, within }: SelectionRule, values: Values): string {
  const conditions = [
    ...(codes ? [`c.id = ANY (${values.add(codes.filter(isConceptId))}::bigint[])`] : []),
    ...filters.map((filter) => filterCondition(filter, values)),
    ...within.map((selection) => `(${conditionOf(selection, values)})`),
  ];
  return conditions.length === 0 ? 'true' : conditions.join(' AND ');
}

const above = (id: string) =>
  `EXISTS (SELECT FROM snomed.closure x WHERE x.edition = ${EDITION} AND x.ancestor = ${id} AND x.descendant = c.id)`;

function filterCondition(filter: ValueSetFilter, values: Values): string {
  const { property, op, value } = filter;
  if (isEcl(filter, SNOMED)) return eclCondition(parseEcl(value), values);
  const isConcept = property === 'concept' || property === 'code';
  switch (op) {
    case 'is-a':
      return above(values.add(conceptId(filter)));
    case 'descendent-of': {
      const id = values.add(conceptId(filter));
      return `c.id <> ${id} AND ${above(id)}`;
    }
    case 'is-not-a':
      return `NOT ${above(values.add(conceptId(filter)))}`;
    case 'generalizes': {
      const id = values.add(conceptId(filter));
      return `EXISTS (SELECT FROM snomed.closure x WHERE x.edition = ${EDITION} AND x.ancestor = c.id AND x.descendant = ${id})`;
    }
    case 'in':
    case 'not-in': {
      if (!isConcept) break;
      const ids = `${values.add(
        value
          .split(',')
          .map((item) => item.trim())
          .filter(isConceptId),
      )}::bigint[]`;
      // Members of the reference sets: http://hl7.org/fhir/R4/snomedct.html
      const member = `c.refsets && ${ids}`;
      return op === 'in' ? member : `NOT (${member})`;
    }
    case '=':
      if (isConcept) return `c.id = ${values.add(conceptId(filter))}`;
      if (property === 'parent') return `c.parents @> ARRAY[${values.add(conceptId(filter))}::bigint]`;
      if (property === 'child') {
        return `c.id = ANY (SELECT unnest(p.parents) FROM snomed.concept p WHERE p.edition = ${EDITION} AND p.id = ${values.add(conceptId(filter))})`;
      }
      if (property === 'moduleId') return `c.module = ${values.add(conceptId(filter))}`;
      if (property === 'inactive' && isFlag(value)) return value === 'true' ? 'NOT c.active' : 'c.active';
      if (property === 'sufficientlyDefined' && isFlag(value)) return value === 'true' ? 'c.defined' : 'NOT c.defined';
      if (property === 'effectiveTime' && /^\d{8}$/.test(value)) return `c.effective_time = ${values.add(value)}`;
  }
  throw notKnown(filter);
}

function isFlag(value: string): boolean {
  return value === 'true' || value === 'false';
}

function conceptId(filter: ValueSetFilter): string {
  if (!isConceptId(filter.value)) throw notKnown(filter);
  return filter.value;
}

function notKnown({ property, op, value }: ValueSetFilter): SlussError {
  const filter = `${property} ${op} ${value}`.slice(0, 80);
  return SlussError.of('expansion-not-possible', {
    reason: {
      en: `the filter ${filter} is not known for SNOMED CT`,
      sv: `filtret ${filter} är inte känt för SNOMED CT`,
    },
  });
}
