/** A release's files as temporary tables, as they are, one line a row. */
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { SlussError } from '../../errors/sluss-error.ts';
import type { Kind, Release } from '../../terminology/snomed/rf2-release.ts';
import { copyRows } from '../../terminology/snomed/rf2-rows.ts';

const MEMBER = 'id uuid, effective_time integer, active boolean, ';

/** Columns in the order of the lines that copyRows gives. */
const STAGES = {
  concept: 'id bigint, effective_time integer, active boolean, module bigint, defined boolean',
  description:
    'id bigint, effective_time integer, active boolean, concept bigint, language text, kind smallint, term text, words tsvector',
  relationship: 'id bigint, effective_time integer, active boolean, child bigint, parent bigint',
  language: `${MEMBER} language text, description bigint, preferred boolean`,
  association: `${MEMBER} refset bigint, source bigint, target bigint`,
  simple: `${MEMBER} refset bigint, component bigint`,
} as const;
type Stage = keyof typeof STAGES;

const stageOf = (kind: Kind): Stage => (kind === 'definition' ? 'description' : kind);

/**
 * Fills `stage_…` from the files, in the running transaction, with what is newest of each component; `onRead` is told which share of the bytes has been read.
 * Throws what copyRows and the files throw, and `import-incomplete` for a component that stands twice in one file.
 */
export async function stageRelease(
  client: pg.ClientBase,
  release: Release,
  onRead: (share: number) => void,
): Promise<void> {
  const total = release.files.reduce((sum, { bytes }) => sum + bytes, 0);
  let read = 0;
  const files = new Map<Stage, number>();
  for (const [stage, columns] of Object.entries(STAGES)) {
    await client.query(`CREATE TEMPORARY TABLE stage_${stage} (${columns}) ON COMMIT DROP`);
  }
  for (const file of release.files) {
    const stage = stageOf(file.kind);
    files.set(stage, (files.get(stage) ?? 0) + 1);
    const rows = copyRows(file, await file.open(), (bytes) => {
      read += bytes;
      onRead(read / total);
    });
    await pipeline(Readable.from(rows), client.query(copyFrom(`COPY stage_${stage} FROM STDIN`)));
  }
  for (const stage of Object.keys(STAGES) as Stage[]) {
    if ((files.get(stage) ?? 0) > 1) await keepNewest(client, stage);
    await makeUnique(client, stage);
    await client.query(`ANALYZE stage_${stage}`);
  }
}

/** A national release may say something newer of an international component. Its file was read later, so that it stands further back. */
async function keepNewest(client: pg.ClientBase, stage: Stage): Promise<void> {
  await client.query(`DELETE FROM stage_${stage} a USING stage_${stage} b
    WHERE a.id = b.id AND (a.effective_time, a.ctid) < (b.effective_time, b.ctid)`);
}

async function makeUnique(client: pg.ClientBase, stage: Stage): Promise<void> {
  try {
    await client.query(`CREATE UNIQUE INDEX ON stage_${stage} (id)`);
  } catch (cause) {
    if ((cause as { code?: string }).code !== '23505') throw cause;
    const id = /\)=\(([^)]*)\)/.exec(String((cause as { detail?: string }).detail))?.[1] ?? '';
    const found = { en: `${stage} ${id} stands there twice`, sv: `${stage} ${id} står där två gånger` };
    throw SlussError.of(
      'import-incomplete',
      { found, expected: { en: 'each stands once', sv: 'var och en står en gång' } },
      { cause },
    );
  }
}
