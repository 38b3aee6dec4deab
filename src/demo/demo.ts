import { toClient } from '../access/demo-clients.ts';
import { loadConfig, loadSettings } from '../config.ts';
import { type Gateway, startGateway } from '../http/gateway.ts';
import { createLog } from '../http/log.ts';
import { type SyntheticBundle, syntheticBundles } from '../synth/stream.ts';
import { Reckoning, type Summary } from '../synth/write.ts';
import { demoClients } from './clients.ts';
import { countRows, type RegisterCount } from './count-rows.ts';
import { drive } from './drive.ts';
import { progress } from './progress.ts';
import { writeDemoProviders } from './providers.ts';
import type { Result } from './report.ts';
import { stepShares } from './steps.ts';
import { addDelivered, emptyTally } from './tally.ts';

export interface DemoOptions {
  people: number;
  seed: number;
  port?: number;
  /** Data folder in place of SLUSS_DATA's. */
  data?: string;
  signal: AbortSignal;
  /** A line for the person at the terminal. */
  say(line: string): void;
}

/** Bundles under way at a time, for each vendor. */
const CONCURRENCY = 4;

/**
 * Starts a gateway with the demonstration's clients, lets four vendors send it a synthetic population, and gives the running gateway and what it found.
 * Rejects with a SlussError that says what is wrong; nothing is left running then.
 */
export async function runDemo(
  options: DemoOptions,
): Promise<{ gateway: Gateway; result: Result; receiptUrl: string | undefined }> {
  const { people, seed, signal, say } = options;
  const overrides = {
    ...(options.port !== undefined && { port: options.port }),
    ...(options.data !== undefined && { data: options.data }),
    // The terminal belongs to the progress bar; who wants the log asks for it.
    ...(process.env.SLUSS_LOG_LEVEL === undefined && { logLevel: 'warn' as const }),
  };
  const { data } = loadSettings(process.env, overrides);
  const clients = await demoClients(data);
  writeDemoProviders(data);
  const config = loadConfig(process.env, { overrides, clients: clients.map(toClient) });
  say(
    config.databaseUrl
      ? 'Starting the gateway on the given PostgreSQL server …'
      : `Starting the gateway with its own PostgreSQL in ${config.dataFolder} …`,
  );
  const gateway = await startGateway(config, { log: createLog(config.logLevel) });
  try {
    signal.throwIfAborted();
    say(`It serves ${gateway.url}. ${people} people who do not exist receive care; their vendors report it:`);
    const { items, summary } = prepare(people, seed);
    const registers = gateway.services.registers.map(({ id, tables }) => ({ id, tables: Object.keys(tables) }));
    const before = await countRows(gateway.services.repository, registers);
    const tally = emptyTally();
    let receiptUrl: string | undefined;
    const bar = progress(items.length);
    const began = performance.now();
    try {
      await drive({
        baseUrl: gateway.url,
        clients,
        items,
        concurrency: CONCURRENCY,
        signal,
        onDelivered(delivered) {
          addDelivered(tally, delivered);
          if (delivered.item.vendor === 'cosmic' && delivered.receipt) {
            receiptUrl ??= `${gateway.url}/Task/${delivered.receipt.id}`;
          }
          bar.advance(delivered.item.vendor);
        },
      });
    } finally {
      bar.stop();
    }
    const seconds = (performance.now() - began) / 1000;
    const after = await countRows(gateway.services.repository, registers);
    const newRows = JSON.stringify(before) !== JSON.stringify(after);
    const alone = total(before) === 0 || !newRows;
    const differences = alone ? compare(after, summary) : undefined;
    const steps = await stepShares(gateway.metrics);
    return { gateway, result: { tally, registers: after, steps, seconds, newRows, differences }, receiptUrl };
  } catch (error) {
    await gateway.close();
    throw error;
  }
}

function prepare(people: number, seed: number): { items: SyntheticBundle[]; summary: Summary } {
  const items = [...syntheticBundles({ people, seed })];
  const reckoning = new Reckoning({ people, seed });
  for (const item of items) reckoning.add(item);
  return { items, summary: reckoning.summary() };
}

function total(counts: Record<string, RegisterCount>): number {
  return Object.values(counts)
    .flatMap(({ rows }) => Object.values(rows))
    .reduce((sum, number) => sum + number, 0);
}

function compare(counts: Record<string, RegisterCount>, { rows: expected }: Summary): string[] {
  return Object.entries(counts).flatMap(([id, { rows }]) =>
    Object.entries(rows)
      .filter(([name, number]) => number !== (expected[id]?.[name] ?? 0))
      .map(([name, number]) => `${id} ${name} has ${number} rows, not ${expected[id]?.[name] ?? 0}`),
  );
}
