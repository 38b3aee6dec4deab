import type { Coding, Identifier, Patient } from '@medplum/fhirtypes';
import type { Person } from '../person.ts';
import { HL7_SYSTEM, OFFICIAL } from '../systems.ts';

/** Every patient is marked as one of a demonstration, and those with protected data as such. */
export function labels(person: Person): Coding[] {
  const demo = { system: HL7_SYSTEM.actCode, code: 'DEMO' };
  return person.protection ? [demo, { system: OFFICIAL.securityLabel, code: person.protection }] : [demo];
}

type IdentifierSystems = Record<Exclude<Person['identifier']['kind'], 'none'>, string>;

/** The person's identifier under the EHR's names of the systems; none for those without. */
export function identifiers(person: Person, systems: IdentifierSystems): { identifier?: Identifier[] } {
  const { kind, value } = person.identifier;
  return kind === 'none' ? {} : { identifier: [{ system: systems[kind], value }] };
}

/** What all shapes of a patient have in common. */
export function demographics(person: Person): Pick<Patient, 'gender' | 'birthDate'> {
  return { gender: person.sex === '1' ? 'male' : 'female', birthDate: person.birthDate };
}
