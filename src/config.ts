/** The gateway's one configuration: read from the environment and an optional file, checked as a whole, frozen. */
import type { KeyObject } from 'node:crypto';
import { resolve } from 'node:path';
import { createSecureContext } from 'node:tls';
import type { JWK } from 'jose';
import type { Client } from './access/client.ts';
import { auditSigningKey } from './audit/signing-key.ts';
import { readClients } from './config/clients-file.ts';
import { readText, unusable } from './config/faults.ts';
import { deriveTokenKey, parseVaultKey, readAuditKey, readTokenKey, vaultKeyOfFolder } from './config/keys.ts';
import { ENVIRONMENT, type Settings } from './config/schema.ts';
import { loadSettings } from './config/settings.ts';
import type { Text } from './errors/definition.ts';
import { type Finding, finding } from './errors/finding.ts';
import { SlussError } from './errors/sluss-error.ts';

export { loadSettings };

export interface Config {
  readonly production: boolean;
  readonly host: string | undefined;
  readonly port: number;
  readonly dataFolder: string;
  /** Undefined: the embedded server in the data folder. */
  readonly databaseUrl: string | undefined;
  /** Address of the FHIR API as clients see it, without a trailing slash. Undefined: localhost and the port listened on. */
  readonly baseUrl: string | undefined;
  readonly vaultKey: Buffer;
  /** Private P-256 key that signs access tokens. */
  readonly tokenKey: JWK;
  /** Private Ed25519 key that signs the audit log's checkpoints. */
  readonly auditKey: KeyObject;
  readonly tokenSeconds: number;
  readonly clients: readonly Client[];
  readonly tls: { cert: string; key: string } | undefined;
  /** A proxy in front ends TLS and sets X-Forwarded-*. */
  readonly tlsProxy: boolean;
  readonly limits: { bodyBytes: number; depth: number };
  readonly stopSeconds: number;
  readonly logLevel: Settings['logLevel'];
  readonly metricsToken: string | undefined;
  /** Further folders with register specifications and with terminology. */
  readonly registerFolders: readonly string[];
  readonly terminologyFolders: readonly string[];
  readonly terminologyAccess: Settings['terminologyAccess'];
  /** Between two looks for imported editions. */
  readonly terminologySeconds: number;
}

export interface LoadOptions {
  production?: boolean;
  /** Take the place of what environment and file say. */
  overrides?: Partial<Settings>;
  /** Clients besides those of the clients file, such as the demonstration's. */
  clients?: Client[];
  /** For commands beside a gateway: a key that the data folder lacks is not made. */
  existing?: boolean;
}

/**
 * Reads, checks and freezes the configuration. The environment wins over the file that SLUSS_CONFIG names (YAML or JSON).
 * Outside production a missing vault key is made in the data folder. Throws one SlussError with a finding for every fault,
 * and in production for everything missing, so that nobody has to start five times.
 */
export function loadConfig(env: NodeJS.ProcessEnv = process.env, options: LoadOptions = {}): Config {
  const faults: Finding[] = [];
  const settings = loadSettings(env, options.overrides, faults);
  const production = options.production ?? false;
  const dataFolder = resolve(settings.data);
  const read = (setting: keyof Settings): string | undefined => {
    const path = settings[setting];
    return typeof path === 'string' ? readText(path, ENVIRONMENT[setting], faults) : undefined;
  };

  const tls = readTls(settings, read, faults);
  const clients = [...(options.clients ?? []), ...readClients(settings.clientsFile, faults)];
  const given = readVaultKey(settings, read, faults);
  if (production) faults.push(...missingForProduction(settings, tls !== undefined, clients.length > 0));
  const signingKey = <T>(setting: keyof Settings, parse: (text: string) => T, why: Text): T | undefined => {
    const text = read(setting);
    try {
      return text === undefined ? undefined : parse(text);
    } catch {
      faults.push(unusable(ENVIRONMENT[setting], why));
      return undefined;
    }
  };
  const tokenKey = signingKey('tokenKeyFile', readTokenKey, {
    en: 'it does not hold a private EC P-256 key as JWK',
    sv: 'den har ingen privat EC P-256-nyckel som JWK',
  });
  const auditKey = signingKey('auditKeyFile', readAuditKey, {
    en: 'it does not hold a private Ed25519 key as PEM',
    sv: 'den har ingen privat Ed25519-nyckel som PEM',
  });
  if (faults.length > 0) throw new SlussError(faults);

  const vaultKey = given ?? vaultKeyOfFolder(dataFolder, options.existing);
  return Object.freeze<Config>({
    production,
    host: settings.host,
    port: settings.port,
    dataFolder,
    databaseUrl: settings.databaseUrl,
    baseUrl: settings.baseUrl,
    vaultKey,
    tokenKey: tokenKey ?? deriveTokenKey(vaultKey),
    auditKey: auditKey ?? auditSigningKey(vaultKey),
    tokenSeconds: settings.tokenSeconds,
    clients,
    tls,
    tlsProxy: settings.tlsProxy,
    limits: { bodyBytes: settings.bodyMegabytes * 1024 * 1024, depth: settings.depth },
    stopSeconds: settings.stopSeconds,
    logLevel: settings.logLevel,
    metricsToken: settings.metricsToken,
    registerFolders: settings.registers.map((folder) => resolve(folder)),
    terminologyFolders: settings.terminology.map((folder) => resolve(folder)),
    terminologyAccess: settings.terminologyAccess,
    terminologySeconds: settings.terminologySeconds,
  });
}

/** The configuration for a log or a terminal: every secret replaced, every client by its id. */
export function printableConfig(config: Config): Record<string, unknown> {
  const {
    vaultKey: _vault,
    tokenKey: _token,
    auditKey: _audit,
    tls,
    clients,
    databaseUrl,
    metricsToken,
    ...plain
  } = config;
  return {
    ...plain,
    databaseUrl: databaseUrl && withoutPassword(databaseUrl),
    clients: clients.map(({ id }) => id),
    tls: tls !== undefined,
    metricsToken: metricsToken !== undefined,
  };
}

function withoutPassword(url: string): string {
  try {
    const { host, pathname } = new URL(url);
    return `postgresql://${host}${pathname}`;
  } catch {
    return 'postgresql://';
  }
}

function readTls(
  settings: Settings,
  read: (setting: keyof Settings) => string | undefined,
  faults: Finding[],
): Config['tls'] {
  if ((settings.tlsCert === undefined) !== (settings.tlsKey === undefined)) {
    faults.push(
      unusable(ENVIRONMENT.tlsCert, {
        en: 'certificate and key belong together, and one is missing',
        sv: 'certifikat och nyckel hör ihop, och det ena saknas',
      }),
    );
  }
  const cert = read('tlsCert');
  const key = read('tlsKey');
  if (cert === undefined || key === undefined) return undefined;
  try {
    createSecureContext({ cert, key });
  } catch (error) {
    // A code such as ERR_OSSL_PEM_NO_START_LINE or ERR_OSSL_X509_KEY_VALUES_MISMATCH; the message may quote the file.
    const code = (error as NodeJS.ErrnoException).code ?? '?';
    const names = `${ENVIRONMENT.tlsCert}, ${ENVIRONMENT.tlsKey}`;
    faults.push(
      unusable(names, {
        en: `they are not a certificate and its key as PEM (${code})`,
        sv: `de är inte ett certifikat och dess nyckel som PEM (${code})`,
      }),
    );
  }
  return { cert, key };
}

function readVaultKey(
  settings: Settings,
  read: (setting: keyof Settings) => string | undefined,
  faults: Finding[],
): Buffer | undefined {
  const text = settings.vaultKey ?? read('vaultKeyFile');
  if (text === undefined) return undefined;
  const key = parseVaultKey(text);
  const setting = settings.vaultKey === undefined ? 'vaultKeyFile' : 'vaultKey';
  if (!key)
    faults.push(
      unusable(ENVIRONMENT[setting], { en: 'it must be 32 bytes in base64', sv: 'den ska vara 32 byte i base64' }),
    );
  return key;
}

function missingForProduction(settings: Settings, tls: boolean, clients: boolean): Finding[] {
  const missing: Finding[] = [];
  if (!settings.databaseUrl) missing.push(finding('production-database-missing', ''));
  if (!settings.vaultKey && !settings.vaultKeyFile) missing.push(finding('production-vault-key-missing', ''));
  if (!tls && !settings.tlsProxy) missing.push(finding('production-tls-missing', ''));
  if (!clients) missing.push(finding('production-clients-missing', ''));
  return missing;
}
