import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { createConnection } from 'node:net';
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

/** The server that runs on the cluster, if its pid file names a process that is one. */
export function findPostmaster(home: Home): Postmaster | undefined {
  const file = join(home.cluster, 'postmaster.pid');
  const pid = pidIn(file);
  if (!pid || !isPostgresOf(pid, home.cluster)) return undefined;
  return { pid, ready: /^ready/.test(readLines(file)[7] ?? '') };
}

/** Whether somebody takes connections on the socket: also a server in another container, whose process cannot be seen from here. */
export function socketAnswers(home: Home): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection(socketFile(home));
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

/**
 * Removes the lock files of a killed server. PostgreSQL itself refuses to start while any process, also a stranger, has the number that
 * stands in one. Only when `socketAnswers` says no; a file that a server of this cluster is just making stays.
 */
export function removeTraces(home: Home): void {
  for (const file of [join(home.cluster, 'postmaster.pid'), `${socketFile(home)}.lock`]) {
    const pid = pidIn(file);
    if (pid && !isPostgresOf(pid, home.cluster)) rmSync(file, { force: true });
  }
}

/** The process number in a lock file; undefined when there is none, or none yet. */
function pidIn(file: string): number | undefined {
  return Number(readLines(file)[0]) || undefined;
}

function readLines(file: string): string[] {
  try {
    return readFileSync(file, 'utf8').split('\n');
  } catch {
    return [];
  }
}

function socketFile(home: Home): string {
  return join(home.socket, `.s.PGSQL.${SOCKET_PORT}`);
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
