/**
 * Expression constraints as SQL, in two forms: a condition on one concept `c`, for what has few candidates, and a query of all identifiers that meet it, which goes from the most selective
 * part to the others. Both read the indexes of closure, parents and reference sets.
 */
import type { Constraint, HierarchyOperator } from '../../terminology/snomed/ecl/constraint.ts';
import { EDITION, type Values } from './statement.ts';

type Hierarchy = Extract<Constraint, { kind: 'hierarchy' }>;

/** Whether a concept `c` (its row, or its identifier alone: see `needsRow`) meets the constraint. */
export function eclCondition(constraint: Constraint, values: Values): string {
  switch (constraint.kind) {
    case 'any':
      return 'c.active';
    case 'concept':
      return `c.id = ${bigint(constraint.id, values)}`;
    case 'hierarchy':
      return hierarchyCondition(constraint, values);
    case 'members': {
      const { of } = constraint;
      if (of.kind === 'any') return 'cardinality(c.refsets) > 0';
      if (of.kind === 'concept') return `c.refsets @> ARRAY[${bigint(of.id, values)}]`;
      return `c.id IN (${ofMany('refsets', of, values)})`;
    }
    case 'minus':
      return `(${eclCondition(constraint.from, values)} AND NOT ${eclCondition(constraint.without, values)})`;
    default: {
      const word = constraint.kind === 'and' ? ' AND ' : ' OR ';
      return `(${constraint.parts.map((part) => eclCondition(part, values)).join(word)})`;
    }
  }
}

/** Whether a condition asks more of a concept than its identifier. */
export function needsRow(condition: string): boolean {
  return /\bc\.(?!id\b)/.test(condition);
}

/** The identifiers of the concepts that meet the constraint, each once. */
export function eclQuery(constraint: Constraint, values: Values): string {
  switch (constraint.kind) {
    case 'or':
      return constraint.parts.map((part) => `(${eclQuery(part, values)})`).join(' UNION ');
    case 'and': {
      const [first, ...others] = [...constraint.parts].sort((a, b) => breadth(a) - breadth(b));
      return narrowed(
        first!,
        others.map((part) => eclCondition(part, values)),
        values,
      );
    }
    case 'minus':
      return narrowed(constraint.from, [`NOT ${eclCondition(constraint.without, values)}`], values);
    case 'hierarchy':
      return hierarchyQuery(constraint, values);
    default:
      return fromRows(eclCondition(constraint, values));
  }
}

function narrowed(driver: Constraint, conditions: string[], values: Values): string {
  const condition = conditions.join(' AND ');
  if (driver.kind === 'any') return fromRows(`c.active AND ${condition}`);
  const ids = eclQuery(driver, values);
  return needsRow(condition)
    ? fromRows(`c.id IN (${ids}) AND ${condition}`)
    : `SELECT c.id FROM (${ids}) AS c(id) WHERE ${condition}`;
}

/** How many concepts a part may have, roughly: the one with fewest is gathered, the others are asked about each. */
function breadth(constraint: Constraint): number {
  switch (constraint.kind) {
    case 'concept':
      return 0;
    case 'any':
      return 100;
    case 'members':
      return 10;
    case 'hierarchy':
      return constraint.operator.startsWith('>') ? 1 : constraint.operator.includes('!') ? 5 : 50;
    case 'and':
      return Math.min(...constraint.parts.map(breadth));
    case 'or':
      return Math.max(...constraint.parts.map(breadth)) + 1;
    case 'minus':
      return breadth(constraint.from);
  }
}

function hierarchyCondition(constraint: Hierarchy, values: Values): string {
  const { operator, of } = constraint;
  if (of.kind !== 'concept') return `c.id IN (${hierarchyOfMany(operator, of, values)})`;
  const id = bigint(of.id, values);
  const self = (condition: string) => `(c.id = ${id} AND c.active OR ${condition})`;
  const pair = (ancestor: string, descendant: string) =>
    `EXISTS (SELECT FROM snomed.closure x WHERE x.edition = ${EDITION} AND x.ancestor = ${ancestor} AND x.descendant = ${descendant})`;
  switch (operator) {
    // Every concept is above itself in the closure.
    case '<<':
      return pair(id, 'c.id');
    case '<':
      return `(c.id <> ${id} AND ${pair(id, 'c.id')})`;
    case '>>':
      return pair('c.id', id);
    case '>':
      return `(c.id <> ${id} AND ${pair('c.id', id)})`;
    case '<!':
      return `c.parents @> ARRAY[${id}]`;
    case '<<!':
      return self(`c.parents @> ARRAY[${id}]`);
    case '>!':
      return `c.id IN (${upwards('parents', `p.id = ${id}`)})`;
    case '>>!':
      return self(`c.id IN (${upwards('parents', `p.id = ${id}`)})`);
  }
}

/** What stands so to any concept of a set. */
function hierarchyOfMany(operator: HierarchyOperator, of: Constraint, values: Values): string {
  const withSelf = /^(<<|>>)/.test(operator);
  if (of.kind === 'any') {
    if (withSelf) return fromRows('c.active');
    // Below anything is what has a parent, above anything what is one, however far.
    return operator.startsWith('<') ? fromRows('cardinality(c.parents) > 0') : upwards('parents', 'true');
  }
  const reached = operator.startsWith('>')
    ? upwards(operator.includes('!') ? 'parents' : 'ancestors', `p.id IN (${eclQuery(of, values)})`)
    : operator.includes('!')
      ? ofMany('parents', of, values)
      : `SELECT DISTINCT x.descendant FROM (${eclQuery(of, values)}) AS s(id) JOIN snomed.closure x ON x.edition = ${EDITION} AND x.ancestor = s.id AND x.descendant <> s.id`;
  return withSelf ? `${reached} UNION ${fromRows(`c.id IN (${eclQuery(of, values)}) AND c.active`)}` : reached;
}

function hierarchyQuery(constraint: Hierarchy, values: Values): string {
  const { operator, of } = constraint;
  if (of.kind !== 'concept') return hierarchyOfMany(operator, of, values);
  const id = bigint(of.id, values);
  switch (operator) {
    case '<<':
    case '<': {
      const others = operator === '<' ? ` AND x.descendant <> ${id}` : '';
      return `SELECT x.descendant FROM snomed.closure x WHERE x.edition = ${EDITION} AND x.ancestor = ${id}${others}`;
    }
    case '<!':
      return fromRows(`c.parents @> ARRAY[${id}]`);
    case '<<!':
      return `${fromRows(`c.parents @> ARRAY[${id}]`)} UNION ${fromRows(`c.id = ${id} AND c.active`)}`;
    default: {
      const above = upwards(operator.includes('!') ? 'parents' : 'ancestors', `p.id = ${id}`);
      return operator.startsWith('>>') ? `${above} UNION ${fromRows(`c.id = ${id} AND c.active`)}` : above;
    }
  }
}

/** The concepts of whose parents, or reference sets, one is in a set. */
function ofMany(column: 'parents' | 'refsets', of: Constraint, values: Values): string {
  return `SELECT DISTINCT c.id FROM snomed.concept c, unnest(c.${column}) AS u(id) WHERE c.edition = ${EDITION} AND u.id IN (${eclQuery(of, values)})`;
}

function upwards(column: 'parents' | 'ancestors', which: string): string {
  return `SELECT DISTINCT unnest(p.${column}) FROM snomed.concept p WHERE p.edition = ${EDITION} AND ${which}`;
}

function fromRows(condition: string): string {
  return `SELECT c.id FROM snomed.concept c WHERE c.edition = ${EDITION} AND ${condition}`;
}

function bigint(id: string, values: Values): string {
  return `${values.add(id)}::bigint`;
}
