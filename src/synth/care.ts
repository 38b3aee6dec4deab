import type { Minute } from './calendar.ts';
import type { Unit, Vardgivare, VendorId } from './organisations.ts';
import type { Person } from './person.ts';
import type { Profession } from './repertoire.ts';

/** What happened, before any EHR has put it into its own FHIR. */
export interface Contact {
  /** The contact's number in the vendor's EHR. */
  id: string;
  kind: 'inpatient' | 'outpatient' | 'emergency' | 'home' | 'distance';
  unit: Unit;
  start: Minute;
  end: Minute;
  planned: boolean;
  /** KTYP, form of contact; outpatient only. */
  form?: string;
  /** VERKS_AKUT, kind of emergency ward. */
  emergencyWard?: string;
  /** Absent where the sender left it out. */
  level?: '1' | '2' | '3';
  professions: Profession[];
  /** First sight of a physician at an emergency ward. */
  physicianAt?: Minute;
  /** INSATT, UTSATT. */
  admittedFrom?: '1' | '2' | '3';
  dischargedTo?: '1' | '2' | '3' | '4';
  diagnoses: Diagnosis[];
  procedures: Act[];
  medicines: Medicine[];
  compulsory?: Compulsory;
  domain: 'HSL' | 'SoL';
  /** Overrides what the period says, to plant a fault. */
  startText?: string;
  enteredInError?: true;
}

export interface Diagnosis {
  id: string;
  icd: string;
  /** main, secondary; cause: external cause; unranked: the sender did not say. */
  role: 'main' | 'secondary' | 'cause' | 'unranked';
  /** ATC of the medicine that caused it. */
  causedBy?: string;
  /** Words instead of a code. */
  text?: string;
}

export interface Act {
  id: string;
  kva: string;
  at: Minute;
  /** ATC of what was given. */
  used: string[];
  professions: Profession[];
  enteredInError?: true;
}

export interface Medicine {
  id: string;
  atc: string;
  at: Minute;
}

export interface Compulsory {
  id: string;
  /** Form of care as in the code system psykiatrisk-vardform. */
  form: string;
  start: Minute;
  end?: Minute;
}

/** What one EHR sends at one time about one person. */
export interface Message {
  vendor: VendorId;
  /** Whom it sends for. */
  vardgivare: Vardgivare;
  person: Person;
  contacts: Contact[];
  /** When the EHR wrote it: meta.lastUpdated of its resources. */
  written: Minute;
  /** Business ids of contacts that it deletes. */
  deletes?: Contact[];
}
