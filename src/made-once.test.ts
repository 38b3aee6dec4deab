import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { madeOnce } from './made-once.ts';

describe('a secret that is made once', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'sluss-once-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('is the same afterwards, and for its owner only', () => {
    const path = join(folder, 'key');
    assert.equal(
      madeOnce(path, () => 'first'),
      'first',
    );
    assert.equal(
      madeOnce(path, () => 'second'),
      'first',
    );
    assert.equal(statSync(path).mode & 0o777, 0o600);
  });

  it('is that of the other process, when one was quicker', () => {
    const path = join(folder, 'key');
    const text = madeOnce(path, () => {
      writeFileSync(path, 'quicker');
      return 'mine';
    });
    assert.equal(text, 'quicker');
    assert.deepEqual(readdirSync(folder), ['key']);
  });

  it('leaves nothing half made under its name when it cannot be written', () => {
    const path = join(folder, 'key');
    // As on a full disk: the file is open, and the text is not in it.
    const fail = () => {
      throw new Error('no space');
    };
    assert.throws(() => madeOnce(path, fail), /no space/);
    // What a process that was killed in the middle left beside it does not count.
    writeFileSync(`${path}.1`, '');
    assert.equal(
      madeOnce(path, () => 'whole'),
      'whole',
    );
  });
});
