import { Command } from 'commander';

/** One command a file under commands/, loaded only when it is called, so that `sluss --help` stays instant. */
const COMMANDS: Record<string, () => Promise<{ register(program: Command): void }>> = {
  audit: () => import('./commands/audit.ts'),
  deliver: () => import('./commands/deliver.ts'),
  demo: () => import('./commands/demo.ts'),
  register: () => import('./commands/register.ts'),
  serve: () => import('./commands/serve.ts'),
  synth: () => import('./commands/synth.ts'),
  terminology: () => import('./commands/terminology.ts'),
  token: () => import('./commands/token.ts'),
  validate: () => import('./commands/validate.ts'),
};

/** Runs the command line. `argv` is that of the process. */
export async function main(argv: string[]): Promise<void> {
  const program = new Command('sluss').description("The FHIR gateway to Sweden's health registers").version('0.1.0');
  const wanted = COMMANDS[argv[2] ?? ''];
  const loaders = wanted ? [wanted] : Object.values(COMMANDS);
  for (const load of loaders) (await load()).register(program);
  await program.parseAsync(argv);
}
