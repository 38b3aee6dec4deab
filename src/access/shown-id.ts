/** Which id a resource has in its owner's view. */
import { PERSON_IDENTIFIER_SERIES } from '../identity/person-identifier.ts';

const CANDIDATE = /\d{6,8}[-+]?[0-9A-Z]{4}/g;

/**
 * The id that the owner gave (`PUT Type/id`), else the gateway's. An id that holds a valid personal number is not shown: ids stand in addresses,
 * and no identifier may (I-2). It still works in what the owner asks for.
 */
export function shownId(own: string | undefined, outward: () => string): string {
  return own === undefined || holdsPersonIdentifier(own) ? outward() : own;
}

function holdsPersonIdentifier(id: string): boolean {
  const numbers = [...id.toUpperCase().matchAll(CANDIDATE)].map(([text]) => text.replace(/[-+]/g, ''));
  return numbers.some((number) =>
    PERSON_IDENTIFIER_SERIES.some(
      ({ algorithm, check }) => algorithm && (check(number).ok || check(`19${number}`).ok || check(`20${number}`).ok),
    ),
  );
}
