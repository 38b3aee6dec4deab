import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { SlussError } from '../errors/sluss-error.ts';
import { zodText } from '../errors/zod-text.ts';

/** What deliveries must know of a vårdgivare besides its rows. */
const providersSchema = z.array(
  z.strictObject({
    organisationsnummer: z.string().regex(/^\d{10}$/),
    name: z.string().optional(),
    lanskod: z
      .string()
      .regex(/^\d{2}$/)
      .optional(),
    kommunkod: z
      .string()
      .regex(/^\d{4}$/)
      .optional(),
  }),
);

export type Provider = z.infer<typeof providersSchema>[number];

/** Where an operator keeps them, in the data folder. */
export function providersPath(dataFolder: string): string {
  return join(dataFolder, 'providers.yaml');
}

/**
 * Reads the list of delivering vårdgivare by organisationsnummer: of the file that the operator named, which must be there, else that of the
 * data folder; none when that has no file. Throws `providers-unreadable`, `providers-invalid`.
 */
export function readProviders(dataFolder: string, named?: string): Map<string, Provider> {
  const path = named ?? providersPath(dataFolder);
  if (named === undefined && !existsSync(path)) return new Map();
  const parsed = providersSchema.safeParse(parse(readText(path)));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw SlussError.of('providers-invalid', {
      file: path,
      field: issue?.path.join('.') ?? '',
      problem: issue ? zodText(issue) : '',
    });
  }
  return new Map(parsed.data.map((provider) => [provider.organisationsnummer, provider]));
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw SlussError.of(
      'providers-unreadable',
      { file: path, reason: (cause as NodeJS.ErrnoException).code ?? '?' },
      { cause },
    );
  }
}
