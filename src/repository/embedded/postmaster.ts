import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Home } from './home.ts';

/** The port in the socket's name; it means nothing else. */
export const SOCKET_PORT = 5432;

/** A running server of this folder, as its pid file has it. */
export interface Postmaster {
  pid: number;
  ready: boolean;
}

/**
 * The server that runs on the cluster, if one does. A pid file that a killed server left behind is removed, and so are its socket's
 * files: PostgreSQL itself refuses to start while any process, also a stranger, has the number in it.
 */
export function findPostmaster(home: Home): Postmaster | undefined {
  const file = join(home.cluster, 'postmaster.pid');
  if (!existsSync(file)) return undefined;
  let lines: string[];
  try {
    lines = readFileSync(file, 'utf8').split('\n');
  } catch {
    return undefined;
  }
  const pid = Number(lines[0]);
  // Just created and not yet written.
  if (!pid) return undefined;
  if (isPostgresOf(pid, home.cluster)) return { pid, ready: /^ready/.test(lines[7] ?? '') };
  rmSync(file, { force: true });
  const socket = join(home.socket, `.s.PGSQL.${SOCKET_PORT}`);
  rmSync(socket, { force: true });
  rmSync(`${socket}.lock`, { force: true });
  return undefined;
}

/** Whether the process exists and is a server on this cluster: numbers are used again, in containers at once. */
function isPostgresOf(pid: number, cluster: string): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
  }
  try {
    const command = existsSync('/proc/self')
      ? readFileSync(`/proc/${pid}/cmdline`, 'utf8')
      : execFileSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' });
    return command.includes('postgres') && command.includes(cluster);
  } catch {
    return false;
  }
}

/**
 * Stops the server: open transactions are rolled back, everything committed is on disk. One that does not end within the time is made
 * to stop at once and recovers at its next start.
 */
export async function stopPostmaster(home: Home, patience = 30_000): Promise<void> {
  for (const [signal, time] of [
    ['SIGINT', patience],
    ['SIGQUIT', 5_000],
    ['SIGKILL', 5_000],
  ] as const) {
    const running = findPostmaster(home);
    if (!running) return;
    signalProcess(running.pid, signal);
    for (const until = Date.now() + time; Date.now() < until; await sleep(20)) {
      if (!findPostmaster(home)) return;
    }
  }
}

function signalProcess(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It ended in between.
  }
}
