import type { Patient, Resource } from '@medplum/fhirtypes';
import type { Finding } from '../errors/finding.ts';

/** What the rows may know of a person without its identifiers: derived at the door, before identity is put away. */
export interface PersonFacts {
  /** Juridiskt kön: 1 man, 2 kvinna; from the identifier's 11th character, else from Patient.gender. */
  legalSex?: '1' | '2';
  birthYear?: number;
  /** Which identifier a delivery will find: personnummer or samordningsnummer, a reserve number, none. */
  identifier: 'PNR' | 'RNR' | 'none';
  /** Sekretessmarkering or skyddad folkbokföring: address and place never leave (I-5). */
  protected: boolean;
}

/** One root resource and everything that its registers' rows are computed from. See docs/architecture.md, "Cases". */
export interface Case {
  root: Resource;
  patient?: Patient;
  person: PersonFacts;
  submitter: { organisationsnummer: string; name?: string };
  resources: Resource[];
}

export interface Row {
  values: Record<string, string | number | boolean | null>;
  /** The resource that the row comes from, as `Type/id`, and the element inside it. */
  resource: string;
  element?: string;
  /** Local date of the row's own event, where that is not the case's: a procedure may fall in another month than its contact. */
  eventDate?: string;
}

/** What one register says of one case. */
export interface CaseResult {
  register: string;
  /** Version of the specification that was in force on the case's event date, and of its mapping. */
  specification: string;
  mapping: string;
  outcome: 'accepted' | 'draft' | 'not-eligible' | 'opted-out' | 'rejected';
  /** Requirement or law behind the outcome, such as `R-6`. */
  rule?: string;
  law?: string;
  /** Why, for a machine (stable) and for people (in `findings`). */
  reason?: string;
  /** Local date of the event, ÅÅÅÅ-MM-DD, which chooses versions, periods and partitions. */
  eventDate?: string;
  /** Rows by table in the order that the register wants them. Empty unless accepted or draft. */
  rows: Record<string, Row[]>;
  /** Ids of the variables that a draft still lacks. */
  missing: string[];
  findings: Finding[];
}
