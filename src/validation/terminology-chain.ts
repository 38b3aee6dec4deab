import type { CodingOutcome, TerminologyPort } from './terminology-port.ts';

/** Two terminologies as one: the second is asked for what the first does not know. */
export function chainTerminology(first: TerminologyPort, second: TerminologyPort): TerminologyPort {
  return {
    validateCoding(question) {
      const outcome = first.validateCoding(question);
      return isUndecided(outcome) ? second.validateCoding(question) : outcome;
    },
    codesOf: (valueSet) => first.codesOf?.(valueSet) ?? second.codesOf?.(valueSet),
  };
}

function isUndecided({ status }: CodingOutcome): boolean {
  return status === 'unknown-system' || status === 'unknown-value-set' || status === 'not-checked';
}
