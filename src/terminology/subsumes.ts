import { SlussError } from '../errors/sluss-error.ts';
import { normaliseCode } from './code-shapes.ts';
import { isAbsent } from './code-system.ts';
import type { ConceptTable } from './concept-table.ts';
import type { Coverage } from './edition-coverage.ts';
import type { EditionChoice, Terminology } from './terminology.ts';

export type Subsumption = 'equivalent' | 'subsumes' | 'subsumed-by' | 'not-subsumed';

export interface SubsumptionOutcome {
  outcome: Subsumption;
  system: string;
  /** The edition that was asked, and how it stands to the day that was asked for, where it is not one of that day. */
  version?: string;
  coverage?: Coverage;
}

/** How two codes of one system stand to each other in its hierarchy. Throws `code-system-not-found` and `code-not-found`. */
export function subsumes(
  terminology: Terminology,
  question: { system: string; codeA: string; codeB: string },
  choice: EditionChoice = {},
): SubsumptionOutcome {
  const system = terminology.canonicalSystem(question.system, 'codesystem', question.codeA);
  const edition = terminology.edition(system, choice);
  if (!edition || isAbsent(edition)) throw SlussError.of('code-system-not-found', { system });
  const [a, b] = [question.codeA, question.codeB].map((code) => {
    const n = edition.concepts.indexOf(normaliseCode(system, code));
    if (n < 0) throw SlussError.of('code-not-found', { system, edition: edition.version ?? edition.content });
    return n;
  }) as [number, number];
  const { version } = edition;
  const coverage = choice.version === undefined ? terminology.coverage(system, edition, choice.date) : undefined;
  return {
    outcome: relationOf(edition.concepts, a, b),
    system,
    ...(version !== undefined && { version }),
    ...(coverage && { coverage }),
  };
}

function relationOf(concepts: ConceptTable, a: number, b: number): Subsumption {
  if (a === b) return 'equivalent';
  if (concepts.hasAncestor(b, a)) return 'subsumes';
  return concepts.hasAncestor(a, b) ? 'subsumed-by' : 'not-subsumed';
}
