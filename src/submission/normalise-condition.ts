import type { Resource } from '@medplum/fhirtypes';
import { checkPersonIdentifier } from '../identity/person-identifier.ts';
import type { SubmissionDependencies } from './dependencies.ts';
import type { Entry } from './entry.ts';

/** The identifier of a conditional request in the form that identifiers inside resources get. */
export function normaliseCondition({ type, condition = '' }: Entry, { normalise }: SubmissionDependencies): string {
  const bar = condition.indexOf('|');
  if (bar < 0) return condition;
  const identifier = { system: condition.slice(0, bar), value: condition.slice(bar + 1) };
  normalise({ resourceType: 'Basic', identifier: [identifier] } as unknown as Resource);
  const person = type === 'Patient' ? checkPersonIdentifier(identifier.system, identifier.value) : undefined;
  const { system, value } = person?.ok ? person : identifier;
  return `${system}|${value}`;
}
