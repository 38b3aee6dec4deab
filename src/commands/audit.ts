import { createPublicKey } from 'node:crypto';
import { createWriteStream, readFileSync, writeFileSync } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Command } from 'commander';
import { type Checkpoint, isSigned, keyId, latestCheckpoint } from '../audit/checkpoint.ts';
import { createPayloadKeys } from '../audit/payload-keys.ts';
import { readDatabaseLog, readExportedLog } from '../audit/read-log.ts';
import { type LogVerdict, type VerifyOptions, verifyLog } from '../audit/verify-log.ts';
import { type PayloadVerdict, verifyPayloads } from '../audit/verify-payloads.ts';
import { loadConfig, loadSettings } from '../config.ts';
import { SlussError } from '../errors/sluss-error.ts';
import { createVaultCrypto } from '../identity/vault-crypto.ts';
import { type Database, openDatabase } from '../repository/database.ts';
import { explain } from './explain.ts';

interface Source {
  database?: string;
  data?: string;
}

interface VerifyFlags extends Source {
  log?: string;
  key: string[];
  checkpoint: string[];
  payloads?: boolean;
  json?: boolean;
}

/** `sluss audit verify | export | checkpoint | public-key`: see docs/audit.md. */
export function register(program: Command): void {
  const audit = program.command('audit').description('check, export and sign the audit log');
  const collect = (value: string, list: string[]) => [...list, value];
  withSource(audit.command('verify'))
    .description('check that nothing in the log was changed, removed, moved or cut off; exit code 1 if so')
    .option('--log <file>', 'check an exported log instead of a database; needs nothing else')
    .option('--key <file>', 'public key (PEM) that may have signed; repeatable', collect, [])
    .option('--checkpoint <file>', 'checkpoint kept elsewhere that the log must contain; repeatable', collect, [])
    .option('--payloads', "also open every entry's content and hold it against the log (needs the vault's key)")
    .option('--json', 'print the verdict as JSON')
    .action((flags: VerifyFlags) => run(() => verify(flags)));
  withSource(audit.command('export'))
    .description('write the log to a file (NDJSON) that anybody can check')
    .argument('<file>')
    .action((file: string, flags: Source) => run(() => exportLog(file, flags)));
  withSource(audit.command('checkpoint'))
    .description('write the latest checkpoint to a file, to be kept elsewhere')
    .argument('<file>')
    .action((file: string, flags: Source) => run(() => writeCheckpoint(file, flags)));
  audit
    .command('public-key')
    .description('print the public key of the checkpoints (PEM)')
    .action(() => run(printPublicKey));
}

function withSource(command: Command): Command {
  return command
    .option('--database <url>', 'database server (default: DATABASE_URL)')
    .option('--data <folder>', 'data folder of the embedded database (default: SLUSS_DATA)');
}

async function run(work: () => Promise<void> | void): Promise<void> {
  try {
    await work();
  } catch (error) {
    console.error(explain(error));
    process.exitCode = 1;
  }
}

async function withDatabase<T>({ database, data }: Source, work: (database: Database) => Promise<T>): Promise<T> {
  const settings = loadSettings(process.env, data === undefined ? {} : { data });
  const opened = await openDatabase({
    databaseUrl: database ?? (data === undefined ? settings.databaseUrl : undefined),
    dataFolder: settings.data,
    poolSize: 2,
    join: true,
    existing: true,
  });
  try {
    return await work(opened);
  } finally {
    await opened.close();
  }
}

async function verify(flags: VerifyFlags): Promise<void> {
  const excluded = (['payloads', 'database', 'data'] as const).find((flag) => flags[flag] !== undefined);
  if (flags.log !== undefined && excluded)
    throw new Error(`--log checks a file, which has no contents and is no database: leave out --${excluded}, or --log`);
  const options: VerifyOptions = {
    ...(flags.key.length > 0 && { publicKeys: flags.key.map(readPublicKey) }),
    kept: flags.checkpoint.map(readCheckpoint),
  };
  let verdict: LogVerdict;
  let payloads: PayloadVerdict | undefined;
  if (flags.log === undefined) {
    [verdict, payloads] = await withDatabase(flags, async ({ pool }) => [
      await verifyLog(readDatabaseLog(pool), options),
      flags.payloads ? await verifyPayloads(pool, createPayloadKeys(pool, vault(flags))) : undefined,
    ]);
  } else verdict = await verifyLog(readExportedLog(flags.log), options);
  if (flags.json) console.log(JSON.stringify({ ...verdict, ...(payloads && { payloads }) }));
  else print(verdict, payloads, flags.key.length > 0);
  if (!verdict.ok || payloads?.wrong.length) process.exitCode = 1;
}

function print(verdict: LogVerdict, payloads: PayloadVerdict | undefined, known: boolean): void {
  for (const { where, text, code } of verdict.faults) console.log(`${where}: ${text} (${code})`);
  for (const where of payloads?.wrong ?? []) console.log(`${where}: its content is missing or is not what was logged`);
  const { entries, checkpoints, signedUntil, signers } = verdict;
  const signed = signedUntil ? `signed until ${signedUntil} by ${signers.join(', ')}` : 'not signed yet';
  console.log(`${entries} entries, ${checkpoints} checkpoints, ${signed}`);
  if (payloads) console.log(`${payloads.sound} contents are what was logged, ${payloads.erased} are erased`);
  if (signedUntil && !known)
    console.log('Whose signature that is was not checked: give the public key of the gateway with --key.');
  console.log(verdict.ok && !payloads?.wrong.length ? 'The log is sound.' : 'THE LOG IS NOT SOUND.');
}

async function exportLog(file: string, source: Source): Promise<void> {
  await withDatabase(source, async ({ pool }) => {
    const lines = async function* () {
      for await (const record of readDatabaseLog(pool)) yield `${JSON.stringify(record)}\n`;
    };
    await pipeline(Readable.from(lines()), createWriteStream(file, { mode: 0o600 }));
  });
}

async function writeCheckpoint(file: string, source: Source): Promise<void> {
  const checkpoint = await withDatabase(source, ({ pool }) => latestCheckpoint(pool));
  if (!checkpoint) throw new Error('there is no checkpoint yet');
  writeFileSync(file, `${JSON.stringify(checkpoint)}\n`);
}

function printPublicKey(): void {
  const key = createPublicKey(loadConfig(process.env, { existing: true }).auditKey);
  const spki = key.export({ format: 'der', type: 'spki' }).toString('base64');
  console.log(`${key.export({ format: 'pem', type: 'spki' })}# ${keyId(spki)}`);
}

function readPublicKey(file: string): string {
  try {
    return createPublicKey(readFileSync(file)).export({ format: 'der', type: 'spki' }).toString('base64');
  } catch (cause) {
    throw SlussError.of('audit-key-unusable', { file }, { cause });
  }
}

function readCheckpoint(file: string): Checkpoint {
  try {
    const checkpoint = JSON.parse(readFileSync(file, 'utf8')) as Checkpoint;
    if (isSigned(checkpoint)) return checkpoint;
  } catch {
    // Told below: the parser's own message would show the file's content.
  }
  throw new Error(`${file} is not a checkpoint that "sluss audit checkpoint" wrote`);
}

/** Of the folder whose database is looked at: its key opens the contents. */
function vault({ data }: Source) {
  const overrides = data === undefined ? {} : { data };
  return createVaultCrypto(loadConfig(process.env, { existing: true, overrides }).vaultKey);
}
