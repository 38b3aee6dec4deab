import { readdirSync, readFileSync } from 'node:fs';

/** Linux counts in hundredths of a second (USER_HZ). */
const TICKS = 100;

interface ProcessTimes {
  pid: number;
  parent: number;
  /** CPU seconds of the process itself, and of its children that have ended. */
  own: number;
  ended: number;
}

function times(pid: number): ProcessTimes | undefined {
  let text: string;
  try {
    text = readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return undefined;
  }
  // The name, in parentheses, may hold spaces; the fields after it are counted from 3 (proc(5)).
  const fields = text
    .slice(text.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number);
  const at = (field: number) => fields[field - 3]!;
  return { pid, parent: at(4), own: (at(14) + at(15)) / TICKS, ended: (at(16) + at(17)) / TICKS };
}

/** CPU seconds that a process and everything below it have used so far, those that have ended included. */
export function cpuSeconds(root: number): number {
  const processes = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => times(Number(name)) ?? []);
  const below = new Set([root]);
  for (let size = 0; size !== below.size; ) {
    size = below.size;
    for (const { pid, parent } of processes) if (below.has(parent)) below.add(pid);
  }
  return processes.filter(({ pid }) => below.has(pid)).reduce((sum, { own, ended }) => sum + own + ended, 0);
}

/** The parent of a process; that of a PostgreSQL backend is the server. */
export function parentOf(pid: number): number | undefined {
  return times(pid)?.parent;
}

/** Resident memory of a process in bytes, and the most it has been. */
export function memory(pid: number): { now: number; most: number } {
  const text = readFileSync(`/proc/${pid}/status`, 'utf8');
  const kilobytes = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(text)?.[1] ?? 0);
  return { now: kilobytes('VmRSS') * 1024, most: kilobytes('VmHWM') * 1024 };
}

/** CPU seconds that a process itself has used so far. */
export function ownCpuSeconds(pid: number): number {
  return times(pid)?.own ?? Number.NaN;
}
