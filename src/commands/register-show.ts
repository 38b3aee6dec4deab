import { type Command, Option } from 'commander';
import type { Language, RegisterDescription } from '../registers/describe.ts';
import { explain } from './explain.ts';
import { textTable } from './text-table.ts';

interface Options {
  json?: boolean;
  language: Language;
  registers: string[];
}

/** Adds `sluss register show REGISTER`: the register's law, purposes, versions, rules and variables. */
export function register(parent: Command): void {
  parent
    .command('show <register>')
    .description('show a register: law, purposes, versions, who belongs, rules, variables')
    .option('--json', 'print JSON')
    .addOption(new Option('--language <language>', 'language of texts').choices(['sv', 'en']).default('sv'))
    .option('--registers <folders...>', "further folders of registers beside the product's own", [])
    .action(async (name: string, options: Options) => {
      try {
        console.log(await show(name, options));
      } catch (error) {
        console.error(explain(error));
        process.exitCode = 1;
      }
    });
}

async function show(name: string, { json, language, registers }: Options): Promise<string> {
  const { loadRegisters } = await import('../registers/load.ts');
  const { findRegister } = await import('../registers/find.ts');
  const { describeRegister } = await import('../registers/describe.ts');
  const all = loadRegisters(undefined, registers);
  const description = describeRegister(findRegister(all, name), language);
  return json ? JSON.stringify(description, null, 2) : text(description);
}

function text(one: RegisterDescription): string {
  const { identity, retention, population } = one;
  const sections: [string, string][] = [
    ['', `${one.title} (${one.shortName}, ${one.id})\n${one.regime}, ${one.status}; controller: ${one.controller}`],
    ['LAW', one.legalBasis.join('\n')],
    ['PURPOSES', one.purposes.map((purpose) => `${purpose.text} (${purpose.law})`).join('\n')],
    ['POPULATION', `${population.text} (${population.law})`],
    ['PERMITTED DATA', one.permittedData.map(({ law, categories }) => `${law}: ${categories.join('; ')}`).join('\n')],
    [
      'IDENTITY',
      `${[identity.carries, ...identity.identifiers].join(' ')}. ${identity.justification} (${identity.law})`,
    ],
    ['RETENTION', `${retention.policy}. ${retention.text}`],
    ['DEADLINE', one.deadline],
    [
      'VERSIONS',
      textTable(
        ['VERSION', 'FROM', 'TO', 'STATUS', 'TABLES', 'REGULATION'],
        one.versions.map((version) => [
          version.version,
          version.from,
          version.to ?? '',
          version.status,
          version.tables.join(' '),
          version.regulation,
        ]),
      ),
    ],
    [
      'WHO BELONGS (the first that holds decides; a proposed rule never includes)',
      textTable(
        ['DECISION', 'STATUS', 'RULE', 'LAW', 'TEXT'],
        one.eligibility.map((rule) => [rule.decision, rule.status, rule.id, rule.law, rule.text]),
      ),
    ],
    [
      'RULES',
      textTable(
        ['SEVERITY', 'RULE', 'TEXT'],
        one.rules.map((rule) => [rule.severity, rule.id, rule.text]),
      ),
    ],
    [
      'VARIABLES',
      textTable(
        ['VARIABLE', 'TABLES', 'TYPE', 'OBLIGATION', 'VERIFIED', 'SOURCE', 'DEFINITION'],
        one.variables.map((variable) => [
          variable.id,
          variable.tables.join(' '),
          variable.type,
          variable.obligation,
          variable.verified ? 'yes' : 'no',
          shorten(variable.source.join(', ')),
          variable.definition,
        ]),
      ),
    ],
    [
      'DELIVERY LAYOUTS',
      one.layouts
        .map(({ id, files, verified, unverified }) => {
          const state = verified ? 'verified' : `not verified: production refuses it (${unverified} fields)`;
          return `${id}: ${files.join(' ')}; ${state}`;
        })
        .join('\n'),
    ],
  ];
  return sections
    .filter(([, body]) => body !== '')
    .map(([title, body]) => (title ? `${title}\n${body.replace(/^/gm, '  ')}` : body))
    .join('\n\n');
}

const WIDEST_SOURCE = 60;

function shorten(source: string): string {
  return source.length > WIDEST_SOURCE ? `${source.slice(0, WIDEST_SOURCE - 1)}…` : source;
}
