/** FHIR dates as the stretch of time that they mean (https://hl7.org/fhir/R4/search.html#date). */
import { offsetMinutes } from './dates.ts';
import { TIME_ZONE } from './evaluate.ts';

const FORM = /^(\d{4})(?:-(\d{2})(?:-(\d{2})(?:T(\d{2}):(\d{2})(?::(\d{2})(?:\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})?)?)?)?$/;

export interface DateRange {
  /** First instant, ISO in UTC. */
  from: string;
  /** Last instant, ISO in UTC, to the millisecond. */
  to: string;
}

/**
 * The range of a year, month, day, minute or second: of what a search asks for as of what a resource says. A date without a time zone is a local
 * Swedish date, whatever the clock of the machine. Undefined when it is not a FHIR date or not a day of the calendar.
 */
export function dateRange(text: string): DateRange | undefined {
  const match = FORM.exec(text);
  if (!match) return undefined;
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map((part) => (part ? Number(part) : undefined));
  const fields: [number, number, number, number, number, number] = [
    year!,
    (month ?? 1) - 1,
    day ?? 1,
    hour ?? 0,
    minute ?? 0,
    second ?? 0,
  ];
  const first = new Date(Date.UTC(...fields));
  const calendar = [first.getUTCFullYear(), first.getUTCMonth(), first.getUTCDate(), first.getUTCHours()];
  const clock = [first.getUTCMinutes(), first.getUTCSeconds()];
  if (![...calendar, ...clock].every((value, index) => value === fields[index])) return undefined;
  const finest = [month, day, hour, second].indexOf(undefined);
  const step = finest === -1 ? 5 : [0, 1, 2, 4][finest]!;
  const next = [...fields] as typeof fields;
  next[step]! += 1;
  const zone = match[7];
  return { from: instant(first.getTime(), zone), to: instant(Date.UTC(...next) - 1, zone) };
}

/** An instant from wall-clock time: by the offset that is given, else by the clocks of Sweden. */
function instant(wall: number, zone: string | undefined): string {
  if (zone === 'Z') return new Date(wall).toISOString();
  if (zone) {
    const sign = zone[0] === '-' ? -1 : 1;
    return new Date(wall - sign * (Number(zone.slice(1, 3)) * 60 + Number(zone.slice(4, 6))) * 60_000).toISOString();
  }
  const guess = wall - offsetMinutes(wall, TIME_ZONE) * 60_000;
  return new Date(wall - offsetMinutes(guess, TIME_ZONE) * 60_000).toISOString();
}
