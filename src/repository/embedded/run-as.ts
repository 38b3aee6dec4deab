import { execFileSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { SlussError } from '../../errors/sluss-error.ts';

/** Whom the server runs as; undefined when it runs as the gateway's own user. */
export interface SystemUser {
  uid: number;
  gid: number;
}

const CANDIDATES = ['sluss', 'postgres'];

/**
 * PostgreSQL refuses to run as root. A gateway that does runs its server as the user `sluss` or `postgres`, whichever is there,
 * and makes `sluss` when neither is.
 * @throws SlussError embedded-no-user
 */
export function serverUser(): SystemUser | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const found = lookUp(CANDIDATES);
  if (found) return found;
  try {
    execFileSync('useradd', ['--system', '--user-group', '--no-create-home', '--shell', '/usr/sbin/nologin', 'sluss'], {
      stdio: 'ignore',
    });
  } catch (cause) {
    throw SlussError.of('embedded-no-user', {}, { cause });
  }
  const made = lookUp(CANDIDATES);
  if (!made) throw SlussError.of('embedded-no-user');
  return made;
}

function lookUp(names: string[]): SystemUser | undefined {
  const lines = readFileSync('/etc/passwd', 'utf8').split('\n');
  for (const name of names) {
    const fields = lines.find((line) => line.startsWith(`${name}:`))?.split(':');
    if (fields?.[2] && fields[3] && fields[2] !== '0') return { uid: Number(fields[2]), gid: Number(fields[3]) };
  }
  return undefined;
}

/** Whether the user may pass through every folder on the way to `path` and into it. Folders that are not there yet do not count. */
export function reachable(path: string, user: SystemUser): boolean {
  for (let folder = resolve(path); ; folder = dirname(folder)) {
    const stat = statSync(folder, { throwIfNoEntry: false });
    if (stat) {
      const bit = stat.uid === user.uid ? 0o100 : stat.gid === user.gid ? 0o010 : 0o001;
      if (!(stat.mode & bit)) return false;
    }
    if (folder === dirname(folder)) return true;
  }
}
