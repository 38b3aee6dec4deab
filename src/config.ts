/** The gateway's one configuration: read from the environment and an optional file, checked as a whole, frozen. */
import { readFileSync } from 'node:fs';
import { dirname, extname, isAbsolute, join, resolve } from 'node:path';
import type { JWK } from 'jose';
import { parse as parseYaml } from 'yaml';
import type { z } from 'zod';
import { type Client, clientsSchema } from './access/client.ts';
import { deriveTokenKey, parseVaultKey, readTokenKey, vaultKeyOfFolder } from './config/keys.ts';
import { ENVIRONMENT, type Settings, settingsSchema } from './config/schema.ts';
import { type Finding, finding } from './errors/finding.ts';
import { SlussError } from './errors/sluss-error.ts';

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
}

export interface LoadOptions {
  production?: boolean;
  /** Take the place of what environment and file say. */
  overrides?: Partial<Settings>;
  /** Clients besides those of the clients file, such as the demonstration's. */
  clients?: Client[];
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
  const tokenKeyText = read('tokenKeyFile');
  let tokenKey: JWK | undefined;
  try {
    tokenKey = tokenKeyText === undefined ? undefined : readTokenKey(tokenKeyText);
  } catch {
    faults.push(unusable('tokenKeyFile', 'it does not hold a private EC P-256 key as JWK'));
  }
  if (faults.length > 0) throw new SlussError(faults);

  const vaultKey = given ?? vaultKeyOfFolder(dataFolder);
  return Object.freeze<Config>({
    production,
    host: settings.host,
    port: settings.port,
    dataFolder,
    databaseUrl: settings.databaseUrl,
    baseUrl: settings.baseUrl,
    vaultKey,
    tokenKey: tokenKey ?? deriveTokenKey(vaultKey),
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
  });
}

/** The configuration for a log or a terminal: every secret replaced, every client by its id. */
export function printableConfig(config: Config): Record<string, unknown> {
  const { vaultKey: _vault, tokenKey: _token, tls, clients, databaseUrl, metricsToken, ...plain } = config;
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

/**
 * The settings alone, for commands that need a folder or an address but no secret: nothing is made, no other file is read.
 * Throws a SlussError with a finding for every setting that is not usable.
 */
export function loadSettings(
  env: NodeJS.ProcessEnv = process.env,
  overrides: Partial<Settings> = {},
  faults: Finding[] = [],
): Settings {
  const fromFile = env.SLUSS_CONFIG ? readSettingsFile(env.SLUSS_CONFIG, faults) : {};
  const fromEnvironment = Object.fromEntries(
    Object.entries(ENVIRONMENT).flatMap(([setting, variable]) => {
      const value = env[variable];
      return value === undefined || value === '' ? [] : [[setting, value]];
    }),
  );
  const result = settingsSchema.safeParse({ ...fromFile, ...fromEnvironment, ...overrides });
  if (result.success) return result.data;
  for (const issue of result.error.issues) {
    const setting = String(issue.path[0] ?? '');
    const name = setting in fromEnvironment ? ENVIRONMENT[setting as keyof Settings] : setting || 'SLUSS_CONFIG';
    faults.push(unusable(name, reason(issue)));
  }
  throw new SlussError(faults);
}

/** Paths in the file are relative to the file. */
function readSettingsFile(path: string, faults: Finding[]): Record<string, unknown> {
  const text = readText(path, 'SLUSS_CONFIG', faults);
  if (text === undefined) return {};
  let value: unknown;
  try {
    value = parseData(path, text);
  } catch {
    faults.push(unusable('SLUSS_CONFIG', 'it is neither YAML nor JSON'));
  }
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return {};
  const beside = (item: unknown) => (typeof item === 'string' && !isAbsolute(item) ? join(dirname(path), item) : item);
  const paths = new Set([
    'data',
    'vaultKeyFile',
    'tokenKeyFile',
    'clientsFile',
    'tlsCert',
    'tlsKey',
    'registers',
    'terminology',
  ]);
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [
      name,
      !paths.has(name) ? item : Array.isArray(item) ? item.map(beside) : beside(item),
    ]),
  );
}

function readClients(path: string | undefined, faults: Finding[]): Client[] {
  const text = path === undefined ? undefined : readText(path, ENVIRONMENT.clientsFile, faults);
  if (path === undefined || text === undefined) return [];
  let value: unknown;
  try {
    value = parseData(path, text);
  } catch {
    faults.push(unusable(ENVIRONMENT.clientsFile, 'it is neither YAML nor JSON'));
    return [];
  }
  const result = clientsSchema.safeParse(Array.isArray(value) ? { clients: value } : value);
  if (result.success) return result.data.clients as Client[];
  for (const issue of result.error.issues) {
    faults.push(
      finding('configuration-client-invalid', '', { place: issue.path.join('.') || 'its root', reason: reason(issue) }),
    );
  }
  return [];
}

function readTls(
  settings: Settings,
  read: (setting: keyof Settings) => string | undefined,
  faults: Finding[],
): Config['tls'] {
  if ((settings.tlsCert === undefined) !== (settings.tlsKey === undefined)) {
    faults.push(unusable(ENVIRONMENT.tlsCert, 'certificate and key belong together, and one is missing'));
  }
  const cert = read('tlsCert');
  const key = read('tlsKey');
  return cert !== undefined && key !== undefined ? { cert, key } : undefined;
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
  if (!key) faults.push(unusable(ENVIRONMENT[setting], 'it must be 32 bytes in base64'));
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

function parseData(path: string, text: string): unknown {
  return extname(path) === '.json' ? JSON.parse(text) : parseYaml(text);
}

function readText(path: string, setting: string, faults: Finding[]): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown';
    faults.push(finding('configuration-file-unreadable', '', { setting, reason: code }));
    return undefined;
  }
}

function unusable(setting: string, why: string): Finding {
  return finding('configuration-setting-invalid', '', { setting, reason: why });
}

function reason(issue: z.core.$ZodIssue): string {
  return issue.message.charAt(0).toLowerCase() + issue.message.slice(1);
}
