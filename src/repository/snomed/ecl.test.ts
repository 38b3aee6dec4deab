/** Expression constraints by three ways (gathered, tried on each concept, decided in memory) against sets that are reckoned from the parents alone. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ValueSet } from '@medplum/fhirtypes';
import fc from 'fast-check';
import { freshDatabase, type TestDatabase } from '../../../test/support/database.ts';
import { generateRelease } from '../../../test/support/snomed-release.ts';
import type { SlussError } from '../../errors/sluss-error.ts';
import { DefinitionIndex } from '../../fhir/definitions/definition-index.ts';
import { type Constraint, isAboutItself } from '../../terminology/snomed/ecl/constraint.ts';
import { parseEcl } from '../../terminology/snomed/ecl/parse.ts';
import { SNOMED } from '../../terminology/snomed/edition-uri.ts';
import { Questions } from '../../terminology/snomed/questions.ts';
import { Terminology } from '../../terminology/terminology.ts';
import { type ConceptStore, createConceptStore } from './concept-store.ts';
import { importSnomedEdition } from './import-edition.ts';

interface Row {
  id: string;
  active: boolean;
  parents: string[];
  refsets: string[];
}

describe('expression constraints in the database', function () {
  this.timeout(60_000);
  let folder: string;
  let database: TestDatabase;
  let store: ConceptStore;
  let terminology: Terminology;
  let rows: Map<string, Row>;

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'sluss-ecl-'));
    database = await freshDatabase();
    generateRelease(folder, 160);
    await importSnomedEdition(database.pool, { paths: [folder], edition: '20260531' });
    store = createConceptStore(database.pool);
    terminology = new Terminology({ definitions: new DefinitionIndex() }).withEditions(await store.editions(), store);
    const { rows: list } = await database.pool.query<Row>(
      'SELECT id::text, active, parents::text[], refsets::text[] FROM snomed.concept',
    );
    rows = new Map(list.map((row) => [row.id, row]));
  });
  after(async () => {
    await database?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const known = new Map<string, Set<string>>();
  const above = (id: string): Set<string> => {
    let found = known.get(id);
    if (!found) {
      const parents = rows.get(id)?.parents ?? [];
      found = new Set(parents.flatMap((parent) => [parent, ...above(parent)]));
      known.set(id, found);
    }
    return found;
  };
  /** Straight from what the operators are said to mean. */
  const reckoned = (constraint: Constraint): Set<string> => {
    const where = (test: (row: Row) => boolean) => new Set([...rows.values()].filter(test).map(({ id }) => id));
    switch (constraint.kind) {
      case 'any':
        return where(({ active }) => active);
      case 'concept':
        return where(({ id }) => id === constraint.id);
      case 'members': {
        const sets = reckoned(constraint.of);
        return where(({ refsets }) => refsets.some((set) => sets.has(set)));
      }
      case 'and':
      case 'or': {
        const parts = constraint.parts.map(reckoned);
        const has = (id: string) => (part: Set<string>) => part.has(id);
        return where(({ id }) => (constraint.kind === 'and' ? parts.every(has(id)) : parts.some(has(id))));
      }
      case 'minus': {
        const [from, without] = [reckoned(constraint.from), reckoned(constraint.without)];
        return where(({ id }) => from.has(id) && !without.has(id));
      }
      case 'hierarchy': {
        const { operator } = constraint;
        const of = reckoned(constraint.of);
        const up = (id: string) => (operator.includes('!') ? new Set(rows.get(id)?.parents) : above(id));
        const reached = new Set([...of].flatMap((id) => [...up(id)]));
        const stands = operator.startsWith('<')
          ? where(({ id }) => [...up(id)].some((other) => of.has(other)))
          : reached;
        if (/^(<<|>>)/.test(operator)) for (const id of of) if (rows.get(id)?.active) stands.add(id);
        return stands;
      }
    }
  };

  const expanded = async (text: string, more: { words?: string[]; activeOnly?: boolean } = {}): Promise<string[]> => {
    const filters = [{ property: 'constraint', op: '=', value: text }];
    const selection = { include: [{ filters, within: [] }], exclude: [] };
    const edition = (await store.editions())[0]!;
    const { codes, total } = await store.select(edition, { selection, words: [], ...more, offset: 0, count: 1000 });
    assert.equal(total, codes.length, text);
    return codes.sort();
  };

  it('mean what the operators say, whichever way they are asked', async () => {
    const ids = [...rows.keys()];
    const concept = fc.nat(ids.length - 1).map((n) => ids[n]!);
    const leaf = fc.oneof({ arbitrary: concept, weight: 6 }, { arbitrary: fc.constant('*'), weight: 1 });
    const { text } = fc.letrec<{ text: string; operand: string }>((tie) => ({
      operand: fc
        .tuple(
          fc.constantFrom('', '<', '<<', '<!', '<<!', '>', '>>', '>!', '>>!'),
          fc.constantFrom('', '', '', '^'),
          fc.oneof(
            { depthSize: 'small', withCrossShrink: true },
            leaf,
            tie('text').map((inner) => `(${inner})`),
          ),
        )
        .map((parts) => parts.join(' ')),
      text: fc.oneof(
        { depthSize: 'small' },
        tie('operand'),
        fc.tuple(tie('operand'), fc.constantFrom('AND', 'OR', 'MINUS'), tie('operand')).map((parts) => parts.join(' ')),
      ),
    }));
    await fc.assert(
      fc.asyncProperty(text, async (ecl) => {
        const constraint = parseEcl(ecl);
        const expected = [...reckoned(constraint)].sort();
        assert.deepEqual(await expanded(ecl), expected, 'gathered');
        assert.deepEqual(
          await expanded(ecl, { activeOnly: true }),
          expected.filter((id) => rows.get(id)!.active),
        );
        const questions = new Questions(terminology);
        for (const id of ids) questions.askAll(id);
        if (!isAboutItself(constraint)) questions.demand(ecl);
        const informed = terminology.withFetched(await store.fetch(questions));
        const valueSet = `${SNOMED}?fhir_vs=ecl/${encodeURIComponent(ecl)}`;
        const decided = ids.filter((code) => {
          const { status } = informed.validateCoding({ system: SNOMED, code, valueSet });
          assert.ok(status === 'valid' || status === 'not-in-value-set', `${code}: ${status}`);
          return status === 'valid';
        });
        assert.deepEqual(decided.sort(), expected, 'decided');
      }),
      { seed: 20261122, numRuns: 25 },
    );
  });

  it('with words are those of the hits that meet them', async () => {
    const { rows: words } = await database.pool.query<{ word: string }>(
      `SELECT split_part(lower(term), ' ', 1) AS word FROM snomed.description WHERE kind = 2 ORDER BY term LIMIT 1 OFFSET 40`,
    );
    const word = words[0]!.word.normalize('NFD').replace(/\p{M}/gu, '').slice(0, 2);
    const hits = await expanded('* OR < *', { words: [word] });
    const some = await expanded('<< 138875005 MINUS (> 138875005 OR <! 138875005)', { words: [word] });
    const children = reckoned(parseEcl('<! 138875005'));
    assert.ok(some.length > 0 && some.length <= hits.length);
    assert.deepEqual(
      some,
      hits.filter((id) => rows.get(id)!.active && !children.has(id)),
    );
  });

  it("of an operator's value sets are asked with the codes of a resource, so that bindings to them are decided", async () => {
    const [of] = [...rows.values()].filter(({ parents }) => parents.length > 1);
    const url = 'https://region.example/above';
    const include = (value: string) => [
      { system: SNOMED, filter: [{ property: 'constraint', op: '=' as const, value }] },
    ];
    const own: ValueSet[] = [
      { resourceType: 'ValueSet', url, status: 'active', compose: { include: include(`> ${of!.id}`) } },
      { resourceType: 'ValueSet', url: `${url}-broken`, status: 'active', compose: { include: include('> ') } },
    ];
    const definitions = new DefinitionIndex();
    for (const resource of own) definitions.add(resource);
    const informed = new Terminology({ definitions, resources: own }).withEditions(await store.editions(), store);
    const coding = (code: string) => ({ system: SNOMED, code });
    const status = async (code: string, valueSet: string) => {
      const questions = new Questions(informed);
      questions.collect({ resourceType: 'Condition', code: { coding: [coding(code)] } });
      return informed.withFetched(await store.fetch(questions)).validateCoding({ ...coding(code), valueSet }).status;
    };
    assert.equal(await status(of!.parents[0]!, url), 'valid');
    assert.equal(await status(of!.id, url), 'not-in-value-set');
    assert.equal(await status(of!.id, `${url}-broken`), 'not-checked');
  });

  it('that take the database too long are ended, and told', async () => {
    const impatient = createConceptStore(database.pool, 50);
    const [edition] = await store.editions();
    const blocker = await database.pool.connect();
    try {
      // Nobody can read the closure until this ends.
      await blocker.query('BEGIN; LOCK TABLE snomed.closure IN ACCESS EXCLUSIVE MODE');
      const filters = [{ property: 'constraint', op: '=', value: '<< 138875005 MINUS 138875005' }];
      const selection = { include: [{ filters, within: [] }], exclude: [] };
      const select = () => impatient.select(edition!, { selection, words: [], offset: 0, count: 10 });
      // More than go at a time: those that wait are ended in their turn.
      for (const outcome of await Promise.allSettled([1, 2, 3, 4, 5, 6].map(select))) {
        assert.equal(outcome.status, 'rejected');
        assert.equal(((outcome as PromiseRejectedResult).reason as SlussError).findings[0]?.code, 'expansion-too-slow');
      }
    } finally {
      await blocker.query('ROLLBACK');
      blocker.release();
    }
    assert.ok((await expanded('<< 138875005 MINUS 138875005')).length > 100);
  });
});
