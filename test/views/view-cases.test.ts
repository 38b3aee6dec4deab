import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Resource } from '@medplum/fhirtypes';
import { SlussError } from '../../src/errors/sluss-error.ts';
import { compileView } from '../../src/registers/view/compile-view.ts';

interface ViewCase {
  title: string;
  view: Record<string, unknown>;
  columns?: string[];
  /** The values of each row in the order of the columns. */
  rows?: unknown[][];
  error?: string;
  warning?: string;
  at?: string;
}

const FOLDER = fileURLToPath(new URL('.', import.meta.url));
const read = (file: string) =>
  JSON.parse(readFileSync(FOLDER + file, 'utf8')) as { tests: ViewCase[]; resources: Resource[] };
const { resources } = read('people.json');

function check({ view, columns, rows, error, warning, at }: ViewCase): void {
  const run = () => {
    const compiled = compileView(view);
    return { compiled, rows: resources.flatMap((resource) => compiled.rows(resource)) };
  };
  if (error) {
    assert.throws(run, (thrown) => {
      assert.ok(thrown instanceof SlussError, String(thrown));
      assert.deepEqual([thrown.findings[0]?.code, thrown.findings[0]?.expression], [error, at]);
      return true;
    });
    return;
  }
  const { compiled, rows: found } = run();
  const names = compiled.columns.map(({ name }) => name);
  if (columns) assert.deepEqual(names, columns);
  assert.deepEqual(
    found.map((row) => names.map((name) => row[name])),
    rows,
  );
  for (const row of found) assert.deepEqual(Object.keys(row), names);
  assert.deepEqual(
    compiled.warnings.map((item) => [item.code, item.expression]),
    warning ? [[warning, at]] : [],
  );
}

describe('views', () => {
  for (const file of readdirSync(FOLDER).filter((name) => name.endsWith('.json') && name !== 'people.json')) {
    describe(file.replace('.json', ''), () => {
      for (const one of read(file).tests) it(one.title, () => check(one));
    });
  }
});
