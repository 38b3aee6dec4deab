import type { Row } from './case.ts';
import type { Variable } from './schema.ts';

type Value = Row['values'][string];
type Derivation = (values: Value[]) => Value;

const DAY = 86_400_000;

/** The closed list of what a derived variable can be computed by (S-8). Arguments are columns of the same row. */
const FUNCTIONS: Record<NonNullable<Variable['derivation']>['function'], Derivation> = {
  /** Whole days from the first date to the second. */
  'days-between': ([from, to]) => {
    if (typeof from !== 'string' || typeof to !== 'string') return null;
    return Math.round((Date.parse(to.slice(0, 10)) - Date.parse(from.slice(0, 10))) / DAY);
  },
  /** The year of the first date that has a value. */
  year: (values) => {
    const date = values.find((value) => typeof value === 'string');
    return typeof date === 'string' ? Number(date.slice(0, 4)) : null;
  },
};

/** Puts the derived variables of a table into a row, in the order they are declared; a correction computes them again. */
export function derive(values: Row['values'], derived: Variable[]): void {
  for (const variable of derived) {
    const { function: name, arguments: columns } = variable.derivation!;
    values[variable.id] = FUNCTIONS[name](columns.map((column) => values[column] ?? null));
  }
}
