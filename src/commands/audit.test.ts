import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freshDatabase, type TestDatabase } from '../../test/support/database.ts';
import { takeCheckpoint } from '../audit/checkpoint.ts';
import { auditSigningKey } from '../audit/signing-key.ts';
import { parseVaultKey } from '../config/keys.ts';
import { createVaultCrypto } from '../identity/vault-crypto.ts';
import { PACKAGE_ROOT } from '../package-root.ts';
import { createRepository } from '../repository/repository.ts';

describe('sluss audit', function () {
  this.timeout(60_000);
  const vaultKeyText = randomBytes(32).toString('base64');
  const vaultKey = parseVaultKey(vaultKeyText)!;
  let database: TestDatabase;
  let folder: string;

  const run = (env: NodeJS.ProcessEnv, ...args: string[]) => {
    const { PATH } = process.env;
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [join(PACKAGE_ROOT, 'src', 'sluss.js'), 'audit', ...args],
      { cwd: folder, env: { PATH, ...env }, encoding: 'utf8' },
    );
    return { status, stdout, stderr };
  };
  /** The operator, with the database and its keys; and an outsider, with files only. */
  const operator = (...args: string[]) => run({ DATABASE_URL: database.url, SLUSS_VAULT_KEY: vaultKeyText }, ...args);
  const outsider = (...args: string[]) => run({}, ...args);

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'sluss-audit-'));
    database = await freshDatabase();
    const crypto = createVaultCrypto(vaultKey);
    const repository = await createRepository({ pool: database.pool, crypto, registerTables: [] });
    for (let n = 0; n < 20; n++) await repository.recordAccess([{ action: 'read', client: 'c', outcome: 'ok' }]);
    await takeCheckpoint(database.pool, auditSigningKey(vaultKey));
  });
  after(async () => {
    await database.close();
    rmSync(folder, { recursive: true });
  });

  it('verifies a database, its contents too', () => {
    const { status, stdout, stderr } = operator('verify', '--payloads');
    assert.equal(status, 0, stderr);
    assert.match(stdout, /20 entries, 1 checkpoints/);
    assert.match(stdout, /20 contents are what was logged, 0 are erased/);
    assert.match(stdout, /The log is sound\./);
  });

  it('does not call a folder sound that holds no log, nor makes a log or a key there', () => {
    for (const args of [['verify', '--data', 'elsewhere'], ['verify'], ['public-key'], ['export', 'nothing.ndjson']]) {
      const { status, stdout, stderr } = outsider(...args);
      assert.deepEqual([status, stdout], [1, ''], args.join(' '));
      assert.match(stderr, /^sluss: The data folder \S+ has no (database|vault key)\. .+\n$/);
    }
    assert.deepEqual(readdirSync(folder), []);
  });

  it('opens contents with the key of the folder that is named', () => {
    const named = join(folder, 'named');
    mkdirSync(join(named, 'keys'), { recursive: true });
    writeFileSync(join(named, 'keys', 'vault.key'), vaultKeyText);
    const { status, stdout, stderr } = outsider('verify', '--payloads', '--database', database.url, '--data', named);
    assert.equal(status, 0, stderr);
    assert.match(stdout, /20 contents are what was logged/);
    rmSync(named, { recursive: true });
  });

  it('lets an outsider verify an export with the public key and a checkpoint, and nothing else', () => {
    assert.equal(operator('export', 'log.ndjson').status, 0);
    assert.equal(operator('checkpoint', 'kept.json').status, 0);
    writeFileSync(join(folder, 'key.pem'), operator('public-key').stdout);
    const flags = ['verify', '--log', 'log.ndjson', '--key', 'key.pem', '--checkpoint', 'kept.json'];
    const sound = outsider(...flags, '--json');
    assert.equal(sound.status, 0, sound.stderr);
    assert.deepEqual(JSON.parse(sound.stdout).faults, []);

    const lines = readFileSync(join(folder, 'log.ndjson'), 'utf8').split('\n');
    const victim = lines.findIndex((line) => line.includes('"entry"'));
    const { chain, seq } = JSON.parse(lines[victim]!);
    lines[victim] = lines[victim]!.replace(
      /"commitment":"./,
      (text) => `${text.slice(0, -1)}${text.endsWith('0') ? 1 : 0}`,
    );
    writeFileSync(join(folder, 'log.ndjson'), lines.join('\n'));
    const forged = outsider(...flags);
    assert.equal(forged.status, 1);
    assert.match(forged.stdout, new RegExp(`chain ${chain}, entry ${seq}: .*entry-changed`));
    assert.match(forged.stdout, /THE LOG IS NOT SOUND/);
  });

  it('does not pass over what a file cannot answer', () => {
    for (const flag of ['--payloads', '--data=.', '--database=postgresql://db']) {
      const { status, stdout, stderr } = outsider('verify', '--log', 'log.ndjson', flag);
      assert.deepEqual([status, stdout], [1, ''], flag);
      assert.match(stderr, /^sluss: --log .+\n$/);
    }
  });

  it('says what is wrong with a file, in one line', () => {
    writeFileSync(join(folder, 'nonsense'), 'nonsense\n');
    for (const args of [
      ['verify', '--log', 'nonsense'],
      ['verify', '--log', 'not-there'],
      ['verify', '--log', 'log.ndjson', '--key', 'nonsense'],
      ['verify', '--log', 'log.ndjson', '--checkpoint', 'nonsense'],
    ]) {
      const { status, stderr } = outsider(...args);
      assert.equal(status, 1, args.join(' '));
      assert.match(stderr, /^sluss: [^\n]+\n$/);
    }
  });
});
