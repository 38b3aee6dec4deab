import { birthDateOf } from './calendar-date.ts';
import { luhnCheckDigit } from './luhn.ts';
import { FAULT, type Series, type SeriesVerdict } from './series.ts';

/** A–Z without I, O, Q, V and W. */
export const RESERVE_LETTERS = 'ABCDEFGHJKLMNPRSTUXYZ';

const FORM = /^(\d{2})(\d{2})(\d{2})(\d{2})[A-HJ-NPR-UX-Z]{2}[0-9A-HJ-NPR-UX-Z]\d$/;

/** The check digit over the first eleven characters; a letter counts as its ASCII value. */
export function reserveCheckDigit(characters: string): number {
  return luhnCheckDigit(Array.from(characters, (c) => (c >= 'A' ? c.charCodeAt(0) : Number(c))));
}

/**
 * Nationellt reservnummer `XXÅÅMMDDNNGK`. XX is the century of birth plus a multiple of 3 (22–98), or 00 with a serial number in place of the
 * date when the birth date is unknown. G states the sex that was registered, or is a letter; that is not the legal sex, so none is derived.
 */
export const nationelltReservnummer: Series = {
  kind: 'nationellt-reservnummer',
  name: 'nationellt reservnummer',
  system: 'http://electronichealth.se/identifier/nationelltReservnummer',
  form: 'XXÅÅMMDDNNGK',
  algorithm: 'Luhn/XXÅÅMMDDNNG, A=65',
  check(value) {
    const parts = FORM.exec(value);
    if (!parts) return FAULT.form;
    const dated = dateOf(parts);
    if (!dated.ok) return dated;
    if (reserveCheckDigit(value.slice(0, 11)) !== Number(value[11])) return FAULT.checkDigit;
    return { ...dated, value };
  },
};

function dateOf([, prefix, yy, mm, dd]: RegExpExecArray): SeriesVerdict {
  if (prefix === '00') {
    const serial = Number(mm) >= 20 && Number(dd) >= 40 && Number(dd) <= 59;
    return serial ? { ok: true, value: '' } : FAULT.date;
  }
  const shift = Number(prefix);
  if (shift < 22 || shift > 98) return FAULT.form;
  const century = shift % 3 === 19 % 3 ? 19 : shift % 3 === 20 % 3 ? 20 : undefined;
  if (!century) return FAULT.form;
  const birthDate = birthDateOf(`${century}${yy}${mm}${dd}`);
  return birthDate ? { ok: true, value: '', birthDate } : FAULT.date;
}
