import { RE2JS } from 're2js';
import type { ConceptTable } from './concept-table.ts';
import type { Constraint } from './snomed/ecl/constraint.ts';
import { meets } from './snomed/ecl/meets.ts';
import { parseEcl } from './snomed/ecl/parse.ts';

export interface ValueSetFilter {
  property: string;
  op: string;
  value: string;
}

/** Decides one concept of a table; undefined where the filter asks for something that cannot be decided here. */
export type ConceptFilter = (concepts: ConceptTable, n: number) => boolean | undefined;

const HEADINGS = new Set(['notSelectable', 'abstract']);

/**
 * Compiles an expression constraint of SNOMED CT. Undefined, so not decided, is also what one says that cannot be read: who expands or asks for its value set is told why.
 */
export function compileEcl(text: string): ConceptFilter {
  let constraint: Constraint | undefined;
  try {
    constraint = parseEcl(text);
  } catch {
    return () => undefined;
  }
  const known = constraint;
  return (concepts, n) => concepts.answerTo(text, n) ?? meets(known, concepts, n);
}

/**
 * Compiles a filter of `ValueSet.compose.include.filter` (http://hl7.org/fhir/R4/codesystem-filter-operator.html). All operators of R4; the properties
 * `concept`, `code`, `display`, `parent`, `child`, `notSelectable`, `inactive` and those that the concepts carry.
 */
export function compileFilter({ property, op, value }: ValueSetFilter): ConceptFilter {
  switch (op) {
    case 'is-a':
      return (concepts, n) => concepts.indexOf(value) === n || concepts.isAbove(value, n);
    case 'descendent-of':
      return (concepts, n) => concepts.isAbove(value, n);
    case 'is-not-a':
      return (concepts, n) => not(concepts.indexOf(value) === n || concepts.isAbove(value, n));
    case 'generalizes':
      return (concepts, n) => {
        const at = concepts.indexOf(value);
        return at < 0 ? undefined : at === n || concepts.isAbove(concepts.code(n), at);
      };
    default:
      return decided(property, compileTest({ property, op, value }));
  }
}

function not(answer: boolean | undefined): boolean | undefined {
  return answer === undefined ? undefined : !answer;
}

/** A test of a property, where the concepts tell everything of it. */
function decided(property: string, test: ConceptFilter): ConceptFilter {
  return (concepts, n) => (concepts.decides(property) ? test(concepts, n) : undefined);
}

function compileTest({ property, op, value }: ValueSetFilter): ConceptFilter {
  switch (op) {
    case '=':
      return (concepts, n) => valuesOf(concepts, n, property).includes(value);
    case 'in':
    case 'not-in': {
      const wanted = new Set(value.split(',').map((item) => item.trim()));
      // In SNOMED CT a concept is "in" a reference set: http://hl7.org/fhir/R4/snomedct.html
      const values = (concepts: ConceptTable, n: number) =>
        (property === 'concept' ? concepts.memberships(n) : undefined) ?? valuesOf(concepts, n, property);
      return (concepts, n) => values(concepts, n).some((item) => wanted.has(item)) === (op === 'in');
    }
    case 'regex': {
      const pattern = wholePattern(value);
      return (concepts, n) => pattern && valuesOf(concepts, n, property).some((item) => pattern.matches(item));
    }
    case 'exists':
      return (concepts, n) => valuesOf(concepts, n, property).length > 0 === (value === 'true');
    default:
      return () => undefined;
  }
}

/** The values of a property as text. Two that every concept has say `false` when nothing is stated. */
function valuesOf(concepts: ConceptTable, n: number, property: string): string[] {
  if (property === 'code' || property === 'concept') return [concepts.code(n)];
  if (property === 'display') return [concepts.display(n) ?? ''];
  if (property === 'parent') return concepts.parents(n).map((parent) => concepts.code(parent));
  if (property === 'child') return concepts.children(n).map((child) => concepts.code(child));
  if (HEADINGS.has(property)) return [String(concepts.isHeading(n))];
  if (property === 'inactive') return [String(concepts.isInactive(n))];
  return concepts
    .properties(n)
    .filter(({ code }) => code === property)
    .flatMap(({ value }) => {
      // A filter names a Coding as `system#code`.
      return typeof value === 'object' ? [`${value.system}#${value.code}`, value.code ?? ''] : [String(value)];
    });
}

/** A pattern that matches the whole value, run by an engine without backtracking: a value set may come from anyone. Undefined when it isn't a pattern. */
function wholePattern(value: string): RE2JS | undefined {
  try {
    return RE2JS.compile(value);
  } catch {
    return undefined;
  }
}
