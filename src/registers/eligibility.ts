import type { CaseContext } from './expression.ts';
import { holds } from './expression.ts';
import { isInForce } from './gate.ts';
import type { EligibilityRule } from './register.ts';

export interface EligibilityDecision {
  decision: 'include' | 'exclude' | 'unknown';
  /** The rule that decided; none when no rule admitted the case. */
  by?: EligibilityRule['definition'];
}

/**
 * Whether a register takes a case. The first rule that applies on the date and whose condition holds decides. A proposed rule is not law: when
 * it is the first to hold, the case is not taken, and the rule says that only the proposal would take it. What no rule admits is not taken.
 */
export function decideEligibility(rules: EligibilityRule[], context: CaseContext, date: string): EligibilityDecision {
  for (const { definition, when } of rules) {
    const isProposed = definition.status === 'proposed';
    if (isProposed ? definition.decision !== 'include' : !isInForce(definition, date)) continue;
    if (!holds(when, context)) continue;
    return { decision: isProposed ? 'exclude' : definition.decision, by: definition };
  }
  return { decision: 'exclude' };
}
