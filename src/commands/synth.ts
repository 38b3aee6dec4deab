import { type Command, Option } from 'commander';
import type { VendorId } from '../synth/organisations.ts';
import { MOST_PEOPLE } from '../synth/person.ts';
import { VENDORS } from '../synth/stream.ts';
import { writePopulation } from '../synth/write.ts';
import { explain } from './explain.ts';
import { wholeNumber } from './whole-number.ts';

interface Options {
  people: number;
  seed: number;
  first: number;
  vendor?: VendorId[];
  out: string;
  format: 'files' | 'ndjson';
}

/** `sluss synth`: writes a synthetic population as its vendors' EHRs would send it, with what must become of each bundle. */
export function register(program: Command): void {
  program
    .command('synth')
    .description('write a synthetic population: bundles of three vendors’ EHRs and a system of kommuner')
    .option('--people <number>', `how many people, at most ${MOST_PEOPLE}`, wholeNumber, 100)
    .option('--seed <number>', 'chooses the population; the same seed gives the same bytes', wholeNumber, 1)
    .option('--first <number>', 'number of the first person, to write a large population in parts', wholeNumber, 0)
    .addOption(new Option('--vendor <name...>', 'only what these vendors send (default: all)').choices(VENDORS))
    .addOption(
      new Option('--format <format>', 'one file for each bundle, or one line for each')
        .choices(['files', 'ndjson'])
        .default('files'),
    )
    .requiredOption('--out <folder>', 'where to write')
    .action(synth);
}

async function synth(options: Options): Promise<void> {
  const { people, seed, first, vendor, out, format } = options;
  const started = performance.now();
  try {
    const summary = await writePopulation({
      people,
      seed,
      first,
      format,
      folder: out,
      ...(vendor && { vendors: vendor }),
    });
    const bundles = Object.values(summary.bundles).reduce((sum, n) => sum + n, 0);
    const seconds = (performance.now() - started) / 1000;
    console.error(
      `${bundles} bundles with ${summary.resources} entries of ${people} people in ${out} ` +
        `(${seconds.toFixed(1)} s, ${Math.round(bundles / seconds)} bundles/s); summary.json says what they must end in.`,
    );
  } catch (error) {
    console.error(explain(error));
    process.exitCode = 1;
  }
}
