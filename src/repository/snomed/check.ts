/** What must hold between the files of a release: a file that ends too early, or belongs to another release, leaves gaps. */
import type pg from 'pg';
import type { Text } from '../../errors/definition.ts';
import { SlussError } from '../../errors/sluss-error.ts';

/** |SNOMED CT Concept|, which every other concept is below. */
const ROOT = '138875005';

/** Each query gives an example of what must not be: `id`, and `other` where two belong together. */
const GAPS: { sql: string; found: (id: string) => Text; expected: (other: string) => Text }[] = [
  {
    sql: `SELECT d.id, d.concept AS other FROM stage_description d LEFT JOIN stage_concept c ON c.id = d.concept WHERE c.id IS NULL LIMIT 1`,
    found: (id) => ({ en: `the description ${id} is there`, sv: `beskrivningen ${id} finns` }),
    expected: (other) => ({ en: `its concept ${other} is missing`, sv: `dess begrepp ${other} saknas` }),
  },
  {
    sql: `SELECT r.child AS id, r.parent AS other FROM stage_relationship r LEFT JOIN stage_concept c ON c.id = r.parent AND c.active
      WHERE r.active AND c.id IS NULL LIMIT 1`,
    found: (id) => ({ en: `the concept ${id} is there`, sv: `begreppet ${id} finns` }),
    expected: (other) => ({ en: `${other} above it is missing`, sv: `${other} ovanför saknas` }),
  },
  {
    sql: `SELECT r.id, r.child AS other FROM stage_relationship r LEFT JOIN stage_concept c ON c.id = r.child AND c.active
      WHERE r.active AND c.id IS NULL LIMIT 1`,
    found: (id) => ({ en: `the relationship ${id} is there`, sv: `relationen ${id} finns` }),
    expected: (other) => ({ en: `its concept ${other} is missing`, sv: `dess begrepp ${other} saknas` }),
  },
  {
    sql: `SELECT c.id, '' AS other FROM stage_concept c LEFT JOIN stage_relationship r ON r.child = c.id AND r.active
      WHERE c.active AND c.id <> ${ROOT} AND r.id IS NULL LIMIT 1`,
    found: (id) => ({ en: `the concept ${id} is there`, sv: `begreppet ${id} finns` }),
    expected: () => ({
      en: 'what it is a kind of (is-a, inferred) is missing',
      sv: 'vad det är en sort av (is-a, härledd) saknas',
    }),
  },
  {
    sql: `SELECT c.id, '' AS other FROM stage_concept c LEFT JOIN stage_description d ON d.concept = c.id AND d.active AND d.kind = 1
      WHERE c.active AND d.id IS NULL LIMIT 1`,
    found: (id) => ({ en: `the concept ${id} is there`, sv: `begreppet ${id} finns` }),
    expected: () => ({ en: 'its fully specified name is missing', sv: 'dess fullständiga namn saknas' }),
  },
  {
    sql: `SELECT l.id, l.description AS other FROM stage_language l LEFT JOIN stage_description d ON d.id = l.description
      WHERE l.active AND d.id IS NULL LIMIT 1`,
    found: (id) => ({ en: `the language member ${id} is there`, sv: `språkmedlemmen ${id} finns` }),
    expected: (other) => ({ en: `its description ${other} is missing`, sv: `dess beskrivning ${other} saknas` }),
  },
  {
    sql: `SELECT s.refset AS id, s.component AS other FROM stage_simple s LEFT JOIN stage_concept c ON c.id = s.component
      WHERE s.active AND c.id IS NULL LIMIT 1`,
    found: (id) => ({ en: `the reference set ${id} is there`, sv: `urvalet ${id} finns` }),
    expected: (other) => ({ en: `its member ${other} is missing`, sv: `dess medlem ${other} saknas` }),
  },
  {
    sql: `SELECT a.source AS id, a.target AS other FROM stage_association a LEFT JOIN stage_concept s ON s.id = a.source
      LEFT JOIN stage_concept t ON t.id = a.target WHERE a.active AND (s.id IS NULL OR t.id IS NULL) LIMIT 1`,
    found: (id) => ({ en: `an association of ${id} is there`, sv: `en association från ${id} finns` }),
    expected: (other) => ({ en: `one of ${id(other)} is missing`, sv: `något av begreppen saknas (${other})` }),
  },
];

function id(other: string): string {
  return `its concepts (${other})`;
}

/** Of a hundred active concepts at most one may lack a preferred term; a language file that ends too early leaves far more without. */
const WITHOUT_TERM = `SELECT count(*) FILTER (WHERE n.id IS NULL)::text AS id, count(*)::text AS other
  FROM stage_concept c LEFT JOIN names n ON n.id = c.id AND (n.sv IS NOT NULL OR n.en IS NOT NULL) WHERE c.active`;

/** Throws `import-incomplete` with an example of what is missing. Needs the staged release and its names. */
export async function checkRelease(client: pg.ClientBase): Promise<void> {
  for (const { sql, found, expected } of GAPS) {
    const { rows } = await client.query<{ id: string; other: string }>(
      `SELECT id::text, other::text FROM (${sql}) AS gap`,
    );
    const gap = rows[0];
    if (gap) throw SlussError.of('import-incomplete', { found: found(gap.id), expected: expected(gap.other) });
  }
  const { rows } = await client.query<{ id: string; other: string }>(WITHOUT_TERM);
  const { id: without, other: all } = rows[0]!;
  if (Number(without) * 100 > Number(all)) {
    throw SlussError.of('import-incomplete', {
      found: { en: `${all} active concepts`, sv: `${all} aktiva begrepp` },
      expected: { en: `preferred terms of ${without} are missing`, sv: `rekommenderade termer för ${without} saknas` },
    });
  }
}
