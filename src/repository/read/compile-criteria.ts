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
      return `r.identifiers && ${values.add(criterion.any)}::text[]`;
    case 'code': {
      const codes = criterion.any.map(({ system, value }) => (system === undefined ? value : `${system}|${value}`));
      return `r.codes && ${values.add(codes)}::text[]`;
    }
    case 'status':
      return `r.status = ANY (${values.add(criterion.any)})`;
    case 'reference':
      return either(criterion.any.map((target) => compileReference(target, values, vardgivare)));
    case 'lastUpdated':
      return either(criterion.any.map((date) => compileDate(date, values, 'r.last_updated', 'r.last_updated')));
    case 'date':
      return either(
        criterion.any.map((date) => {
          const condition = compileDate(date, values, OPEN_START, OPEN_END);
          return `(coalesce(r.date_from, r.date_to) IS NOT NULL AND ${condition})`;
        }),
      );
  }
}

/** A resource without a date matches no date; a period without an end, or a start, is open there. */
const OPEN_START = `coalesce(r.date_from, '-infinity')`;
const OPEN_END = `coalesce(r.date_to, 'infinity')`;

function either(conditions: string[]): string {
  return conditions.length === 1 ? conditions[0]! : `(${conditions.join(' OR ')})`;
}

function compileReference(target: ReferenceTarget, values: Values, vardgivare: string): string {
  if ('id' in target) return `r."references" @> ARRAY[${values.add(target.id)}::uuid]`;
  // The identifier is looked up inside the view: another's Patient with the same number must not tell anything.
  return `r."references" && ARRAY(
    SELECT t.id FROM sluss.resource t
    WHERE t.type = ${values.add(target.type)} AND t.vardgivare = ANY (${vardgivare})
      AND t.identifiers && ${values.add(target.identifiers)}::text[] AND t.state = 'current')`;
}

/** https://hl7.org/fhir/R4/search.html#prefix; `from` and `to` enclose the resource's own date. */
function compileDate({ prefix, from, to }: DateCriterion, values: Values, start: string, end: string): string {
  const low = () => `${values.add(from)}::timestamptz`;
  const high = () => `${values.add(to)}::timestamptz`;
  switch (prefix) {
    case 'eq':
      return `(${start} >= ${low()} AND ${end} <= ${high()})`;
    case 'ne':
      return `NOT (${start} >= ${low()} AND ${end} <= ${high()})`;
    case 'gt':
      return `${end} > ${high()}`;
    case 'lt':
      return `${start} < ${low()}`;
    case 'ge':
      return `(${end} > ${high()} OR (${start} >= ${low()} AND ${end} <= ${high()}))`;
    case 'le':
      return `(${start} < ${low()} OR (${start} >= ${low()} AND ${end} <= ${high()}))`;
    case 'sa':
      return `${start} > ${high()}`;
    case 'eb':
      return `${end} < ${low()}`;
    case 'ap': {
      // A tenth of the distance to now, as the specification recommends.
      const slack = Math.abs(Date.now() - Date.parse(from)) / 10;
      const wideFrom = values.add(new Date(Date.parse(from) - slack).toISOString());
      const wideTo = values.add(new Date(Date.parse(to) + slack).toISOString());
      return `(${start} <= ${wideTo}::timestamptz AND ${end} >= ${wideFrom}::timestamptz)`;
    }
  }
}
