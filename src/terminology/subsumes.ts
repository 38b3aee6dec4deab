import { SlussError } from '../errors/sluss-error.ts';
import { normaliseCode } from './code-shapes.ts';
import type { EditionChoice, Terminology } from './terminology.ts';

export type Subsumption = 'equivalent' | 'subsumes' | 'subsumed-by' | 'not-subsumed';

/** How two codes of one system stand to each other in its hierarchy. Throws `code-system-not-found` and `code-not-found`. */
export function subsumes(
  terminology: Terminology,
  question: { system: string; codeA: string; codeB: string },
  choice: EditionChoice = {},
): Subsumption {
  const system = terminology.canonicalSystem(question.system, 'codesystem', question.codeA);
  const edition = terminology.edition(system, choice);
  if (!edition || edition.content === 'not-present') throw SlussError.of('code-system-not-found', { system });
  const [a, b] = [question.codeA, question.codeB].map((code) => {
    const n = edition.concepts.indexOf(normaliseCode(system, code));
    if (n < 0) throw SlussError.of('code-not-found', { system, edition: edition.version ?? edition.content });
    return n;
  }) as [number, number];
  if (a === b) return 'equivalent';
  if (edition.concepts.hasAncestor(b, a)) return 'subsumes';
  return edition.concepts.hasAncestor(a, b) ? 'subsumed-by' : 'not-subsumed';
}
