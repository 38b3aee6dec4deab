/** The editions of code systems that are in use, taken up while the gateway runs: imported files and SNOMED CT in the database. See docs/adr/0127. */
import type { Logger } from 'pino';
import { SlussError } from '../errors/sluss-error.ts';
import type { ConceptStore } from '../repository/snomed/concept-store.ts';
import type { Edition } from '../terminology/code-system.ts';
import type { EditionFolder } from '../terminology/edition-folder.ts';
import type { Terminology } from '../terminology/terminology.ts';
import type { Validator } from '../validation/validator.ts';
import { describeError } from './describe-error.ts';

/** One set of editions, with what is judged by them. It never changes; a later one takes its place. */
export interface EditionSet {
  terminology: Terminology;
  validator: Validator;
  /** When it was taken into use. */
  since: Date;
}

export interface LiveEditions {
  /** The set of now. A request takes it once and keeps to it. */
  current(): EditionSet;
  /**
   * Does work that asks a set more than once, the database included, with one set from start to end. Where an edition of it has left the database meanwhile, what is there now
   * is taken up and all of the work is done again.
   */
  answer<T>(work: (set: EditionSet) => T | Promise<T>): Promise<T>;
}

export interface WatchedEditions extends LiveEditions {
  /** Looks for what has changed and takes it up; when it resolves, what was there at the call is in use. */
  takeUp(): Promise<void>;
  /** Ends the looking. */
  stop(): Promise<void>;
}

export interface EditionSources {
  /** Terminology and validator without imported editions. */
  terminology: Terminology;
  validator: Validator;
  folder: EditionFolder;
  store: ConceptStore;
  log: Logger;
  /** Between two looks. */
  seconds: number;
}

const MOST_ATTEMPTS = 3;

/**
 * Takes up the editions that are there, and from then on what changes. Rejects with `edition-file-broken` for an edition that is damaged: a gateway does not start on less than it
 * was given. Later a damaged one is told in the log, and what was in use stays.
 */
export async function watchEditions(sources: EditionSources): Promise<WatchedEditions> {
  const { folder, store, log } = sources;
  const { broken } = await folder.look();
  if (broken[0]) throw broken[0];
  let stored = await store.editions();
  let current = setOf(sources, [...folder.editions, ...stored]);
  log.info({ editions: current.terminology.imported.map(nameOf) }, 'editions in use');

  let isLost = false;
  const look = async () => {
    const { broken: faults } = await folder.look();
    // The message names the file; editions hold nothing of persons.
    for (const { message } of faults) log.error({ fault: message }, 'edition not taken up, the one before stays');
    try {
      stored = sameObjects(stored, await store.editions());
      isLost = false;
    } catch (error) {
      // What is in use stays so; the next look may find the database. Told once, not every few seconds.
      if (!isLost) log.warn({ error: describeError(error) }, 'editions in the database not looked at');
      isLost = true;
    }
    const before = current.terminology.imported;
    const now = [...folder.editions, ...stored];
    const added = now.filter((edition) => !before.includes(edition));
    const removed = before.filter((edition) => !now.includes(edition));
    if (added.length === 0 && removed.length === 0) return;
    current = setOf(sources, now);
    log.info({ added: added.map(nameOf), removed: removed.map(nameOf) }, 'editions taken up');
  };
  let looking = Promise.resolve();
  const takeUp = () => {
    const next = looking.then(look);
    looking = next.catch((error) => log.error({ error: describeError(error) }, 'editions not looked at'));
    return next;
  };
  let timer: NodeJS.Timeout | undefined;
  const later = () => {
    timer = setTimeout(
      () =>
        void takeUp()
          .catch(() => {})
          .finally(() => timer && later()),
      sources.seconds * 1000,
    );
    timer.unref();
  };
  later();
  return {
    current: () => current,
    async answer(work) {
      for (let attempt = 1; ; attempt++) {
        try {
          return await work(current);
        } catch (error) {
          if (attempt === MOST_ATTEMPTS || !isGone(error)) throw error;
          await takeUp();
        }
      }
    },
    takeUp,
    async stop() {
      clearTimeout(timer);
      timer = undefined;
      await looking;
    },
  };
}

function setOf({ terminology, validator, store }: EditionSources, editions: readonly Edition[]): EditionSet {
  const informed = terminology.withEditions(editions, store);
  return { terminology: informed, validator: validator.withTerminology(informed), since: new Date() };
}

/** Of an edition that has not changed, the object that is in use. */
function sameObjects(before: readonly Edition[], now: readonly Edition[]): Edition[] {
  const known = new Map(before.map((edition) => [edition.number, edition]));
  return now.map((edition) => known.get(edition.number) ?? edition);
}

function nameOf({ url, version }: Edition): string {
  return version === undefined ? url : `${url}|${version}`;
}

function isGone(error: unknown): boolean {
  return error instanceof SlussError && error.findings[0]?.code === 'edition-gone';
}
