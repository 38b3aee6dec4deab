import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { demoClientsPath } from '../access/demo-clients.ts';
import { demoClients } from './clients.ts';

describe("the demonstration's clients", () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'sluss-clients-'));
  });
  after(() => rmSync(folder, { recursive: true }));

  it('keep their keys, and their file, whoever runs the demonstration again', async () => {
    const first = await demoClients(folder);
    const { ino, mode } = statSync(demoClientsPath(folder));
    assert.equal(mode & 0o777, 0o600);
    assert.deepEqual(await demoClients(folder), first);
    assert.equal(statSync(demoClientsPath(folder)).ino, ino);
  });
});
