/** What may be configured, and how: one table of settings with their environment variable, their place in the file, and their check. */
import { z } from 'zod';

const flag = z.union([
  z.boolean(),
  z.enum(['1', '0', 'true', 'false', 'yes', 'no', '']).transform((value) => ['1', 'true', 'yes'].includes(value)),
]);

const number = (min: number, max: number) => z.coerce.number().int().min(min).max(max);

/** A list in the file, or one string with the platform's path separator in the environment. */
const folders = z.union([
  z.array(z.string().min(1)),
  z.string().transform((value) => value.split(process.platform === 'win32' ? ';' : ':').filter(Boolean)),
]);

/** The file's shape. Unknown names are refused, so that a misspelt setting is never silently a default. */
export const settingsSchema = z.strictObject({
  host: z.string().min(1).optional(),
  port: number(0, 65535).default(8080),
  data: z.string().min(1).default('./.sluss'),
  databaseUrl: z
    .string()
    .regex(/^postgres(ql)?:\/\//, 'it must start with postgresql://')
    .optional(),
  baseUrl: z
    .url({ protocol: /^https?$/, error: 'it must be an http or https address' })
    .refine((value) => !/[?#]/.test(value), 'it must have neither query nor fragment')
    .transform((value) => value.replace(/\/+$/, ''))
    .refine((value) => value.endsWith('/fhir'), 'it must end with /fhir')
    .optional(),
  vaultKey: z.string().optional(),
  vaultKeyFile: z.string().min(1).optional(),
  tokenKeyFile: z.string().min(1).optional(),
  auditKeyFile: z.string().min(1).optional(),
  clientsFile: z.string().min(1).optional(),
  tlsCert: z.string().min(1).optional(),
  tlsKey: z.string().min(1).optional(),
  tlsProxy: flag.default(false),
  /** Megabytes of one request body, after decompression. One bundle of 10,000 entries has 20 to 25. */
  bodyMegabytes: number(1, 1024).default(50),
  /** Levels of nesting in a JSON body. */
  depth: number(8, 1000).default(64),
  /** Seconds that requests under way get when the gateway stops. */
  stopSeconds: number(0, 600).default(20),
  tokenSeconds: number(30, 3600).default(300),
  logLevel: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  metricsToken: z.string().min(16, 'it needs at least 16 characters').optional(),
  registers: folders.default([]),
  terminology: folders.default([]),
  /** Who may read and ask terminology: whoever has a token, or anybody. */
  terminologyAccess: z.enum(['authenticated', 'public']).default('authenticated'),
  /** Seconds between two looks for imported editions. */
  terminologySeconds: number(1, 3600).default(5),
});

export type Settings = z.infer<typeof settingsSchema>;

/** The environment variable of every setting. */
export const ENVIRONMENT: Record<keyof Settings, string> = {
  host: 'SLUSS_HOST',
  port: 'PORT',
  data: 'SLUSS_DATA',
  databaseUrl: 'DATABASE_URL',
  baseUrl: 'SLUSS_BASE_URL',
  vaultKey: 'SLUSS_VAULT_KEY',
  vaultKeyFile: 'SLUSS_VAULT_KEY_FILE',
  tokenKeyFile: 'SLUSS_TOKEN_KEY_FILE',
  auditKeyFile: 'SLUSS_AUDIT_KEY_FILE',
  clientsFile: 'SLUSS_CLIENTS',
  tlsCert: 'SLUSS_TLS_CERT',
  tlsKey: 'SLUSS_TLS_KEY',
  tlsProxy: 'SLUSS_TLS_PROXY',
  bodyMegabytes: 'SLUSS_BODY_MEGABYTES',
  depth: 'SLUSS_DEPTH',
  stopSeconds: 'SLUSS_STOP_SECONDS',
  tokenSeconds: 'SLUSS_TOKEN_SECONDS',
  logLevel: 'SLUSS_LOG_LEVEL',
  metricsToken: 'SLUSS_METRICS_TOKEN',
  registers: 'SLUSS_REGISTERS',
  terminology: 'SLUSS_TERMINOLOGY',
  terminologyAccess: 'SLUSS_TERMINOLOGY_ACCESS',
  terminologySeconds: 'SLUSS_TERMINOLOGY_SECONDS',
};
