import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SlussError } from '../../src/errors/sluss-error.ts';
import { compileView } from '../../src/registers/view/compile-view.ts';

const FOLDER = fileURLToPath(new URL('../../../shared/sql-on-fhir-suite/tests', import.meta.url));

interface OfficialTest {
  title: string;
  view: Record<string, unknown>;
  expect?: Record<string, unknown>[];
  expectColumns?: string[];
  expectError?: boolean;
}

/** Without what is null, in one order: the suite leaves both free. */
function normalize(rows: readonly Record<string, unknown>[]): string[] {
  const texts = rows.map((row) => {
    const given = Object.entries(row).filter(([, value]) => value !== null);
    return JSON.stringify(Object.fromEntries(given.sort(([a], [b]) => (a < b ? -1 : 1))));
  });
  return texts.sort();
}

function check({ view, expect, expectColumns, expectError }: OfficialTest, resources: unknown[]): void {
  const run = () => {
    const compiled = compileView(view);
    return { compiled, rows: resources.flatMap((resource) => compiled.rows(resource)) };
  };
  if (expectError) {
    assert.throws(run, SlussError);
    return;
  }
  const { compiled, rows } = run();
  if (expectColumns)
    assert.deepEqual(
      compiled.columns.map(({ name }) => name),
      expectColumns,
    );
  if (expect) assert.deepEqual(normalize(rows), normalize(expect));
}

describe('the official SQL on FHIR tests', () => {
  if (!existsSync(FOLDER)) {
    it('are not here', function () {
      this.skip();
    });
    return;
  }
  for (const file of readdirSync(FOLDER)) {
    const { tests, resources } = JSON.parse(readFileSync(join(FOLDER, file), 'utf8')) as {
      tests: OfficialTest[];
      resources: unknown[];
    };
    describe(file, () => {
      for (const one of tests) it(one.title, () => check(one, resources));
    });
  }
});
