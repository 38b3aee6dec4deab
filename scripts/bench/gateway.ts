import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { PACKAGE_ROOT } from '../../src/package-root.ts';

/**
 * Starts a gateway process on a data folder; without a database's address on the embedded one. `settings`: further variables of its environment. Its log
 * is shown where they say how much of it, by `SLUSS_LOG_LEVEL`.
 */
export function startGateway(
  folder: string,
  port: number,
  databaseUrl: string | undefined,
  settings: Record<string, string> = {},
): ChildProcess {
  const { DATABASE_URL: _, ...env } = process.env;
  return spawn(process.execPath, [join(PACKAGE_ROOT, 'src', 'sluss.js'), 'serve'], {
    cwd: PACKAGE_ROOT,
    env: {
      ...env,
      PORT: String(port),
      SLUSS_DATA: folder,
      ...(databaseUrl && { DATABASE_URL: databaseUrl }),
      ...settings,
    },
    stdio: ['ignore', 'ignore', settings.SLUSS_LOG_LEVEL ? 'inherit' : 'ignore'],
  });
}

/** Waits until a gateway process answers that it is ready. Throws when it ends before, or is not ready within a minute. */
export async function gatewayReady(port: number, gateway: ChildProcess): Promise<void> {
  for (let attempt = 0; attempt < 600; attempt++) {
    if (gateway.exitCode !== null) throw new Error('the gateway ended before it was ready');
    const response = await fetch(`http://localhost:${port}/readyz`).catch(() => undefined);
    if (response?.ok) return;
    await sleep(100);
  }
  throw new Error('the gateway was not ready within a minute');
}

/** Ends a gateway process, if it has not ended by itself, and waits for it. */
export async function stopGateway(gateway: ChildProcess | undefined): Promise<void> {
  if (!gateway || gateway.exitCode !== null) return;
  gateway.kill('SIGTERM');
  await once(gateway, 'exit');
}
