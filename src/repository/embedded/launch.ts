import { spawn } from 'node:child_process';
import { closeSync, existsSync, fchownSync, openSync, readFileSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Text } from '../../errors/definition.ts';
import { SlussError } from '../../errors/sluss-error.ts';
import type { Home } from './home.ts';
import { findPostmaster, removeTraces, SOCKET_PORT } from './postmaster.ts';

/** Recovery after a crash replays at most this much log (max_wal_size), which takes minutes on the slowest disks. */
const START_PATIENCE = 10 * 60_000;
const LARGEST_LOG = 10 * 2 ** 20;

/**
 * The server's settings. Durable first: fsync, full_page_writes and synchronous_commit stay at their defaults, on. The log gets no
 * statement and no value, for they may hold personal data (I-2).
 */
const SETTINGS: Record<string, string> = {
  listen_addresses: '',
  port: String(SOCKET_PORT),
  unix_socket_permissions: '0700',
  max_connections: '60',
  // Every resource of a submission is locked by its own advisory lock.
  max_locks_per_transaction: '256',
  deadlock_timeout: '200ms',
  shared_buffers: '128MB',
  max_wal_size: '1GB',
  checkpoint_timeout: '15min',
  random_page_cost: '1.1',
  jit: 'off',
  max_parallel_workers_per_gather: '0',
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_min_messages: 'warning',
  log_min_error_statement: 'panic',
  log_error_verbosity: 'terse',
  log_checkpoints: 'off',
  logging_collector: 'off',
};

/**
 * Starts the server in a session of its own, so that a Ctrl-C in the gateway's terminal reaches the gateway only, and returns when it
 * takes connections. Returns also when another gateway's server turns out to run: the lock decides whose it is.
 * @throws SlussError embedded-start-failed, embedded-disk-full
 */
export async function launchPostmaster(home: Home): Promise<void> {
  removeTraces(home);
  if (existsSync(home.log) && statSync(home.log).size > LARGEST_LOG) renameSync(home.log, `${home.log}.1`);
  const log = openSync(home.log, 'a', 0o600);
  if (home.user) fchownSync(log, home.user.uid, home.user.gid);
  const begin = statSync(home.log).size;
  const settings = { ...SETTINGS, unix_socket_directories: home.socket };
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const child = spawn(join(home.binaries.root, 'bin', 'postgres'), ['-D', home.cluster, ...flags], {
    ...home.user,
    cwd: '/',
    env: { PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' },
    detached: true,
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  let ended: Text | string | undefined;
  child.once('error', (error) => {
    ended = (error as NodeJS.ErrnoException).code ?? error.message;
  });
  child.once('exit', (code, signal) => {
    ended ??= { en: `it ended with ${signal ?? code}`, sv: `den slutade med ${signal ?? code}` };
  });
  child.unref();
  for (const until = Date.now() + START_PATIENCE; Date.now() < until; await sleep(10)) {
    const running = findPostmaster(home);
    if (running?.ready && (running.pid === child.pid || ended)) return;
    if (ended && !running) throw startFailure(home, ended, begin);
  }
  throw startFailure(home, { en: 'it was not ready in ten minutes', sv: 'den var inte klar på tio minuter' }, begin);
}

function startFailure(home: Home, reason: Text | string, begin: number): SlussError {
  const said = readFileSync(home.log).subarray(begin).toString('utf8');
  if (/No space left on device/.test(said))
    return SlussError.of('embedded-disk-full', { folder: home.data, needed: 100 });
  const fatal = /(?:FATAL|PANIC):\s*(.*)/.exec(said)?.[1];
  return SlussError.of('embedded-start-failed', { reason: fatal ?? reason, log: home.log });
}
