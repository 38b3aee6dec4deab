/** What one statement takes: PostgreSQL refuses a parameter of 1 GB, and Node's memory should not see one of 100 MB. */
const CHUNK = 5_000;

/** Slices of a list that one statement takes each. */
export function* chunks<T>(items: T[]): Generator<T[]> {
  for (let start = 0; start < items.length; start += CHUNK)
    yield items.length <= CHUNK ? items : items.slice(start, start + CHUNK);
}
