import { checkFolkbokforing } from './personnummer.ts';
import type { Series } from './series.ts';

/** Samordningsnummer: as personnummer, with 60 added to the day (61–91). Lag (2022:1697) om samordningsnummer. */
export const samordningsnummer: Series = {
  kind: 'samordningsnummer',
  name: 'samordningsnummer',
  system: 'http://electronichealth.se/identifier/samordningsnummer',
  form: 'ÅÅÅÅMM(DD+60)NNNK',
  algorithm: 'Luhn/ÅÅMMDDNNN',
  check: (value) => checkFolkbokforing(value, 60),
};
