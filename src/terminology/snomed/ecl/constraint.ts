/** Constraints of SNOMED CT's Expression Constraint Language (https://docs.snomed.org, ECL 2), as far as they are answered here: of hierarchy and reference sets. */

/** What a hierarchy operator asks for: `<` below, `>` above; doubled with the concept itself, with `!` one step only. */
export type HierarchyOperator = '<' | '<<' | '<!' | '<<!' | '>' | '>>' | '>!' | '>>!';

export type Constraint =
  | { kind: 'any' }
  | { kind: 'concept'; id: string }
  | { kind: 'hierarchy'; operator: HierarchyOperator; of: Constraint }
  | { kind: 'members'; of: Constraint }
  | { kind: 'and' | 'or'; parts: readonly Constraint[] }
  | { kind: 'minus'; from: Constraint; without: Constraint };

/** `op (A OR B)` is `op A OR op B`; what stands inside is then a concept as often as possible. */
export function distributed(of: Constraint, apply: (operand: Constraint) => Constraint): Constraint {
  return of.kind === 'or' ? { kind: 'or', parts: of.parts.map((part) => distributed(part, apply)) } : apply(of);
}

/** `A AND B AND …`. Only active concepts stand in the hierarchy, so that "any" says nothing beside an operator of it. */
export function conjunction(parts: readonly Constraint[]): Constraint {
  const isActive = parts.some(({ kind }) => kind === 'hierarchy');
  const telling = isActive ? parts.filter(({ kind }) => kind !== 'any') : parts;
  return telling.length === 1 ? telling[0]! : { kind: 'and', parts: telling };
}

/**
 * Whether a concept with what is known of itself (ancestors, parents, reference sets) is enough to decide the constraint; where not, other concepts have to be looked at.
 */
export function isAboutItself(constraint: Constraint): boolean {
  switch (constraint.kind) {
    case 'any':
    case 'concept':
      return true;
    case 'hierarchy':
      return constraint.operator.startsWith('<') && constraint.of.kind === 'concept';
    case 'members':
      return constraint.of.kind === 'concept' || constraint.of.kind === 'any';
    case 'minus':
      return isAboutItself(constraint.from) && isAboutItself(constraint.without);
    default:
      return constraint.parts.every(isAboutItself);
  }
}
