import type { DateCriterion, ReferenceTarget, SearchCriterion } from './criteria.ts';

/** Collects the values of a statement; gives their places. */
export interface Values {
  list: unknown[];
  add(value: unknown): string;
}

export function createValues(): Values {
  const list: unknown[] = [];
  return { list, add: (value) => `$${list.push(value)}` };
}

/** The SQL condition of a criterion on `sluss.resource r`. `vardgivare`: the place of the view's list. */
export function compileCriterion(criterion: SearchCriterion, values: Values, vardgivare: string): string {
  switch (criterion.kind) {
    case 'id':
      return `r.id = ANY (${values.add(criterion.any)}::uuid[])`;
    case 'identifier':
      return among(`x.identifiers && ${values.add(criterion.any)}::text[]`);
    case 'code': {
      const codes = criterion.any.map(({ system, value }) => (system === undefined ? value : `${system}|${value}`));
      return `r.codes && ${values.add(codes)}::text[]`;
    }
    case 'status':
      return `r.status = ANY (${values.add(criterion.any)})`;
    case 'reference':
      return among(either(criterion.any.map((target) => compileReference(target, values, vardgivare))));
    case 'lastUpdated':
      return either(criterion.any.map((date) => compileDate(date, values, 'r.last_updated', 'r.last_updated')));
    case 'date':
      return either(criterion.any.map((date) => compileDate(date, values, 'r.date_from', 'r.date_to')));
  }
}

/**
 * What few resources meet is looked up first, by the index of values: the planner cannot know that they are few, and would rather
 * go through the whole type in the order of the page.
 */
function among(condition: string): string {
  return `r.id = ANY (ARRAY(SELECT x.id FROM sluss.resource x WHERE ${condition}))`;
}

function either(conditions: string[]): string {
  return conditions.length === 1 ? conditions[0]! : `(${conditions.join(' OR ')})`;
}

function compileReference(target: ReferenceTarget, values: Values, vardgivare: string): string {
  if ('id' in target) return `x."references" @> ARRAY[${values.add(target.id)}::uuid]`;
  // The identifier is looked up inside the view: another's Patient with the same number must not tell anything.
  return `x."references" && ARRAY(
    SELECT t.id FROM (
      SELECT * FROM sluss.resource i WHERE i.identifiers && ${values.add(target.identifiers)}::text[] OFFSET 0
    ) t WHERE t.type = ${values.add(target.type)} AND t.vardgivare = ANY (${vardgivare}) AND t.state = 'current')`;
}

/**
 * https://hl7.org/fhir/R4/search.html#prefix; `start` and `end` enclose the resource's own date, both null without one, which matches nothing.
 * Where the end's place follows from the start's it is said too: the index has the end.
 */
function compileDate({ prefix, from, to }: DateCriterion, values: Values, start: string, end: string): string {
  const low = `${values.add(from)}::timestamptz`;
  const high = `${values.add(to)}::timestamptz`;
  switch (prefix) {
    case 'eq':
      return `(${start} >= ${low} AND ${end} BETWEEN ${low} AND ${high})`;
    case 'ne':
      return `NOT (${start} >= ${low} AND ${end} <= ${high})`;
    case 'gt':
      return `(${end} > ${high} AND ${low} IS NOT NULL)`;
    case 'lt':
      return `(${start} < ${low} AND ${high} IS NOT NULL)`;
    case 'ge':
      return `(${end} >= ${low} AND (${end} > ${high} OR ${start} >= ${low}))`;
    case 'le':
      return `(${start} < ${low} OR (${start} >= ${low} AND ${end} BETWEEN ${low} AND ${high}))`;
    case 'sa':
      return `(${start} > ${high} AND ${end} > ${high} AND ${low} IS NOT NULL)`;
    case 'eb':
      return `(${end} < ${low} AND ${high} IS NOT NULL)`;
    case 'ap': {
      // A tenth of the distance to now, as the specification recommends.
      const slack = `abs(extract(epoch FROM now() - ${low})) / 10 * interval '1 second'`;
      return `(${start} <= ${high} + ${slack} AND ${end} >= ${low} - ${slack})`;
    }
  }
}
