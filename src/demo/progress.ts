import { MultiBar, Presets } from 'cli-progress';

export interface Progress {
  advance(vendor: string): void;
  stop(): void;
}

/** A progress bar on standard error when a person watches; a line now and then when a log does. */
export function progress(total: number): Progress {
  return process.stderr.isTTY ? bar(total) : lines(total);
}

function bar(total: number): Progress {
  const format = '  {bar} {percentage} % │ {value} of {total} bundles │ {rate}/s │ {vendor}';
  const bars = new MultiBar({ format, hideCursor: true, stream: process.stderr }, Presets.shades_classic);
  const began = performance.now();
  const one = bars.create(total, 0, { rate: 0, vendor: '' });
  let done = 0;
  return {
    advance(vendor) {
      done++;
      one.increment(1, { rate: Math.round(done / ((performance.now() - began) / 1000)), vendor: vendor.padEnd(10) });
    },
    stop: () => bars.stop(),
  };
}

function lines(total: number): Progress {
  let done = 0;
  return {
    advance() {
      done++;
      const quarter = Math.floor((done * 4) / total);
      if (quarter > Math.floor(((done - 1) * 4) / total)) console.error(`  ${done} of ${total} bundles`);
    },
    stop() {},
  };
}
