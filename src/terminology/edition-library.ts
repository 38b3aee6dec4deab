import { versionMatches } from '../fhir/definitions/canonical.ts';
import type { Edition } from './code-system.ts';
import { isOfVersion, SNOMED } from './snomed/edition-uri.ts';

/** Imported editions of code systems, several of each, chosen by version or by the date of the event. */
export class EditionLibrary {
  readonly #bySystem = new Map<string, Edition[]>();
  #borders: string[] | undefined;

  constructor(editions: Iterable<Edition>) {
    for (const edition of editions) {
      const list = this.#bySystem.get(edition.url);
      if (list) list.push(edition);
      else this.#bySystem.set(edition.url, [edition]);
    }
    for (const list of this.#bySystem.values()) list.sort((a, b) => compare(startOf(a), startOf(b)));
  }

  /**
   * The first day of the time in which every day has the same editions, with the same to tell of them, as this one; undefined when there are no editions. What is
   * remembered by it need not be remembered by the day.
   */
  periodOf(date: string): string | undefined {
    this.#borders ??= bordersOf([...this.#bySystem.values()]);
    const day = date.slice(0, 10);
    return this.#borders.findLast((border) => border <= day);
  }

  all(): Edition[] {
    return [...this.#bySystem.values()].flat();
  }

  systems(): Iterable<string> {
    return this.#bySystem.keys();
  }

  /** The editions of a system, the oldest first. */
  of(system: string): readonly Edition[] {
    return this.#bySystem.get(system) ?? [];
  }

  /**
   * The edition of a version; else the newest that had begun by the date and had not ended; else, without a date, the newest. Undefined when no edition
   * covers the date.
   */
  choose(system: string, { version, date }: { version?: string; date?: string }): Edition | undefined {
    const list = this.of(system);
    if (version !== undefined) return list.findLast((edition) => isVersion(edition, version));
    if (date === undefined) return list.at(-1);
    const day = date.slice(0, 10);
    return list.findLast(
      (edition) =>
        compare(startOf(edition).slice(0, day.length), day) <= 0 &&
        (edition.to === undefined || compare(day, edition.to.slice(0, day.length)) <= 0),
    );
  }
}

function isVersion({ version, url }: Edition, wanted: string): boolean {
  if (version !== undefined && url === SNOMED) return isOfVersion(version, wanted);
  return versionMatches(wanted, version);
}

function startOf(edition: Edition): string {
  return edition.from ?? '0000-01-01';
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function bordersOf(systems: readonly (readonly Edition[])[]): string[] {
  if (systems.length === 0) return [];
  const borders = systems.flat().flatMap(({ from, to }) => [...(from ? [from] : []), ...(to ? [dayAfter(to)] : [])]);
  // From the next year on, the newest edition is an old one: see edition-coverage.ts.
  for (const editions of systems) {
    const from = editions.at(-1)?.from;
    if (from) borders.push(`${String(Number(from.slice(0, 4)) + 1).padStart(4, '0')}-01-01`);
  }
  return ['0001-01-01', ...new Set(borders)].sort();
}

function dayAfter(day: string): string {
  return new Date(Date.parse(day) + 86_400_000).toISOString().slice(0, 10);
}
