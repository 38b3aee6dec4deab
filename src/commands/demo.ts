import type { Command } from 'commander';
import { type DemoOptions, runDemo } from '../demo/demo.ts';
import { toJson, toText } from '../demo/report.ts';
import { tryNext } from '../demo/try-next.ts';
import { explain } from './explain.ts';
import { wholeNumber } from './whole-number.ts';

interface Options {
  people: number;
  seed: number;
  exit?: boolean;
  json?: boolean;
  port?: number;
  data?: string;
}

/** `sluss demo`: a gateway, four vendors, a synthetic population, and what became of it. */
export function register(program: Command): void {
  program
    .command('demo')
    .description('start a gateway and let four vendors send it a synthetic population')
    .option('--people <number>', 'how many people', wholeNumber, 200)
    .option('--seed <number>', 'chooses the population', wholeNumber, 1)
    .option('--exit', 'stop when everything is sent, instead of serving on')
    .option('--json', 'print one JSON object on standard output, everything else on standard error')
    .option('--port <number>', 'port to listen on (default: PORT, or 8080)', wholeNumber)
    .option('--data <folder>', 'data folder (default: SLUSS_DATA, or ./.sluss)')
    .action(demo);
}

async function demo(options: Options): Promise<void> {
  const stop = new AbortController();
  const { signal } = stop;
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.on(name, () => stop.abort());
  const say = (line: string) => console.error(line);
  const { people, seed, port, data } = options;
  const wanted: DemoOptions = {
    people,
    seed,
    signal,
    say,
    ...(port !== undefined && { port }),
    ...(data !== undefined && { data }),
  };
  try {
    const { gateway, result, receiptUrl } = await runDemo(wanted);
    say(toText(result));
    if (options.json) console.log(JSON.stringify(toJson(result)));
    const failed = result.tally.failures > 0 || (result.differences?.length ?? 0) > 0;
    if (failed) process.exitCode = 1;
    if (!options.exit && !signal.aborted) {
      say(tryNext({ ...options, url: gateway.url, receiptUrl }));
      await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
      say('\nStopping …');
    }
    await gateway.close();
  } catch (error) {
    if (signal.aborted) {
      say('\nStopped before everything was sent; what was answered is kept.');
      process.exitCode = 130;
    } else {
      say(explain(error));
      process.exitCode = 1;
    }
  }
}
