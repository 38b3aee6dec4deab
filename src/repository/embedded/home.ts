import { createHash, randomBytes } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { SlussError } from '../../errors/sluss-error.ts';
import { madeOnce } from '../../made-once.ts';
import { type Binaries, findBinaries } from './binaries.ts';
import { reachable, type SystemUser, serverUser } from './run-as.ts';

/** Where the parts of one embedded server are. */
export interface Home {
  /** The gateway's data folder, for messages. */
  data: string;
  user: SystemUser | undefined;
  binaries: Binaries;
  cluster: string;
  /** Folder of the unix socket: the only way in, there is no network port. */
  socket: string;
  log: string;
  password: string;
}

/** Where the server lives when its own user cannot reach the data folder, as under /root. */
const ELSEWHERE = '/var/lib/sluss';

/** The longest socket path that every platform takes is 103 bytes; `/.s.PGSQL.5432.lock` comes after the folder. */
const LONGEST_SOCKET_FOLDER = 80;

/** Whether a server was ever made in a data folder, as far as one may look into it. */
export function hasHome(dataFolder: string): boolean {
  try {
    return lstatSync(join(dataFolder, 'postgres'), { throwIfNoEntry: false }) !== undefined;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ENOTDIR';
  }
}

/**
 * Makes or finds the folders, the password and the binaries of the server of a data folder.
 * @throws SlussError embedded-folder-refused, embedded-no-user, embedded-not-installed
 */
export function prepareHome(dataFolder: string): Home {
  const data = resolve(dataFolder);
  const own = join(data, 'postgres');
  try {
    const user = ownerOfCluster(own) ?? serverUser();
    makeFolder(own, 0o711);
    // The data folder is ours; what is secret in it is closed by itself.
    if (user) chmodSync(data, statSync(data).mode | 0o011);
    const root = serverRoot(own, user);
    const cluster = join(root, 'cluster');
    const socket = socketFolder(root, user);
    makeFolder(socket, 0o700, user);
    return {
      data,
      user,
      binaries: reachableBinaries(user),
      cluster,
      socket,
      log: join(own, 'log'),
      password: madeOnce(join(own, 'password'), () => randomBytes(24).toString('base64url')).trim(),
    };
  } catch (cause) {
    if (cause instanceof SlussError) throw cause;
    const reason = (cause as NodeJS.ErrnoException).code ?? '?';
    if (reason === 'ENOSPC') throw SlussError.of('embedded-disk-full', { folder: data, needed: 200 }, { cause });
    throw SlussError.of('embedded-folder-refused', { folder: data, reason }, { cause });
  }
}

/** Makes a folder, and the missing ones above it open to pass through, owned by the user. */
export function makeFolder(path: string, mode: number, user?: SystemUser): void {
  if (!existsSync(dirname(path))) makeFolder(dirname(path), 0o711);
  if (!existsSync(path)) mkdirSync(path, { mode });
  if (user && lstatSync(path).uid !== user.uid) chownSync(path, user.uid, user.gid);
}

/** Where an earlier start put the server, if not in `own`. */
function knownRoot(own: string): string | undefined {
  const location = join(own, 'location');
  return existsSync(location) ? readFileSync(location, 'utf8').trim() : undefined;
}

/**
 * The user whose cluster is there already, for a gateway that runs as root: the folder may belong to another user, who must be able to use it
 * afterwards, or to the user that was chosen before another one was there.
 */
function ownerOfCluster(own: string): SystemUser | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const stat = lstatSync(join(knownRoot(own) ?? own, 'cluster'), { throwIfNoEntry: false });
  return stat && stat.uid !== 0 ? { uid: stat.uid, gid: stat.gid } : undefined;
}

/** `own`, unless the server's user cannot reach it; the file `location` then says where the server lives. */
function serverRoot(own: string, user: SystemUser | undefined): string {
  const known = knownRoot(own);
  if (known) return known;
  const location = join(own, 'location');
  if (!user || existsSync(join(own, 'cluster')) || reachable(own, user)) return own;
  // A random name: the same path may hold another data folder tomorrow.
  const elsewhere = join(ELSEWHERE, randomBytes(8).toString('hex'));
  makeFolder(elsewhere, 0o711);
  writeFileSync(location, `${elsewhere}\n`);
  return elsewhere;
}

function socketFolder(root: string, user: SystemUser | undefined): string {
  const socket = join(root, 'socket');
  if (Buffer.byteLength(socket) <= LONGEST_SOCKET_FOLDER) return socket;
  const short = join(tmpdir(), `sluss-${createHash('sha256').update(socket).digest('hex').slice(0, 20)}`);
  const stat = lstatSync(short, { throwIfNoEntry: false });
  const owners = [process.getuid?.(), user?.uid];
  if (stat && (!stat.isDirectory() || !owners.includes(stat.uid)))
    throw SlussError.of('embedded-folder-refused', {
      folder: short,
      reason: { en: 'owned by another user', sv: 'den ägs av en annan användare' },
    });
  return short;
}

/** The binaries, copied to a place that the server's user can reach when npm installed them in one that it cannot. */
function reachableBinaries(user: SystemUser | undefined): Binaries {
  const binaries = findBinaries();
  if (!user || reachable(join(binaries.root, 'bin'), user)) return binaries;
  const copy = join(ELSEWHERE, `postgresql-${binaries.version}`);
  if (!existsSync(copy)) {
    makeFolder(ELSEWHERE, 0o711);
    const half = `${copy}.${process.pid}`;
    cpSync(binaries.root, half, { recursive: true, verbatimSymlinks: true });
    if (existsSync(copy)) return { ...binaries, root: copy };
    renameSync(half, copy);
  }
  return { ...binaries, root: copy };
}
