import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const SLUSS = fileURLToPath(new URL('../sluss.js', import.meta.url));
const patient = (id: string) => ({ resourceType: 'Patient', id });
const view = { resource: 'Patient', select: [{ column: [{ name: 'id', path: 'id' }] }] };

describe('sluss register run', () => {
  let folder = '';
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'sluss-view-'));
  });
  after(() => rmSync(folder, { recursive: true }));

  const file = (name: string, content: unknown): string => {
    const path = join(folder, name);
    writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content, null, 2));
    return path;
  };
  const run = (args: string[], input = '') => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [SLUSS, 'register', 'run', ...args], {
      input,
      encoding: 'utf8',
    });
    return {
      status,
      rows: stdout
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line) as unknown),
      stderr,
    };
  };

  it('refuses what is no resource, instead of finding no rows in it', () => {
    for (const content of ['null', '{}', '[{"resourceType":"Patient"},null]', '"Patient"']) {
      const { status, stderr } = run([file('view.json', view), file('no-resource.json', content)]);
      assert.equal(status, 1, content);
      assert.match(stderr, /^error: \S+no-resource\.json: the content is no FHIR resource\. .+\n$/);
    }
  });

  it('prints the rows of resources, bundles, NDJSON and standard input', () => {
    const bundle = {
      resourceType: 'Bundle',
      type: 'collection',
      entry: [{ resource: patient('b') }, { fullUrl: 'urn:x' }],
    };
    const ndjson = `${JSON.stringify(patient('c'))}\n\n${JSON.stringify({ resourceType: 'Device' })}\n${JSON.stringify(patient('d'))}\n`;
    const args = [
      file('view.json', view),
      file('a.json', patient('a')),
      file('b.json', bundle),
      file('c.ndjson', ndjson),
      '-',
    ];
    const { status, rows, stderr } = run(args, JSON.stringify(patient('e')));
    assert.deepEqual([status, stderr], [0, '']);
    assert.deepEqual(
      rows,
      ['a', 'b', 'c', 'd', 'e'].map((id) => ({ id })),
    );
  });

  it('tells what is wrong with a view and where', () => {
    const wrong = { resource: 'Patient', select: [{ column: [{ name: 'a b', path: 'id' }, { name: 'c' }] }] };
    const { status, stderr } = run([file('wrong.json', wrong)]);
    assert.equal(status, 1);
    assert.match(stderr, /ViewDefinition\.select\[0\]\.column\[0\]\.name: A name has letters/);
    assert.match(stderr, /ViewDefinition\.select\[0\]\.column\[1\]\.path: .*missing/);
  });

  it('tells which file cannot be read', () => {
    for (const input of [join(folder, 'none.json'), file('text.json', 'no json'), folder]) {
      const { status, stderr } = run([file('view.json', view), input]);
      assert.equal(status, 1);
      assert.ok(stderr.startsWith(`error: ${input}: `), stderr);
    }
  });

  it('answers every line of the line protocol', () => {
    const lines = [
      { id: 1, view, resources: [patient('a'), patient('b')] },
      { id: 2, view: { resource: 'Patient' }, resources: [] },
      { id: 'three', view },
    ].map((line) => JSON.stringify(line));
    const { status, rows } = run(['--ndjson'], ['no json', ...lines].join('\n'));
    assert.equal(status, 0);
    assert.deepEqual(rows, [
      { id: null, error: 'expected {"id", "view", "resources"}' },
      { id: 1, columns: ['id'], rows: [{ id: 'a' }, { id: 'b' }] },
      { id: 2, error: 'ViewDefinition.select: The ViewDefinition is not right here: there is none.' },
      { id: 'three', error: 'expected {"id", "view", "resources"}' },
    ]);
  });
});
