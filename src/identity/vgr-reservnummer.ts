import { birthDateOf } from './calendar-date.ts';
import { luhnCheckDigit } from './luhn.ts';
import { FAULT, type Series } from './series.ts';

const LETTER_VALUES: Record<string, number> = { K: 5, M: 7, X: 8 };

/** The check digit over `ÅÅMMDDGgg`, where the letters count K = 5, M = 7, X = 8. */
export function vgrCheckDigit(characters: string): number {
  return luhnCheckDigit(Array.from(characters, (c) => LETTER_VALUES[c] ?? Number(c)));
}

/** The reserve number of Västra Götalandsregionen: `ÅÅÅÅMMDDGggK`, G one of K, M, X; gg 06–79 (odd men, even women) or 80–89. */
export const vgrReservnummer: Series = {
  kind: 'regionalt-reservnummer',
  name: 'reservnummer (Västra Götalandsregionen)',
  system: 'urn:oid:1.2.752.113.11.0.2.1.1.1',
  form: 'ÅÅÅÅMMDDGggK',
  algorithm: 'Luhn/ÅÅMMDDGgg, K=5, M=7, X=8',
  check(value) {
    if (!/^\d{8}[KMX](?:0[6-9]|[1-8]\d)\d$/.test(value)) return FAULT.form;
    const birthDate = birthDateOf(value);
    if (!birthDate) return FAULT.date;
    if (vgrCheckDigit(value.slice(2, 11)) !== Number(value[11])) return FAULT.checkDigit;
    return { ok: true, value, birthDate };
  },
};
