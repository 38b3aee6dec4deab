import { FAULT, type Series } from './series.ts';

/** The number on the card of an asylum seeker (LMA-kort, Migrationsverket). Its form isn't published: only its characters are checked. */
export const lmaNummer: Series = {
  kind: 'lma-nummer',
  name: 'LMA-nummer',
  system: 'http://electronichealth.se/identifier/LMA-nummer',
  form: '0–9, A–Z',
  check: (value) => (/^[0-9A-Z]{4,20}$/.test(value) ? { ok: true, value } : FAULT.form),
};
