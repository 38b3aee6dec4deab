/**
 * The age pyramid: relative size of each birth year in Sweden's population, a rough drawing of its shape
 * (large cohorts of the 1940s, 1960s and around 1990, few births in the late 1990s, few above 90).
 */
const SHAPE: [birthYear: number, size: number][] = [
  [1921, 0.004],
  [1926, 0.03],
  [1931, 0.13],
  [1936, 0.33],
  [1941, 0.52],
  [1945, 0.74],
  [1948, 0.76],
  [1955, 0.8],
  [1965, 0.97],
  [1975, 0.94],
  [1980, 0.93],
  [1990, 1],
  [1998, 0.88],
  [2010, 0.93],
  [2020, 0.86],
  [2025, 0.76],
];

export const FIRST_BIRTH_YEAR = SHAPE[0]![0];
export const LAST_BIRTH_YEAR = SHAPE.at(-1)![0];

/** Size of a birth year in relation to the largest one, 0–1. */
export function cohortSize(birthYear: number): number {
  const next = SHAPE.findIndex(([year]) => year >= birthYear);
  const [toYear, toSize] = SHAPE[Math.max(next, 0)]!;
  if (toYear === birthYear) return toSize;
  const [fromYear, fromSize] = SHAPE[next - 1]!;
  return fromSize + ((toSize - fromSize) * (birthYear - fromYear)) / (toYear - fromYear);
}
