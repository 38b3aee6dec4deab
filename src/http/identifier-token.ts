/** Identifiers of a search as the keyed hashes that they are found by. */
import type { Patient } from '@medplum/fhirtypes';
import { checkPersonIdentifier, PERSON_IDENTIFIER_SERIES } from '../identity/person-identifier.ts';
import type { GatewayParts } from './gateway-parts.ts';
import type { Token } from './search-query.ts';

/**
 * The hashes that a token may have been stored under: with its system's aliases made one, and a person's number in canonical form. Without a
 * system: the value in any, as it is and as every series of personal numbers that it is valid in.
 */
export function identifierHashes(
  { system, value }: Token,
  { normalise, identifierHash }: Pick<GatewayParts, 'normalise' | 'identifierHash'>,
): string[] {
  if (system === undefined) {
    const persons = PERSON_IDENTIFIER_SERIES.flatMap((series) => {
      const check = checkPersonIdentifier(series.system, value);
      return check?.ok ? [`${check.system}|${check.value}`] : [];
    });
    return [value, `|${value}`, ...persons].map(identifierHash);
  }
  const carrier: Patient = { resourceType: 'Patient', identifier: [{ system, value }] };
  if (system !== '') normalise(carrier);
  const [canonical] = carrier.identifier!;
  const check = checkPersonIdentifier(canonical!.system!, canonical!.value!);
  return [identifierHash(check?.ok ? `${check.system}|${check.value}` : `${canonical!.system}|${canonical!.value}`)];
}
