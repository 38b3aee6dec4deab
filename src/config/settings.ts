/** The settings, from the environment and the optional file. */
import { dirname, isAbsolute, join } from 'node:path';
import type { Finding } from '../errors/finding.ts';
import { SlussError } from '../errors/sluss-error.ts';
import { parseData, readText, reason, unusable } from './faults.ts';
import { ENVIRONMENT, type Settings, settingsSchema } from './schema.ts';

/**
 * The settings alone, for commands that need a folder or an address but no secret: nothing is made, no other file is read.
 * Throws a SlussError with a finding for every setting that is not usable; with `collected` they are added there, and the settings are those
 * that are left, so that the caller can go on looking for faults.
 */
export function loadSettings(
  env: NodeJS.ProcessEnv = process.env,
  overrides: Partial<Settings> = {},
  collected?: Finding[],
): Settings {
  const faults = collected ?? [];
  const fromFile = env.SLUSS_CONFIG ? readSettingsFile(env.SLUSS_CONFIG, faults) : {};
  const fromEnvironment = Object.fromEntries(
    Object.entries(ENVIRONMENT).flatMap(([setting, variable]) => {
      const value = env[variable];
      return value === undefined || value === '' ? [] : [[setting, value]];
    }),
  );
  const given: Record<string, unknown> = { ...fromFile, ...fromEnvironment, ...overrides };
  const result = settingsSchema.safeParse(given);
  if (result.success && (collected || faults.length === 0)) return result.data;
  for (const issue of result.error?.issues ?? []) {
    const setting = String(issue.path[0] ?? '');
    const name = setting in fromEnvironment ? ENVIRONMENT[setting as keyof Settings] : setting || 'SLUSS_CONFIG';
    faults.push(unusable(name, reason(issue)));
  }
  if (!collected) throw new SlussError(faults);
  const refused = new Set(result.error?.issues.map(({ path }) => path[0]));
  return settingsSchema.parse(
    Object.fromEntries(Object.entries(given).filter(([name]) => name in ENVIRONMENT && !refused.has(name))),
  );
}

/** Paths in the file are relative to the file. */
function readSettingsFile(path: string, faults: Finding[]): Record<string, unknown> {
  const text = readText(path, 'SLUSS_CONFIG', faults);
  if (text === undefined) return {};
  let value: unknown;
  try {
    value = parseData(path, text);
  } catch {
    faults.push(unusable('SLUSS_CONFIG', { en: 'it is neither YAML nor JSON', sv: 'den är varken YAML eller JSON' }));
  }
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return {};
  const beside = (item: unknown) => (typeof item === 'string' && !isAbsolute(item) ? join(dirname(path), item) : item);
  const paths = new Set([
    'data',
    'vaultKeyFile',
    'tokenKeyFile',
    'auditKeyFile',
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
