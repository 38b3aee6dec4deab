import type { DefinitionIndex } from '../fhir/definitions/definition-index.ts';
import type { NearMembers } from '../terminology/nearest-members.ts';
import type { FetchedCodes } from '../terminology/snomed/fetched-concepts.ts';
import type { CodingOutcome, CodingQuestion } from '../terminology/validate-coding.ts';

export type { CodingOutcome, CodingQuestion, CodingStatus } from '../terminology/validate-coding.ts';

/** What validation asks of terminology; `Terminology` of src/terminology is one. */
export interface TerminologyPort {
  validateCoding(question: CodingQuestion): CodingOutcome;
  /** The codes of a value set when they can be told completely and are few: lets the compiler build a table. */
  codesOf(valueSet: string): ReadonlySet<string> | undefined;
  /** The codes of a value set that a wrong one was probably meant to be; absent or undefined when they cannot be told. */
  nearest?(question: CodingQuestion): NearMembers | undefined;
  /** The same with further definitions in front. */
  over(definitions: DefinitionIndex): TerminologyPort;
  /** The same with codes that were fetched from the database; absent: there are none to fetch. */
  withFetched?(fetched: FetchedCodes): TerminologyPort;
  /** The first day of the time in which the same editions hold as on this day; undefined, also when absent: always the same. */
  periodOf?(date: string): string | undefined;
}

export interface RememberingPort extends TerminologyPort {
  over(definitions: DefinitionIndex): RememberingPort;
  /** The same for the codes of events of a day (ÅÅÅÅ-MM-DD). */
  at(date: string): RememberingPort;
  /** The same with codes that were fetched for one request. */
  with(fetched: FetchedCodes): TerminologyPort;
}

const MAX_REMEMBERED = 20_000;
const MAX_NEARBY = 500;
const MAX_KEY = 1000;

/** Outcomes of one code: without a display, and by display. */
interface Remembered {
  plain: CodingOutcome | undefined;
  byDisplay: Map<string, CodingOutcome> | undefined;
}

/**
 * Remembers outcomes: the same few codes stand in most resources. A code system that names what it supplements is a supplement, whatever it says of
 * its content.
 */
export function remembering(terminology: TerminologyPort, definitions: DefinitionIndex): RememberingPort {
  const byPeriod = new Map<string, RememberingPort>();
  const byRequest = new WeakMap<FetchedCodes, TerminologyPort>();
  const tables = new Map<string, ReadonlySet<string> | undefined>();
  const byValueSet = new Map<string, Map<string | undefined, Map<string | undefined, Remembered>>>();
  const anywhere = new Map<string | undefined, Map<string | undefined, Remembered>>();
  const nearby = new Map<string, NearMembers | undefined>();
  let size = 0;
  const ask = (question: CodingQuestion): CodingOutcome => {
    const { system } = question;
    const isSupplement = system !== undefined && definitions.resolve(system, 'CodeSystem')?.supplements !== undefined;
    return isSupplement ? { status: 'system-is-supplement' } : terminology.validateCoding(question);
  };
  const remembered = ({ system, code, valueSet }: CodingQuestion): Remembered => {
    // Most codes are asked about by themselves.
    let bySystem = valueSet === undefined ? anywhere : byValueSet.get(valueSet);
    if (!bySystem) {
      bySystem = new Map();
      byValueSet.set(valueSet!, bySystem);
    }
    let byCode = bySystem.get(system);
    if (!byCode) {
      byCode = new Map();
      bySystem.set(system, byCode);
    }
    let entry = byCode.get(code);
    if (!entry) {
      entry = { plain: undefined, byDisplay: undefined };
      byCode.set(code, entry);
      size++;
    }
    return entry;
  };
  return {
    codesOf(valueSet) {
      if (!tables.has(valueSet)) tables.set(valueSet, terminology.codesOf(valueSet));
      return tables.get(valueSet);
    },
    nearest(question) {
      const { system, code, display, valueSet, date } = question;
      const key = JSON.stringify([valueSet, system, code, display, date]);
      if (key.length > MAX_KEY) return terminology.nearest?.(question);
      if (!nearby.has(key)) {
        if (nearby.size > MAX_NEARBY) nearby.clear();
        nearby.set(key, terminology.nearest?.(question));
      }
      return nearby.get(key);
    },
    over: (further) => remembering(terminology.over(further), further),
    at(date) {
      const period = terminology.periodOf?.(date);
      if (period === undefined) return this;
      let port = byPeriod.get(period);
      if (!port) {
        const validateCoding = (question: CodingQuestion) => terminology.validateCoding({ date: period, ...question });
        const nearest = (question: CodingQuestion) => terminology.nearest?.({ date: period, ...question });
        const over = terminology.over.bind(terminology);
        const { codesOf } = this;
        const withFetched = (fetched: FetchedCodes): TerminologyPort => {
          const informed = terminology.withFetched?.(fetched) ?? terminology;
          return {
            codesOf,
            nearest,
            over,
            validateCoding: (question) => informed.validateCoding({ date: period, ...question }),
          };
        };
        port = remembering({ codesOf, nearest, over, validateCoding, withFetched }, definitions);
        byPeriod.set(period, port);
      }
      return port;
    },
    with(fetched) {
      const known = byRequest.get(fetched);
      if (known) return known;
      const source = terminology.withFetched?.(fetched);
      if (!source) return this;
      // What is said of fetched codes is remembered for this request; without them it would be that they are not checked.
      const informed = remembering(source, definitions);
      const port: TerminologyPort = {
        codesOf: this.codesOf,
        nearest: this.nearest,
        over: this.over,
        validateCoding: (question) => (fetched.covers(question.system) ? informed : this).validateCoding(question),
      };
      byRequest.set(fetched, port);
      return port;
    },
    validateCoding(question) {
      const { version, date, display } = question;
      if (version !== undefined || date !== undefined) return ask(question);
      if (size > MAX_REMEMBERED) {
        byValueSet.clear();
        anywhere.clear();
        size = 0;
      }
      const entry = remembered(question);
      if (display === undefined) {
        entry.plain ??= ask(question);
        return entry.plain;
      }
      let outcome = entry.byDisplay?.get(display);
      if (!outcome) {
        outcome = ask(question);
        entry.byDisplay ??= new Map();
        entry.byDisplay.set(display, outcome);
        size++;
      }
      return outcome;
    },
  };
}
