import type { AliasKey, Uuid } from '../types.ts';
import type { Call } from './call.ts';

/** What a submission has read and made, to be checked and stored before its writes. */
export interface Taken {
  gate: string;
  vardgivare: string;
  newNames: { key: Uuid; id: Uuid; type: string; kind: AliasKey['kind']; ciphertext: Buffer | null }[];
  /** Names that led somewhere, and where. */
  knownNames: { key: Uuid; id: Uuid }[];
  /** Ids to lock, true: exclusively. */
  locks: Map<Uuid, boolean>;
  /** Versions of the heads that were read; 0: there was none. */
  readVersions: Map<Uuid, number>;
  /** Cases of which all members were read. */
  cases: Set<Uuid>;
  /** Ids of which all referrers were read. */
  referred: Set<Uuid>;
  persons: { hmac: Buffer; key: Uuid; ciphertext: Buffer }[];
  /** Persons whose objections were read, and what they were, as `person register`. */
  heeded: Uuid[];
  objecting: string[];
}

/** Takes the locks, stores new names and persons, and fails with a conflict when anything read is no longer so (migrations/0005). */
export function take(taken: Taken): Call {
  const { newNames, knownNames, locks, readVersions, persons } = taken;
  return {
    function: 'sluss.take',
    values: [
      taken.gate,
      taken.vardgivare,
      plainArray(newNames.map(({ key }) => key)),
      plainArray(newNames.map(({ id }) => id)),
      plainArray(newNames.map(({ type }) => type)),
      plainArray(newNames.map(({ kind }) => kind)),
      byteArray(newNames.map(({ ciphertext }) => ciphertext)),
      plainArray(knownNames.map(({ key }) => key)),
      plainArray(knownNames.map(({ id }) => id)),
      plainArray([...locks].flatMap(([id, isExclusive]) => (isExclusive ? [] : [id]))),
      plainArray([...locks].flatMap(([id, isExclusive]) => (isExclusive ? [id] : []))),
      plainArray([...readVersions.keys()]),
      plainArray([...readVersions.values()]),
      plainArray([...taken.cases]),
      plainArray([...taken.referred]),
      byteArray(persons.map(({ hmac }) => hmac)),
      plainArray(persons.map(({ key }) => key)),
      byteArray(persons.map(({ ciphertext }) => ciphertext)),
      plainArray(taken.heeded),
      taken.objecting,
    ],
  };
}

/** PostgreSQL's array of values that need no quotes: UUIDs, numbers, FHIR types. */
export function plainArray(values: readonly (string | number)[]): string {
  return `{${values.join(',')}}`;
}

export function byteArray(values: readonly (Buffer | null)[]): string {
  return `{${values.map((value) => (value ? `"\\\\x${value.toString('hex')}"` : 'NULL')).join(',')}}`;
}
