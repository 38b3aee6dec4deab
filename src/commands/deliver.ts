import { resolve } from 'node:path';
import type { Command } from 'commander';
import { loadConfig } from '../config.ts';
import { type DeliveryManifest, deliver } from '../delivery/deliver.ts';
import { readProviders } from '../delivery/providers.ts';
import { createVaultCrypto } from '../identity/vault-crypto.ts';
import { findRegister } from '../registers/find.ts';
import { loadRegisters } from '../registers/load.ts';
import { registerTables } from '../registers/tables.ts';
import { openDatabase } from '../repository/database.ts';
import { createRepository } from '../repository/repository.ts';
import { explain } from './explain.ts';

interface Options {
  month: string;
  out: string;
  providers?: string;
  production?: boolean;
  allowUnverified?: string;
  json?: boolean;
}

/** `sluss deliver REGISTER --month ÅÅÅÅ-MM --out DIR`: the delivery files of a month. */
export function register(program: Command): void {
  program
    .command('deliver <register>')
    .description("write a month's delivery files of a register, by its id or short name")
    .requiredOption('--month <ÅÅÅÅ-MM>', 'newest month of care in the delivery')
    .requiredOption('--out <folder>', 'where the files go')
    .option(
      '--providers <file>',
      'länskod or kommunkod of each vårdgivare (default: providers.yaml in the data folder)',
    )
    .option('--production', 'refuse a layout that nobody has checked against the regulation')
    .option('--allow-unverified <reason>', 'deliver by such a layout all the same; the reason goes on record')
    .option('--json', 'print the manifest as JSON')
    .action(async (name: string, options: Options) => {
      try {
        const manifest = await run(name, options);
        console.log(options.json ? JSON.stringify(manifest) : describe(manifest, options.out));
        if (manifest.failed.length > 0) process.exitCode = 1;
      } catch (error) {
        console.error(explain(error));
        process.exitCode = 1;
      }
    });
}

async function run(name: string, options: Options): Promise<DeliveryManifest> {
  const config = loadConfig(process.env, { existing: true });
  const registers = loadRegisters(undefined, [...config.registerFolders]);
  const found = findRegister(registers, name);
  const database = await openDatabase({
    databaseUrl: config.databaseUrl,
    dataFolder: config.dataFolder,
    join: true,
    existing: true,
    poolSize: 2,
  });
  try {
    const repository = await createRepository({
      pool: database.pool,
      crypto: createVaultCrypto(config.vaultKey),
      registerTables: registers.map(({ definition }) => ({ register: definition.id, ...registerTables(definition) })),
    });
    return await deliver(found, repository, {
      month: options.month,
      out: resolve(options.out),
      production: options.production ?? false,
      providers: readProviders(config.dataFolder, options.providers),
      ...(options.allowUnverified && { override: options.allowUnverified }),
    });
  } finally {
    await database.close();
  }
}

function describe(manifest: DeliveryManifest, out: string): string {
  const lines = [`${manifest.register}, ${manifest.from} to ${manifest.to}, due ${manifest.due}`];
  for (const { fileCode, files } of manifest.consignments) {
    const counts = files.filter(({ rows }) => rows > 0).map(({ table, rows }) => `${table} ${rows}`);
    lines.push(`  ${fileCode.padEnd(12)} ${files.length} files: ${counts.join(', ') || 'all empty'}`);
  }
  if (manifest.consignments.length === 0) lines.push('  no accepted rows in the period');
  else lines.push(`in ${resolve(out)}`);
  if (manifest.drafts > 0) lines.push(`${manifest.drafts} cases are drafts and were not delivered`);
  for (const [problem, count] of Object.entries(manifest.leftOut)) lines.push(`${count} rows left out: ${problem}`);
  for (const { vardgivare, reason } of manifest.failed) lines.push(`not delivered for ${vardgivare}: ${reason}`);
  if (manifest.unverified > 0)
    lines.push(
      `${manifest.unverified} parts of the layout are not verified against the regulation; production refuses it`,
    );
  return lines.join('\n');
}
