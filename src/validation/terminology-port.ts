import type { DefinitionIndex } from '../fhir/definitions/definition-index.ts';
import type { CodingOutcome, CodingQuestion } from '../terminology/validate-coding.ts';

export type { CodingOutcome, CodingQuestion, CodingStatus } from '../terminology/validate-coding.ts';

/** What validation asks of terminology; `Terminology` of src/terminology is one. */
export interface TerminologyPort {
  validateCoding(question: CodingQuestion): CodingOutcome;
  /** The codes of a value set when they can be told completely and are few: lets the compiler build a table. */
  codesOf(valueSet: string): ReadonlySet<string> | undefined;
  /** The same with further definitions in front. */
  over(definitions: DefinitionIndex): TerminologyPort;
}

const MAX_REMEMBERED = 20_000;

/**
 * Remembers outcomes: the same few codes stand in most resources. A code system that names what it supplements is a supplement, whatever it says of
 * its content.
 */
export function remembering(terminology: TerminologyPort, definitions: DefinitionIndex): TerminologyPort {
  const outcomes = new Map<string, CodingOutcome>();
  return {
    codesOf: (valueSet) => terminology.codesOf(valueSet),
    over: (further) => remembering(terminology.over(further), further),
    validateCoding(question) {
      const { system, version, code, display, valueSet, date } = question;
      const key = `${system}\n${code}\n${valueSet}\n${version}\n${date}\n${display}`;
      let outcome = outcomes.get(key);
      if (!outcome) {
        if (outcomes.size >= MAX_REMEMBERED) outcomes.clear();
        const isSupplement =
          system !== undefined && definitions.resolve(system, 'CodeSystem')?.supplements !== undefined;
        outcome = isSupplement ? { status: 'system-is-supplement' } : terminology.validateCoding(question);
        outcomes.set(key, outcome);
      }
      return outcome;
    },
  };
}
