import type { Command } from 'commander';
import { register as registerRun } from './register-run.ts';

/** Adds `sluss register …`. Its subcommands stand beside this file, one a file, and load what they need when they are called. */
export function register(program: Command): void {
  const parent = program.command('register').description('registers, and the views that make their rows');
  registerRun(parent);
}
