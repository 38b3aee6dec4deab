import type { Bundle, CodeableConcept, Coding, Identifier, Patient, Resource } from '@medplum/fhirtypes';
import type { Minute } from './calendar.ts';
import type { Contact, Message } from './care.ts';
import type { VendorId } from './organisations.ts';
import type { Person } from './person.ts';
import type { Profession } from './repertoire.ts';

/** One resource of a message with the id that the EHR knows it by. */
export interface Item {
  resource: Resource;
  key: string;
}

/** What holds within one message only. */
export interface MessageContext {
  /** A UUID for a key, the same throughout the message. */
  uuid(key: string): string;
  /** How a resource is referred to. */
  reference(type: string, key: string): string;
}

/** How one vendor's EHR writes FHIR: what differs from the others, nothing else. */
export interface Dialect {
  vendor: VendorId;
  reference(type: string, key: string, uuid: MessageContext['uuid']): string;
  /** How it refers to a contact that is not in the message; undefined where it never does. */
  elsewhere?(contact: Contact): string;
  dateTime(at: Minute): string;
  patient(person: Person): Patient;
  icd(code: string): Coding;
  /** Systems of KVÅ, ATC and HSA-id. */
  kva: string;
  atc: string;
  hsaId: string;
  profession(profession: Profession): Coding[];
  /** Main and secondary diagnosis by rank, by use, or both. */
  ranks: 'rank' | 'use' | 'both';
  /** Whether external causes are among Encounter.diagnosis, or only Conditions of the contact. */
  listsCauses: boolean;
  /** The medicine that caused a condition: an extension, or a second coding. */
  dueTo: 'extension' | 'coding';
  /** Whether it sends HL7's codes for from and to, where they have one, in place of the register's. */
  hl7Dispositions: boolean;
  /** The business identifier of a contact or of a fact within it; undefined where the EHR has none. */
  identifier(type: string, id: string): Identifier | undefined;
  /** Whether unit and hospital are two Organizations or one with both identifiers. */
  organisationLevels: boolean;
  /** Free text on a diagnosis, which no register asks for. */
  note?: string;
  bundle(message: Message, items: Item[], context: MessageContext): Bundle;
}

export function concept(system: string, code: string): CodeableConcept {
  return { coding: [{ system, code }] };
}

/** An ICD-10-SE code with its dot. */
export function dotted(code: string): string {
  return code.length > 3 ? `${code.slice(0, 3)}.${code.slice(3)}` : code;
}
