/** Valid identifiers for people who do not exist: the synthetic population and the tests. Everything comes from the source of randomness that is given. */
import { digitValues, luhnCheckDigit } from './luhn.ts';
import { RESERVE_LETTERS, reserveCheckDigit } from './nationellt-reservnummer.ts';
import { vgrCheckDigit } from './vgr-reservnummer.ts';

/** Numbers from 0 up to, not including, 1. */
export type RandomSource = () => number;

/** How many test numbers a birth date has for each sex. */
export const TEST_NUMBERS_PER_DAY = 10;

const digits = (text: string, check: (text: string) => number) => `${text}${check(text)}`;
const luhn = (text: string) => luhnCheckDigit(digitValues(text));
const below = (random: RandomSource, limit: number) => Math.floor(random() * limit);

/** Birth numbers 980–999 are those of Skatteverket's published test numbers; even for women, odd for men. */
function testBirthNumber(sex: '1' | '2', index: number): string {
  if (!Number.isInteger(index) || index < 0 || index >= TEST_NUMBERS_PER_DAY) {
    throw new RangeError(`a birth date has test numbers 0 to ${TEST_NUMBERS_PER_DAY - 1} for each sex, not ${index}`);
  }
  return String(980 + index * 2 + (sex === '1' ? 1 : 0));
}

/** The test personnummer number `index` (0–9) of a birth date `ÅÅÅÅ-MM-DD` and legal sex; twelve digits. */
export function testPersonnummer(birthDate: string, sex: '1' | '2', index: number): string {
  const date = birthDate.replaceAll('-', '');
  return date.slice(0, 2) + digits(date.slice(2) + testBirthNumber(sex, index), luhn);
}

/** As `testPersonnummer`, with 60 added to the day. */
export function testSamordningsnummer(birthDate: string, sex: '1' | '2', index: number): string {
  const date = birthDate.replaceAll('-', '');
  const shifted = `${date.slice(2, 6)}${Number(date.slice(6)) + 60}`;
  return date.slice(0, 2) + digits(shifted + testBirthNumber(sex, index), luhn);
}

/** A nationellt reservnummer; with a birth date of the 1900s or 2000s, or a serial number in its place. No test range is published. */
export function generateNationelltReservnummer(
  random: RandomSource,
  person: { birthDate?: string; sex?: '1' | '2' } = {},
): string {
  const letter = () => RESERVE_LETTERS[below(random, RESERVE_LETTERS.length)];
  const date = person.birthDate?.replaceAll('-', '');
  const dated = date
    ? String(Number(date.slice(0, 2)) + 3 * (1 + below(random, 26))) + date.slice(2)
    : `00${String(below(random, 100)).padStart(2, '0')}${20 + below(random, 80)}${40 + below(random, 20)}`;
  const sex = person.sex ? String(below(random, 5) * 2 + (person.sex === '1' ? 1 : 0)) : letter();
  return digits(`${dated}${letter()}${letter()}${sex}`, reserveCheckDigit);
}

/** A reserve number of Västra Götalandsregionen. */
export function generateVgrReservnummer(random: RandomSource, person: { birthDate: string; sex?: '1' | '2' }): string {
  const number = person.sex ? 6 + below(random, 37) * 2 + (person.sex === '1' ? 1 : 0) : 80 + below(random, 10);
  const date = person.birthDate.replaceAll('-', '');
  return `${date.slice(0, 2)}${digits(
    `${date.slice(2)}${'KMX'[below(random, 3)]}${String(number).padStart(2, '0')}`,
    vgrCheckDigit,
  )}`;
}

/** A reserve number of Region Stockholm, of the year that is given. */
export function generateStockholmReservnummer(random: RandomSource, year: number, sex: '1' | '2'): string {
  const serial = `${String(below(random, 10_000)).padStart(4, '0')}${below(random, 5) * 2 + (sex === '1' ? 1 : 0)}`;
  return `99${String(year).slice(0, 2)}${digits(String(year).slice(2) + serial, luhn)}`;
}

/** An organisationsnummer with the right check digit; it may be that of a real organisation, as no test range is published. */
export function generateOrganisationsnummer(random: RandomSource): string {
  return digits(`55${2 + below(random, 8)}${String(below(random, 1_000_000)).padStart(6, '0')}`, luhn);
}
