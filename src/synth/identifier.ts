import {
  generateNationelltReservnummer,
  generateStockholmReservnummer,
  generateVgrReservnummer,
  type RandomSource,
  TEST_NUMBERS_PER_DAY,
  testPersonnummer,
  testSamordningsnummer,
} from '../identity/generate.ts';

export type IdentifierKind = 'personnummer' | 'samordningsnummer' | 'national' | 'vgr' | 'stockholm' | 'none';

/** Test numbers of one birth date, of both sexes. */
export const SERIALS: number = 2 * TEST_NUMBERS_PER_DAY;

/** The legal sex of a serial number: every other one is a woman's. */
export function sexOf(serial: number): '1' | '2' {
  return serial % 2 === 0 ? '2' : '1';
}

/** A valid identifier of the kind; personnummer and samordningsnummer are those of the serial (0 to SERIALS − 1) in Skatteverket's test range. */
export function identifierValue(kind: IdentifierKind, birthDate: string, serial: number, random: RandomSource): string {
  const sex = sexOf(serial);
  switch (kind) {
    case 'personnummer':
      return testPersonnummer(birthDate, sex, Math.floor(serial / 2));
    case 'samordningsnummer':
      return testSamordningsnummer(birthDate, sex, Math.floor(serial / 2));
    case 'national':
      return generateNationelltReservnummer(random, { birthDate, sex });
    case 'vgr':
      return generateVgrReservnummer(random, { birthDate, sex });
    case 'stockholm':
      return generateStockholmReservnummer(random, 2026, sex);
    case 'none':
      return '';
  }
}
