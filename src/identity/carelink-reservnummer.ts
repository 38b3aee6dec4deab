import { digitValues, luhnCheckDigit } from './luhn.ts';
import { FAULT, type Series } from './series.ts';

/** The reserve number of CareLink/Inera: `ÅÅÅÅMMXXNNNK` with 32–59 in place of the day. */
export const carelinkReservnummer: Series = {
  kind: 'regionalt-reservnummer',
  name: 'reservnummer (CareLink/Inera)',
  system: 'urn:oid:1.2.752.129.2.1.3.2',
  form: 'ÅÅÅÅMM(32–59)NNNK',
  algorithm: 'Luhn/ÅÅMMXXNNN',
  check(value) {
    if (!/^(?:1[7-9]|20)\d{2}(?:0[1-9]|1[0-2])(?:3[2-9]|[45]\d)\d{4}$/.test(value)) return FAULT.form;
    if (luhnCheckDigit(digitValues(value.slice(2, 11))) !== Number(value[11])) return FAULT.checkDigit;
    return { ok: true, value };
  },
};
