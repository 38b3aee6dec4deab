/** An expression constraint decided for one concept, in memory. */
import type { ConceptTable } from '../../concept-table.ts';
import type { Constraint, HierarchyOperator } from './constraint.ts';

/**
 * Whether a concept of an edition meets a constraint, by what is known of itself: its ancestors, its parents and its reference sets. Undefined where that does not decide, as for what is
 * above another concept.
 */
export function meets(constraint: Constraint, concepts: ConceptTable, n: number): boolean | undefined {
  switch (constraint.kind) {
    case 'any':
      return !concepts.isInactive(n);
    case 'concept':
      return concepts.code(n) === constraint.id;
    case 'hierarchy':
      return constraint.of.kind === 'concept' ? stands(constraint.operator, constraint.of.id, concepts, n) : undefined;
    case 'members': {
      const { of } = constraint;
      const sets = concepts.memberships(n);
      if (of.kind === 'any') return sets && sets.length > 0;
      return of.kind === 'concept' ? sets?.includes(of.id) : undefined;
    }
    case 'and':
      return all(constraint.parts.map((part) => meets(part, concepts, n)));
    case 'or':
      return not(all(constraint.parts.map((part) => not(meets(part, concepts, n)))));
    case 'minus':
      return all([meets(constraint.from, concepts, n), not(meets(constraint.without, concepts, n))]);
  }
}

function stands(operator: HierarchyOperator, id: string, concepts: ConceptTable, n: number): boolean | undefined {
  // Only active concepts stand in the hierarchy.
  const isSelf = concepts.code(n) === id && !concepts.isInactive(n);
  switch (operator) {
    case '<':
      return concepts.isAbove(id, n);
    case '<<':
      return isSelf || concepts.isAbove(id, n);
    case '<!':
      return concepts.parents(n).some((parent) => concepts.code(parent) === id);
    case '<<!':
      return isSelf || concepts.parents(n).some((parent) => concepts.code(parent) === id);
    default:
      return isSelf && operator.startsWith('>>') ? true : undefined;
  }
}

function all(answers: readonly (boolean | undefined)[]): boolean | undefined {
  if (answers.includes(false)) return false;
  return answers.includes(undefined) ? undefined : true;
}

function not(answer: boolean | undefined): boolean | undefined {
  return answer === undefined ? undefined : !answer;
}
