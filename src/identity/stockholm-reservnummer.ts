import { digitValues, luhnCheckDigit } from './luhn.ts';
import { FAULT, type Series } from './series.ts';

/** The reserve number of Region Stockholm: `99`, four digits of a year, five digits, check digit over the 5th to the 11th digit. */
export const stockholmReservnummer: Series = {
  kind: 'regionalt-reservnummer',
  name: 'reservnummer (Region Stockholm)',
  system: 'urn:oid:1.2.752.97.3.1.3',
  form: '99ÅÅÅÅNNNNNK',
  algorithm: 'Luhn/ÅÅNNNNN',
  check(value) {
    if (!/^99\d{10}$/.test(value)) return FAULT.form;
    if (luhnCheckDigit(digitValues(value.slice(4, 11))) !== Number(value[11])) return FAULT.checkDigit;
    return { ok: true, value };
  },
};
