import { isPersonIdentifierSystem } from '../identity/person-identifier.ts';
import type { Register } from '../registers/register.ts';
import type { RegisterReader } from '../repository/read/snapshot.ts';
import type { PersonIdentifier, Uuid } from '../repository/types.ts';

const AS_PNR = new Set([
  'http://electronichealth.se/identifier/personnummer',
  'http://electronichealth.se/identifier/samordningsnummer',
]);

export type DeliveredIdentity = Record<string, string | undefined>;

/**
 * The identifiers that rows leave with, as the register's specification justifies them (I-3): personnummer or samordningsnummer as PNR, else a reserve
 * number as RNR, never both. A register that is `coded` gets none.
 */
export async function identitiesOf(
  register: Register,
  personKeys: Uuid[],
  reader: RegisterReader,
): Promise<Map<Uuid, DeliveredIdentity>> {
  const { carries, identifiers } = register.definition.identity;
  if (carries !== 'identified') return new Map();
  const found = await reader.identifiersOf(personKeys);
  return new Map([...found].map(([key, list]) => [key, chosen(list, identifiers)]));
}

function chosen(list: PersonIdentifier[], allowed: readonly string[]): DeliveredIdentity {
  const pnr = list.find(({ system }) => AS_PNR.has(system));
  if (pnr) return allowed.includes('PNR') ? { PNR: pnr.value } : {};
  const rnr = list.find(({ system }) => isPersonIdentifierSystem(system));
  return rnr && allowed.includes('RNR') ? { RNR: rnr.value } : {};
}
