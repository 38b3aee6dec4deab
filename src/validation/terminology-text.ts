import type { Text } from '../errors/definition.ts';
import { coverageText } from '../terminology/edition-coverage.ts';
import type { CodingOutcome } from './terminology-port.ts';

/** The code system that answered, for a message: with its version, and how that stands to the event's day where it is not of that day. */
export function editionName(system: string, { systemVersion, coverage }: CodingOutcome): Text {
  const name = systemVersion === undefined ? system : `${system}|${systemVersion}`;
  if (!coverage) return { en: name, sv: name };
  const { en, sv } = coverageText(coverage);
  return { en: `${name} (${en})`, sv: `${name} (${sv})` };
}

/** A value set with the edition of the code system that was asked, where one was. */
export function valueSetName(valueSet: string, system: string | undefined, outcome: CodingOutcome | undefined): Text {
  if (system === undefined || outcome?.systemVersion === undefined) return { en: valueSet, sv: valueSet };
  const { en, sv } = editionName(system, outcome);
  return { en: `${valueSet} (${en})`, sv: `${valueSet} (${sv})` };
}

/** What to ask whoever used a name that nobody knows. */
export function didYouMean(suggestion: string): Text {
  return { en: `Did you mean ${suggestion}?`, sv: `Menade du ${suggestion}?` };
}
