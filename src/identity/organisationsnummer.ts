import { digitValues, luhnCheckDigit } from './luhn.ts';

/** The system that Sluss emits, as HL7 Sweden's base profiles. */
export const ORGANISATIONSNUMMER_SYSTEM = 'urn:oid:2.5.4.97';

export type OrganisationsnummerCheck =
  | { ok: true; value: string }
  | { ok: false; code: 'identifier-form' | 'identifier-check-digit'; parameters: Record<string, string>; rule: string };

const ABOUT = { series: 'organisationsnummer', form: 'NNNNNNNNNK', algorithm: 'Luhn/NNNNNNNNN' };

/**
 * Checks an organisationsnummer: ten digits, the third at least 2, the last the Luhn check digit of the others (lag (1974:174) om identitetsbeteckning
 * för juridiska personer m.fl.). Takes `-` and the prefix `16` that twelve-digit systems put before it; gives ten digits.
 */
export function checkOrganisationsnummer(value: string): OrganisationsnummerCheck {
  const plain = value.replace(/[-\s]/g, '').replace(/^16(?=\d{10}$)/, '');
  if (!/^\d{2}[2-9]\d{7}$/.test(plain)) return { ok: false, code: 'identifier-form', parameters: ABOUT, rule: 'I-1' };
  if (luhnCheckDigit(digitValues(plain.slice(0, 9))) !== Number(plain[9])) {
    return { ok: false, code: 'identifier-check-digit', parameters: ABOUT, rule: 'I-1' };
  }
  return { ok: true, value: plain };
}
