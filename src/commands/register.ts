import type { Command } from 'commander';
import { register as registerList } from './register-list.ts';
import { register as registerRun } from './register-run.ts';
import { register as registerShow } from './register-show.ts';

/** Adds `sluss register …`. Its subcommands stand beside this file, one a file, and load what they need when they are called. */
export function register(program: Command): void {
  const parent = program.command('register').description('registers, and the views that make their rows');
  registerList(parent);
  registerShow(parent);
  registerRun(parent);
}
