import type { Command } from 'commander';
import { readDemoClients, toClient } from '../access/demo-clients.ts';
import { type Config, loadConfig, loadSettings, printableConfig } from '../config.ts';
import { describeError } from '../http/describe-error.ts';
import { type Gateway, startGateway } from '../http/gateway.ts';
import { createLog } from '../http/log.ts';
import { explain } from './explain.ts';
import { wholeNumber } from './whole-number.ts';

/** `sluss serve`: runs the gateway until it is told to stop. */
export function register(program: Command): void {
  program
    .command('serve')
    .description('run the gateway')
    .option('--production', 'refuse to start without a database server, a vault key, TLS or a TLS proxy, and clients')
    .option('--port <number>', 'port to listen on (default: PORT, or 8080)', wholeNumber)
    .action(serve);
}

async function serve(options: { production?: boolean; port?: number }): Promise<void> {
  try {
    await run(readConfig(options));
  } catch (error) {
    console.error(explain(error));
    process.exit(1);
  }
}

/** Outside production the clients that a demonstration left in the data folder are registered too. */
function readConfig({ production = false, port }: { production?: boolean; port?: number }): Config {
  const overrides = port === undefined ? {} : { port };
  const clients = production ? [] : readDemoClients(loadSettings(process.env, overrides, []).data).map(toClient);
  return loadConfig(process.env, { production, overrides, clients });
}

async function run(config: Config): Promise<void> {
  const log = createLog(config.logLevel);
  log.info({ configuration: printableConfig(config) }, 'starting');
  const starting = startGateway(config, { log });
  stopOnSignals(starting);
  // The runtime's own report of an unforeseen error would print its message, and with it values of the input.
  for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
    process.on(event, (error: unknown) => {
      log.fatal({ error: describeError(error) }, 'unforeseen error');
      void starting.then((gateway) => gateway.close()).finally(() => process.exit(1));
    });
  }
  const gateway = await starting;
  console.log(`Sluss serves ${gateway.url}`);
  if (config.clients.length === 0) {
    console.error(
      'sluss: no client is registered, so nobody can submit or read; set SLUSS_CLIENTS, or run "npm run demo" once.',
    );
  }
}

/** The first SIGTERM or SIGINT stops in order, also while starting; a second one stops at once. */
function stopOnSignals(starting: Promise<Gateway>): void {
  let signals = 0;
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      if (++signals > 1) process.exit(130);
      starting
        .then((gateway) => gateway.close())
        .then(
          () => process.exit(0),
          () => process.exit(1),
        );
    });
  }
}
