import { spawnSync } from 'node:child_process';
import { chownSync, existsSync, readFileSync, renameSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { SlussError } from '../../errors/sluss-error.ts';
import { type Home, makeFolder } from './home.ts';

/** What a new cluster, its first write-ahead log and some work need. */
const NEEDED_MEGABYTES = 200;

/** The superuser of the cluster: used to set it up and to hold its lock, never for data. */
export const SUPERUSER = 'postgres';

/**
 * Makes the cluster's files with initdb if they are not there. It is made beside its place and renamed, so that a stop in
 * the middle leaves nothing half made.
 * @throws SlussError embedded-disk-full, embedded-start-failed, embedded-version
 */
export function ensureCluster(home: Home): void {
  if (existsSync(join(home.cluster, 'PG_VERSION'))) {
    checkVersion(home);
    return;
  }
  const { bavail, bsize } = statfsSync(dirname(home.cluster));
  if ((bavail * bsize) / 2 ** 20 < NEEDED_MEGABYTES)
    throw SlussError.of('embedded-disk-full', { folder: home.data, needed: NEEDED_MEGABYTES });

  const half = `${home.cluster}.${process.pid}`;
  rmSync(half, { recursive: true, force: true });
  makeFolder(half, 0o700, home.user);
  const passwordFile = join(home.socket, `password.${process.pid}`);
  writeFileSync(passwordFile, `${home.password}\n`, { mode: 0o600 });
  if (home.user) chownSync(passwordFile, home.user.uid, home.user.gid);
  const options = ['--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C', '--encoding=UTF8'];
  const access = ['--auth=scram-sha-256', `--username=${SUPERUSER}`, `--pwfile=${passwordFile}`, '--no-instructions'];
  const made = spawnSync(join(home.binaries.root, 'bin', 'initdb'), ['-D', half, ...options, ...access], {
    ...home.user,
    cwd: half,
    env: { PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' },
    stdio: ['ignore', 'pipe', 'pipe'],
    encoding: 'utf8',
  });
  rmSync(passwordFile, { force: true });
  if (made.status !== 0) {
    rmSync(half, { recursive: true, force: true });
    if (/No space left on device/.test(made.stderr ?? ''))
      throw SlussError.of('embedded-disk-full', { folder: home.data, needed: NEEDED_MEGABYTES });
    writeFileSync(home.log, `${made.stdout ?? ''}${made.stderr ?? ''}`, { flag: 'a', mode: 0o600 });
    const { code } = (made.error ?? {}) as NodeJS.ErrnoException;
    const reason = code ?? { en: `initdb ended with ${made.status}`, sv: `initdb slutade med ${made.status}` };
    throw SlussError.of('embedded-start-failed', { reason, log: home.log });
  }
  try {
    renameSync(half, home.cluster);
  } catch (error) {
    // Another gateway on the same folder was quicker; its cluster serves as well.
    rmSync(half, { recursive: true, force: true });
    if (!existsSync(join(home.cluster, 'PG_VERSION'))) throw error;
  }
}

function checkVersion(home: Home): void {
  const found = readFileSync(join(home.cluster, 'PG_VERSION'), 'utf8').trim();
  const brought = home.binaries.version.split('.')[0] as string;
  if (found !== brought) throw SlussError.of('embedded-version', { found, brought });
}
