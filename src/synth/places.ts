import { SERIALS } from './identifier.ts';
import { cohortSize, FIRST_BIRTH_YEAR, LAST_BIRTH_YEAR } from './pyramid.ts';

/**
 * Places: every combination of birth date and test serial number that the age pyramid leaves, numbered 0 … PLACES−1.
 * One place belongs to one person of the population, so that no two share a personnummer.
 */

interface Cohort {
  year: number;
  days: number;
  first: number;
}

function isLeap(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

const COHORTS: Cohort[] = [];
let places = 0;
for (let year = FIRST_BIRTH_YEAR; year <= LAST_BIRTH_YEAR; year++) {
  const days = isLeap(year) ? 366 : 365;
  COHORTS.push({ year, days, first: places });
  places += Math.max(1, Math.round(days * SERIALS * cohortSize(year)));
}

/** How many places there are. Samordningsnummer have as many again. */
export const PLACES: number = places;

export interface Place {
  year: number;
  month: number;
  day: number;
  /** 0 … 19; even for women, odd for men. */
  serial: number;
}

/** The birth date and the serial of a place. */
export function place(index: number): Place {
  let low = 0;
  let high = COHORTS.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if (COHORTS[middle]!.first <= index) low = middle;
    else high = middle - 1;
  }
  const cohort = COHORTS[low]!;
  const inYear = index - cohort.first;
  const date = new Date(Date.UTC(cohort.year, 0, 1 + (inYear % cohort.days)));
  return {
    year: cohort.year,
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    serial: Math.floor(inYear / cohort.days),
  };
}
