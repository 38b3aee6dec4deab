import type { Text } from '../errors/definition.ts';
import type { Edition } from './code-system.ts';

/**
 * How the edition that answered stands to the day of the event, where it is not one of that day:
 * - `before`: the first imported edition begins later; what comes with the gateway answered, if anything.
 * - `after`: the last imported edition has ended; likewise.
 * - `between`: the day is between two; likewise.
 * - `newest`: the newest imported edition answered, and it is of an earlier year.
 */
export type CoverageKind = 'before' | 'after' | 'between' | 'newest';

export interface Coverage {
  kind: CoverageKind;
  /** The imported edition next to the day. */
  edition: Edition;
}

/** See `CoverageKind`; undefined when the edition is of the day, or the system has no imported editions. `imported` has the oldest first. */
export function coverageOf(
  imported: readonly Edition[],
  used: Edition | undefined,
  date: string | undefined,
): Coverage | undefined {
  const [first, last] = [imported[0], imported.at(-1)];
  if (date === undefined || !first || !last) return undefined;
  const day = date.slice(0, 10);
  if (used && imported.includes(used)) {
    const isOld =
      used === last && used.to === undefined && used.from !== undefined && day.slice(0, 4) > used.from.slice(0, 4);
    return isOld ? { kind: 'newest', edition: used } : undefined;
  }
  if (first.from !== undefined && day < first.from.slice(0, day.length)) return { kind: 'before', edition: first };
  if (last.to !== undefined && day > last.to) return { kind: 'after', edition: last };
  return { kind: 'between', edition: last };
}

/** What to tell of it. */
export function coverageText({ kind, edition }: Coverage): Text {
  const { version = '', from = '', to = '' } = edition;
  switch (kind) {
    case 'before':
      return {
        en: `the first imported edition, ${version}, begins ${from}, after the day that is asked for`,
        sv: `den första importerade utgåvan, ${version}, börjar ${from}, efter den dag som gäller`,
      };
    case 'after':
      return {
        en: `the last imported edition, ${version}, ended ${to}, before the day that is asked for`,
        sv: `den sista importerade utgåvan, ${version}, slutade ${to}, före den dag som gäller`,
      };
    case 'between':
      return {
        en: 'no imported edition covers the day that is asked for',
        sv: 'ingen importerad utgåva täcker den dag som gäller',
      };
    case 'newest':
      return {
        en: `the newest imported edition, ${version}, is of an earlier year than the day that is asked for`,
        sv: `den nyaste importerade utgåvan, ${version}, är från ett tidigare år än den dag som gäller`,
      };
  }
}

/** The same as a sentence of its own. */
export function coverageSentence(coverage: Coverage): Text {
  const { en, sv } = coverageText(coverage);
  const sentence = (text: string) => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
  return { en: sentence(en), sv: sentence(sv) };
}
