import type { ChildProcess } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';

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
