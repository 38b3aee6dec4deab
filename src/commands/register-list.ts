import { type Command, Option } from 'commander';
import type { Language } from '../registers/describe.ts';
import { explain } from './explain.ts';
import { textTable } from './text-table.ts';

interface Options {
  json?: boolean;
  language: Language;
  registers: string[];
}

/** Adds `sluss register list`: every register with its regime, status and versions. */
export function register(parent: Command): void {
  parent
    .command('list')
    .description('list the registers')
    .option('--json', 'print JSON')
    .addOption(new Option('--language <language>', 'language of titles').choices(['sv', 'en']).default('sv'))
    .option('--registers <folders...>', "further folders of registers beside the product's own", [])
    .action(async (options: Options) => {
      try {
        console.log(await list(options));
      } catch (error) {
        console.error(explain(error));
        process.exitCode = 1;
      }
    });
}

async function list({ json, language, registers }: Options): Promise<string> {
  const { loadRegisters } = await import('../registers/load.ts');
  const { describeRegister } = await import('../registers/describe.ts');
  const all = loadRegisters(undefined, registers);
  const described = all.map((one) => describeRegister(one, language));
  if (json) {
    const brief = described.map(({ id, shortName, title, status, regime, controller, versions }) => {
      return { id, shortName, title, status, regime, controller, versions };
    });
    return JSON.stringify(brief, null, 2);
  }
  const rows = described.map(({ shortName, id, regime, status, versions, title }) => [
    shortName,
    id,
    regime,
    status,
    versions.map((one) => (one.status === 'active' ? one.version : `${one.version} (${one.status})`)).join(', '),
    title,
  ]);
  return textTable(['NAME', 'ID', 'REGIME', 'STATUS', 'VERSIONS', 'TITLE'], rows);
}
