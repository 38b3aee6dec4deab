import { join, resolve } from 'node:path';
import { SingleBar } from 'cli-progress';
import { type Command, InvalidArgumentError } from 'commander';
import { loadSettings } from '../config.ts';
import { PACKAGE_ROOT } from '../package-root.ts';
import { listEditions } from '../terminology/edition-files.ts';
import { isDay } from '../terminology/edition-period.ts';
import { RELEASE_FORMATS } from '../terminology/import/formats.ts';
import { type ImportReport, importRelease } from '../terminology/import/import-release.ts';
import { lookup } from '../terminology/lookup.ts';
import { createTerminology } from '../terminology/service.ts';
import { SNOMED } from '../terminology/snomed/edition-uri.ts';
import { explain } from './explain.ts';
import { type RemoveOptions, removeFiles, removeSnomed } from './terminology-remove.ts';
import { importSnomed, SNOMED_FORMAT, withStored } from './terminology-snomed.ts';

interface DataOption {
  data?: string;
}

interface ImportOptions extends DataOption {
  edition: string;
  from?: string;
  to?: string;
  dryRun?: boolean;
  json?: boolean;
}

interface LookupOptions extends DataOption {
  date?: string;
  edition?: string;
  json?: boolean;
}

const DATA = ['--data <folder>', 'data folder of the gateway (default: SLUSS_DATA, else ./.sluss)'] as const;

/** `sluss terminology import | list | lookup | remove`: the editions of code systems that a gateway has. */
export function register(program: Command): void {
  const terminology = program
    .command('terminology')
    .description('code systems: import official releases, list, look up, remove');
  const formats = [...RELEASE_FORMATS.values()]
    .map(({ name, expects }) => ({ name, expects: expects.en }))
    .concat(SNOMED_FORMAT)
    .map(({ name, expects }) => `  ${name.padEnd(12)} ${expects}`)
    .join('\n');

  terminology
    .command('import <format> <paths...>')
    .description('import an official release; the old edition stays until the new one has been checked')
    .requiredOption('--edition <name>', "a year, or a name together with --from; of SNOMED CT the release's day")
    .option('--from <date>', 'first day that it holds for (default: 1 January of the year)')
    .option('--to <date>', 'last day that it holds for (default: until a later edition begins)')
    .option('--dry-run', 'read and check, write nothing')
    .option('--json', 'print the report as JSON')
    .option(...DATA)
    .addHelpText('after', `\nFormats and what to give:\n${formats}`)
    .action(
      guarded((format: string, paths: string[], options: ImportOptions) =>
        format === SNOMED_FORMAT.name ? importSnomed(paths, options) : importCommand(format, paths, options),
      ),
    );

  terminology
    .command('list')
    .description('list the code systems at hand with their editions')
    .option('--json', 'print as JSON')
    .option(...DATA)
    .action(guarded((options: DataOption & { json?: boolean }) => listCommand(options)));

  terminology
    .command('lookup <system> <code>')
    .description('show a code; the system by URI, OID, any of its other names, or the name of its importer')
    .option('--date <date>', "the event's date, ÅÅÅÅ-MM-DD, which chooses the edition", day)
    .option('--edition <name>', 'a certain edition')
    .option('--json', 'print as JSON')
    .option(...DATA)
    .action(guarded((system: string, code: string, options: LookupOptions) => lookupCommand(system, code, options)));

  terminology
    .command('remove <system>')
    .description(
      'remove an imported edition; the system by URI, OID, any of its other names, or the name of its importer',
    )
    .requiredOption('--edition <name>', 'the edition as it is listed; of SNOMED CT its day is enough')
    .option('--even-last', 'also when it is the only imported edition of the system')
    .option('--dry-run', 'say what would be removed, remove nothing')
    .option('--json', 'print the report as JSON')
    .option(...DATA)
    .action(
      guarded((system: string, options: RemoveOptions) => {
        // Without the editions themselves: the one to be removed may be damaged.
        const names = createTerminology({ folders: [join(PACKAGE_ROOT, 'terminology')] });
        const uri = names.canonicalSystem(uriOf(system));
        return uri === SNOMED
          ? removeSnomed(options)
          : removeFiles(editionsFolder(options), { ...options, system: uri, name: system });
      }),
    );
}

function day(text: string): string {
  if (!isDay(text)) throw new InvalidArgumentError('It must be a day, ÅÅÅÅ-MM-DD.');
  return text;
}

/** Turns what a command throws into lines on stderr and exit code 1. */
function guarded<T extends unknown[]>(command: (...args: T) => void | Promise<void>): (...args: T) => Promise<void> {
  return async (...args) => {
    try {
      await command(...args);
    } catch (error) {
      console.error(explain(error));
      process.exitCode = 1;
    }
  };
}

function editionsFolder({ data }: DataOption): string {
  return join(resolve(loadSettings(process.env, data === undefined ? {} : { data }).data), 'terminology');
}

function importCommand(format: string, paths: string[], options: ImportOptions): void {
  const bar = new SingleBar({ format: `${format} [{bar}] {step}`, clearOnComplete: true, noTTYOutput: false });
  const steps = ['read', 'check', 'write'];
  if (!options.json) bar.start(steps.length, 0, { step: 'read' });
  try {
    const { edition, from, to, dryRun } = options;
    const report = importRelease({
      format,
      paths,
      edition,
      from,
      to,
      dryRun,
      folder: editionsFolder(options),
      onProgress: (step, share) => bar.update(steps.indexOf(step) + share, { step }),
    });
    bar.stop();
    console.log(options.json ? JSON.stringify(report) : describeReport(report));
  } finally {
    bar.stop();
  }
}

function describeReport(report: ImportReport): string {
  const { format, version, from, to, codes, headings, withDescription, compared, written } = report;
  const lines = [
    `${format} ${version}: ${codes} codes under ${headings} headings, ${withDescription} with a description`,
    `for events from ${from}${to ? ` to ${to}` : ' until a later edition begins'}`,
  ];
  if (compared) lines.push(`against ${compared.version}: ${compared.added} codes new, ${compared.removed} gone`);
  lines.push(written ? 'imported; running gateways take it up within seconds' : 'dry run: nothing was written');
  return lines.join('\n');
}

/** The URI of a system that is given by the name of its importer; what is given, for any other. */
function uriOf(system: string): string {
  return RELEASE_FORMATS.get(system)?.system ?? (system === SNOMED_FORMAT.name ? SNOMED : system);
}

function service(options: DataOption) {
  return createTerminology({ folders: [join(PACKAGE_ROOT, 'terminology')], editions: editionsFolder(options) });
}

async function listCommand(options: DataOption & { json?: boolean }): Promise<void> {
  const imported = new Map(
    listEditions(editionsFolder(options)).map((header) => [`${header.url}|${header.version}`, header]),
  );
  const terminology = await withStored(service(options), options.data);
  const rows = terminology.systems().flatMap((system) =>
    terminology.editionsOf(system).map((edition) => {
      const header = imported.get(`${edition.url}|${edition.version}`);
      return {
        system,
        title: edition.title ?? system,
        edition: edition.version ?? '-',
        content: edition.stored ? 'complete' : edition.content,
        from: edition.from ?? '-',
        codes: header?.codes ?? edition.size ?? edition.concepts.size,
      };
    }),
  );
  rows.sort((a, b) => a.title.localeCompare(b.title, 'sv') || a.from.localeCompare(b.from));
  if (options.json) {
    console.log(JSON.stringify(rows));
    return;
  }
  for (const { title, edition, content, from, codes, system } of rows) {
    console.log(
      `${title.padEnd(46)} ${edition.padEnd(6)} ${from.padEnd(10)} ${String(codes).padStart(6)} ${content.padEnd(11)} ${system}`,
    );
  }
}

async function lookupCommand(system: string, code: string, options: LookupOptions): Promise<void> {
  const own = service(options);
  const uri = uriOf(system);
  const terminology = own.canonicalSystem(uri) === SNOMED ? await withStored(own, options.data, [code]) : own;
  const concept = lookup(terminology, { system: uri, code }, { version: options.edition, date: options.date });
  if (options.json) {
    console.log(JSON.stringify(concept));
    return;
  }
  const name = (other: string) =>
    `  ${other}  ${lookup(terminology, { system: uri, code: other }, { version: concept.version }).display ?? ''}`;
  console.log(`${concept.code}  ${concept.display ?? ''}${concept.heading ? '  (heading)' : ''}`);
  if (concept.definition) console.log(concept.definition);
  console.log(
    `${concept.name}, ${concept.version ? `edition ${concept.version}` : 'the shipped part'}, ${concept.system}`,
  );
  if (concept.parents.length > 0) console.log(`under\n${concept.parents.map(name).join('\n')}`);
  if (concept.children.length > 0) console.log(`over\n${concept.children.slice(0, 20).map(name).join('\n')}`);
  if (concept.children.length > 20) console.log(`  and ${concept.children.length - 20} more`);
}
