import type { Resource } from '@medplum/fhirtypes';
import type { Uuid } from '../types.ts';

/** Whose submissions a reader sees. There is no read of resources or receipts without one. */
export interface ReadView {
  /** organisationsnummer; nothing is seen with an empty list. */
  vardgivare: readonly string[];
}

/** What a register's controller sees: its own rows, and the identities behind them when its specification gives it these (A-3, I-3). */
export interface RegisterView {
  register: string;
}

/** A resource as a reader gets it; ids inside are internal. */
export interface ReadResource {
  id: Uuid;
  type: string;
  personKey: Uuid;
  vardgivare: string;
  version: number;
  /** `retracted`: it was there, and is gone. */
  state: 'current' | 'retracted';
  lastUpdated: string;
  content: Resource | null;
  /** A version of a Patient whose newest version is protected, or gone: where they lived shows where to look (I-5). */
  isPlaceHidden?: boolean;
}
