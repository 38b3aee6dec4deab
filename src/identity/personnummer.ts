import { birthDateOf } from './calendar-date.ts';
import { digitValues, luhnCheckDigit } from './luhn.ts';
import { FAULT, type Series, type SeriesVerdict, sexOfDigit } from './series.ts';

/** The check shared by personnummer and samordningsnummer, which differ in what is added to the day. */
export function checkFolkbokforing(value: string, dayOffset: number): SeriesVerdict {
  if (/^\d{10}$/.test(value)) return FAULT.century;
  if (!/^\d{12}$/.test(value)) return FAULT.form;
  const birthDate = birthDateOf(value, dayOffset);
  if (!birthDate) return FAULT.date;
  if (luhnCheckDigit(digitValues(value.slice(2, 11))) !== Number(value[11])) return FAULT.checkDigit;
  return { ok: true, value, birthDate, legalSex: sexOfDigit(value[10]) };
}

/** Personnummer: birth date with century, birth number (odd for men, even for women), check digit. Folkbokföringslagen (1991:481) 18 §. */
export const personnummer: Series = {
  kind: 'personnummer',
  name: 'personnummer',
  system: 'http://electronichealth.se/identifier/personnummer',
  form: 'ÅÅÅÅMMDDNNNK',
  algorithm: 'Luhn/ÅÅMMDDNNN',
  check: (value) => checkFolkbokforing(value, 0),
};
