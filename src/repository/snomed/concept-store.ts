/** Reading SNOMED CT from the database, with a cache of bounded size in front. */
import NodeCache from 'node-cache';
import type pg from 'pg';
import { SlussError } from '../../errors/sluss-error.ts';
import type { Edition } from '../../terminology/code-system.ts';
import { ConceptTable } from '../../terminology/concept-table.ts';
import type { ConceptSource } from '../../terminology/snomed/concept-source.ts';
import { SNOMED } from '../../terminology/snomed/edition-uri.ts';
import { FetchedCodes, type StoredConcept } from '../../terminology/snomed/fetched-concepts.ts';
import type { SelectConcepts } from '../../terminology/snomed/selection.ts';
import { asSlussError } from '../failure.ts';
import { boundedQueries } from './bounded-queries.ts';
import { compileMembership, compileSelect } from './select-concepts.ts';
import type { Statement } from './statement.ts';

export interface ConceptStore extends ConceptSource {
  /** The editions that are there, without their concepts. */
  editions(): Promise<Edition[]>;
}

/** At most so many concepts and totals are kept, each so long. */
const MOST_KEPT = 10_000;
const SECONDS = 600;
const SELECT_MILLISECONDS = 5000;

/** A concept as one text, which is kept as it is: as objects the same takes three times the memory. */
const CONCEPTS = `SELECT c.id::text AS code, json_build_array(c.active, c.defined, c.module::text, c.effective_time, c.sv, c.en, c.fsn,
    c.parents::text[], ' ' || array_to_string(c.ancestors, ' ') || ' ', c.refsets::text[],
    coalesce((SELECT json_agg(json_build_array(d.language, d.kind, d.preferred, d.term)) FROM snomed.description d
      WHERE d.edition = c.edition AND d.concept = c.id), '[]'),
    coalesce((SELECT json_agg(json_build_array(a.refset::text, a.target::text)) FROM snomed.association a
      WHERE a.edition = c.edition AND a.source = c.id), '[]'))::text AS concept
  FROM snomed.concept c WHERE c.edition = $1 AND c.id = ANY ($2::bigint[])`;

function conceptOf(code: string, text: string): StoredConcept {
  const [active, defined, module, effectiveTime, sv, en, fsn, parents, ancestors, refsets, descriptions, associations] =
    JSON.parse(text);
  return {
    code,
    active,
    defined,
    module,
    effectiveTime,
    sv,
    en,
    fsn,
    parents,
    ancestors,
    refsets,
    descriptions,
    associations,
  };
}

const CHILDREN = `SELECT p.id::text AS code, array(SELECT c.id::text FROM snomed.concept c
    WHERE c.edition = $1 AND c.parents @> ARRAY[p.id] ORDER BY c.id) AS children
  FROM unnest($2::bigint[]) AS p(id)`;

/**
 * Reads through the pool; keeps what was read, also that a code is not there. `milliseconds`: what a selection may take the database at most.
 */
export function createConceptStore(pool: pg.Pool, milliseconds = SELECT_MILLISECONDS): ConceptStore {
  const concepts = boundedCache<string | null>();
  const totals = boundedCache<Promise<number>>();
  const bounded = boundedQueries(pool, milliseconds);

  const query = async <T extends pg.QueryResultRow>(statement: Statement & { name?: string }): Promise<T[]> => {
    try {
      return (await pool.query<T>(statement)).rows;
    } catch (error) {
      throw asSlussError(error);
    }
  };

  /** Asked once, however many ask at the same time. */
  const totalOf = (statement: Statement): Promise<number> => {
    const key = JSON.stringify(statement);
    let total = totals.get(key);
    if (!total) {
      total = query<{ total: number }>(statement).then((rows) => rows[0]!.total);
      total.catch(() => totals.drop(key));
      totals.put(key, total);
    }
    return total;
  };

  const firstOf = (edition: number, select: SelectConcepts) =>
    bounded<{ total: number }>(compileSelect(edition, { ...select, offset: 0, count: 1 }).page);

  /** An edition that has left the database has no rows; that is no answer. Its number is never used again. */
  const assertThere = async (edition: number): Promise<void> => {
    const rows = await query({
      name: 'snomed-edition',
      text: 'SELECT FROM snomed.edition WHERE id = $1',
      values: [edition],
    });
    if (rows.length === 0) throw SlussError.of('edition-gone');
  };

  const conceptsOf = async (edition: number, codes: readonly string[]): Promise<StoredConcept[]> => {
    const found: StoredConcept[] = [];
    const missing: string[] = [];
    for (const code of codes) {
      const known = concepts.get(`${edition} ${code}`);
      if (known) found.push(conceptOf(code, known));
      else if (known === undefined) missing.push(code);
    }
    if (missing.length > 0) {
      const rows = await query<{ code: string; concept: string }>({
        name: 'snomed-concepts',
        text: CONCEPTS,
        values: [edition, missing],
      });
      if (rows.length === 0) await assertThere(edition);
      const absent = new Set(missing);
      for (const { code, concept } of rows) {
        absent.delete(code);
        concepts.put(`${edition} ${code}`, concept);
        found.push(conceptOf(code, concept));
      }
      for (const code of absent) concepts.put(`${edition} ${code}`, null);
    }
    return found;
  };

  const childrenOf = async (edition: number, codes: readonly string[]): Promise<Map<string, string[]>> => {
    const rows = await query<{ code: string; children: string[] }>({
      name: 'snomed-children',
      text: CHILDREN,
      values: [edition, codes],
    });
    if (rows.every(({ children }) => children.length === 0)) await assertThere(edition);
    return new Map(rows.map((row) => [row.code, row.children]));
  };

  return {
    editions: () => readEditions(pool).catch((error) => Promise.reject(asSlussError(error))),
    async fetch(questions, { children = false } = {}) {
      const fetched = new FetchedCodes();
      for (const { edition, codes } of questions) {
        const number = numberOf(edition);
        let found = await conceptsOf(number, [...codes]);
        if (children) {
          const below = await childrenOf(number, [...codes]);
          found = found.map((concept) => ({ ...concept, children: below.get(concept.code) ?? [] }));
        }
        const answers = new Map<string, Set<string>>();
        for (const constraint of questions.constraints) {
          const rows = await bounded<{ code: string }>(compileMembership(number, constraint, [...codes]));
          if (rows.length === 0) await assertThere(number);
          answers.set(constraint, new Set(rows.map(({ code }) => code)));
        }
        fetched.add(edition, codes, found, answers);
      }
      return fetched;
    },
    async select(edition, select) {
      const number = numberOf(edition);
      const { page, total } = compileSelect(number, select);
      const all = total && (await totalOf(total));
      const rows = await (total ? query : bounded)<{ code: string; total?: number }>(page);
      if (rows.length === 0) await assertThere(number);
      const codes = rows.map(({ code }) => code);
      if (all !== undefined) return { total: all, codes };
      // A page behind the last one, or of none, has no row to tell the total.
      const told = rows.length > 0 || (select.offset === 0 && select.count > 0);
      const [row] = told ? rows : await firstOf(number, select);
      return { total: row?.total ?? 0, codes };
    },
  };
}

/** The editions that are there, without their concepts. */
export async function readEditions(client: Pick<pg.ClientBase, 'query'> | pg.Pool): Promise<Edition[]> {
  const { rows } = await client.query<EditionRow>(
    `SELECT id AS number, version, title, valid_from AS "from", valid_to AS "to", (counts->>'concept')::integer AS size FROM snomed.edition ORDER BY id`,
  );
  return rows.map(editionOf);
}

const NO_CONCEPTS = new ConceptTable([]);

interface EditionRow {
  number: number;
  version: string;
  title: string;
  from: string;
  to: string | null;
  size: number;
}

function numberOf({ number }: Edition): number {
  if (number === undefined) throw new Error('not an edition of the database');
  return number;
}

function editionOf({ number, version, title, from, to, size }: EditionRow): Edition {
  const [module, day] = /\/sct\/(\d+)\/version\/(\d+)$/.exec(version)?.slice(1) ?? [];
  return {
    id: `snomed-ct-${module}-${day}`,
    url: SNOMED,
    version,
    title,
    content: 'not-present',
    stored: true,
    number,
    from,
    ...(to !== null && { to }),
    size,
    hierarchyMeaning: 'is-a',
    concepts: NO_CONCEPTS,
  };
}

/** A cache that begins anew when it is full. */
function boundedCache<T>() {
  const cache = new NodeCache({ stdTTL: SECONDS, checkperiod: SECONDS, useClones: false });
  return {
    get: (key: string) => cache.get<T>(key),
    put(key: string, value: T) {
      if (cache.getStats().keys >= MOST_KEPT) cache.flushAll();
      cache.set(key, value);
    },
    drop: (key: string) => void cache.del(key),
  };
}
