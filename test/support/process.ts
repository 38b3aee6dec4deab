/** The gateway as a process of its own, so that it can be killed. */
import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { PACKAGE_ROOT } from '../../src/package-root.ts';

export interface Process {
  child: ChildProcess;
  stdout: string;
  stderr: string;
  /** Exit code, or the name of the signal that ended it. */
  ended: Promise<number | string | null>;
}

/** Runs `sluss` with the arguments; the environment is what is given and nothing else. */
export function startSluss(args: string[], env: Record<string, string>): Process {
  const child = spawn(process.execPath, [join(PACKAGE_ROOT, 'src', 'sluss.js'), ...args], {
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const run: Process = {
    child,
    stdout: '',
    stderr: '',
    ended: new Promise((resolve) => child.once('close', (code, signal) => resolve(signal ?? code))),
  };
  child.stdout.on('data', (chunk) => (run.stdout += chunk));
  child.stderr.on('data', (chunk) => (run.stderr += chunk));
  return run;
}

/** The address that a gateway serves, once it does. */
export async function servedAt(run: Process): Promise<string> {
  for (;;) {
    const url = /Sluss serves (\S+)/.exec(run.stdout)?.[1];
    if (url) return url;
    if (run.child.exitCode !== null) throw new Error(`it ended: ${run.stderr} ${run.stdout}`);
    await sleep(30);
  }
}
