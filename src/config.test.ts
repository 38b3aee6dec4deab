import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeClient } from '../test/support/client.ts';
import { type Config, type LoadOptions, loadConfig, loadSettings, printableConfig } from './config.ts';
import { SlussError } from './errors/sluss-error.ts';

const KEY = Buffer.alloc(32, 7).toString('base64');

describe('configuration', () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'sluss-config-'));
  });
  after(() => rmSync(folder, { recursive: true }));

  const faults = (env: NodeJS.ProcessEnv, options?: LoadOptions) => {
    try {
      loadConfig({ SLUSS_DATA: folder, ...env }, options);
    } catch (error) {
      assert(error instanceof SlussError);
      return error.findings;
    }
    return [];
  };
  const codes = (env: NodeJS.ProcessEnv, options?: LoadOptions) => faults(env, options).map(({ code }) => code);

  it('works without any setting, with a vault key that is made once and is readable by its owner only', () => {
    const first = loadConfig({ SLUSS_DATA: folder });
    const second = loadConfig({ SLUSS_DATA: folder });
    assert.equal(first.port, 8080);
    assert.equal(first.vaultKey.length, 32);
    assert.deepEqual(second.vaultKey, first.vaultKey);
    assert.deepEqual(second.tokenKey, first.tokenKey);
    assert.equal(statSync(join(folder, 'keys', 'vault.key')).mode & 0o777, 0o600);
  });

  it('names everything that production lacks, all at once', () => {
    assert.deepEqual(codes({}, { production: true }), [
      'production-database-missing',
      'production-vault-key-missing',
      'production-tls-missing',
      'production-clients-missing',
    ]);
  });

  it('makes no vault key in production', () => {
    const empty = mkdtempSync(join(folder, 'production-'));
    codes({ SLUSS_DATA: empty }, { production: true });
    assert.throws(() => statSync(join(empty, 'keys')));
  });

  it('starts in production with a database server, a vault key, a TLS proxy and a client', async () => {
    const clients = join(folder, 'clients.json');
    writeFileSync(clients, JSON.stringify({ clients: [(await makeClient()).registration] }));
    const config = loadConfig(
      {
        DATABASE_URL: 'postgresql://sluss:hemligt@db/sluss',
        SLUSS_VAULT_KEY: KEY,
        SLUSS_TLS_PROXY: '1',
        SLUSS_CLIENTS: clients,
      },
      { production: true },
    );
    assert.equal(config.clients[0]?.id, 'test-client');
  });

  it('prints no secret', () => {
    const config = loadConfig({
      DATABASE_URL: 'postgresql://sluss:hemligt@db/sluss?password=ocksa',
      SLUSS_VAULT_KEY: KEY,
      SLUSS_METRICS_TOKEN: 'metrik-metrik-metrik',
    });
    const text = JSON.stringify(printableConfig(config));
    for (const secret of ['hemligt', 'ocksa', 'metrik', KEY, config.tokenKey.d!]) assert(!text.includes(secret));
    assert(text.includes('postgresql://db/sluss'));
  });

  it('takes keys that sign tokens and the audit log from files, else from the vault key', () => {
    const pem = (type: 'ed25519' | 'x25519') => {
      const { privateKey } = generateKeyPairSync(type as 'ed25519');
      return privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();
    };
    const file = join(folder, 'audit.pem');
    writeFileSync(file, pem('ed25519'));
    const text = ({ auditKey }: Config) => auditKey.export({ format: 'pem', type: 'pkcs8' }).toString();
    const given = loadConfig({ SLUSS_DATA: folder, SLUSS_AUDIT_KEY_FILE: file });
    assert.equal(text(given), readFileSync(file, 'utf8'));
    assert(!JSON.stringify(printableConfig(given)).includes('auditKey'));
    const derived = loadConfig({ SLUSS_VAULT_KEY: KEY });
    assert.equal(text(derived), text(loadConfig({ SLUSS_VAULT_KEY: KEY })));
    for (const wrong of [pem('x25519'), 'no key', derived.tokenKey.d!]) {
      writeFileSync(file, wrong);
      const [fault, ...others] = faults({ SLUSS_AUDIT_KEY_FILE: file });
      assert.match(fault?.message.en ?? '', /SLUSS_AUDIT_KEY_FILE.*Ed25519/);
      assert.deepEqual(others, []);
    }
    assert.match(faults({ SLUSS_TOKEN_KEY_FILE: file })[0]?.message.en ?? '', /SLUSS_TOKEN_KEY_FILE.*P-256/);
  });

  it('lets the environment win over the file, and reads paths in the file from beside it', () => {
    const file = join(folder, 'sluss.yaml');
    writeFileSync(file, `port: 9000\nlogLevel: warn\nvaultKeyFile: vault.txt\nregisters: [mine]\n`);
    writeFileSync(join(folder, 'vault.txt'), `${KEY}\n`);
    const config = loadConfig({ SLUSS_CONFIG: file, PORT: '9001' });
    assert.equal(config.port, 9001);
    assert.equal(config.logLevel, 'warn');
    assert.deepEqual(config.vaultKey, Buffer.alloc(32, 7));
    assert.deepEqual(config.registerFolders, [join(folder, 'mine')]);
  });

  it('refuses what it cannot use, by the name that the operator wrote', () => {
    const file = join(folder, 'bad.yaml');
    writeFileSync(file, 'prot: 1\n');
    const settings = (env: NodeJS.ProcessEnv) => faults(env).map(({ message }) => message.en);
    assert.match(settings({ PORT: 'many' })[0]!, /PORT/);
    assert.match(settings({ SLUSS_VAULT_KEY: 'short' })[0]!, /SLUSS_VAULT_KEY.*32 bytes/);
    assert.match(settings({ SLUSS_BASE_URL: 'https://gw.example/x' })[0]!, /SLUSS_BASE_URL.*\/fhir/);
    assert.match(settings({ SLUSS_CONFIG: file })[0]!, /prot/);
    assert.match(settings({ SLUSS_CONFIG: join(folder, 'missing.yaml') })[0]!, /SLUSS_CONFIG.*ENOENT/);
    assert.match(settings({ SLUSS_TLS_CERT: file })[0]!, /SLUSS_TLS_CERT/);
  });

  it('refuses a certificate or key that is none, by its setting, before the port is tried', () => {
    const file = join(folder, 'not.pem');
    writeFileSync(file, 'not a certificate\n');
    const [fault, ...others] = faults({ SLUSS_TLS_CERT: file, SLUSS_TLS_KEY: file });
    assert.match(fault?.message.en ?? '', /SLUSS_TLS_CERT, SLUSS_TLS_KEY .*PEM/);
    assert.deepEqual(others, []);
  });

  it('names what production lacks also when a setting is not usable', () => {
    const found = codes({ PORT: 'many', SLUSS_CLIENTS: join(folder, 'none.yaml') }, { production: true });
    assert.deepEqual(found, [
      'configuration-setting-invalid',
      'configuration-file-unreadable',
      'production-database-missing',
      'production-vault-key-missing',
      'production-tls-missing',
      'production-clients-missing',
    ]);
  });

  it('is not read past a file that cannot be, by commands that need no secret either', () => {
    assert.throws(() => loadSettings({ SLUSS_CONFIG: join(folder, 'missing.yaml') }), /SLUSS_CONFIG/);
  });

  it('refuses a clients file with private keys, false organisationsnummer, doubled ids or unknown scopes', async () => {
    const { registration, privateJwk } = await makeClient();
    const refused = (clients: unknown[]) => {
      const file = join(folder, 'clients-bad.json');
      writeFileSync(file, JSON.stringify({ clients }));
      return faults({ SLUSS_CLIENTS: file }).map(({ code, message }) => `${code}: ${message.en}`);
    };
    assert.match(refused([{ ...registration, jwks: { keys: [privateJwk] } }])[0]!, /client-invalid.*private members/);
    assert.match(refused([{ ...registration, vardgivare: ['2321000017'] }])[0]!, /vardgivare\.0.*organisationsnummer/);
    assert.match(refused([registration, registration])[0]!, /clients\.1\.id.*twice/);
    assert.match(refused([{ ...registration, scopes: ['patient/*.rs'] }])[0]!, /scopes\.0.*SMART/);
    assert.match(refused([{ ...registration, jwks: undefined }])[0]!, /jwks or jwksUri/);
    assert(!readFileSync(join(folder, 'clients-bad.json'), 'utf8').includes('"d"'));
  });
});
