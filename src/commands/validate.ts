import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Command } from 'commander';
import type { Finding } from '../errors/finding.ts';
import { loadR4Core } from '../fhir/definitions/r4-core.ts';
import { toOperationOutcome } from '../fhir/operation-outcome.ts';
import { readDefinitions } from '../validation/definition-files.ts';
import { answerRequest } from '../validation/suite-protocol.ts';
import { isValid, validateText } from '../validation/validate-text.ts';
import { createValidator, type Validator } from '../validation/validator.ts';

interface Options {
  profile: string[];
  definitions: string[];
  format: 'text' | 'json';
  language: 'en' | 'sv';
  ndjson?: boolean;
}

const collect = (value: string, list: string[]) => [...list, value];

/** `sluss validate FILE…`: exit code 0 when every file is valid, 1 when one is not, 2 when it could not be read. */
export function register(program: Command): void {
  program
    .command('validate')
    .description('validate FHIR resources (JSON or XML) against R4, their profiles and further definitions')
    .argument('[files...]', 'files; "-" for standard input')
    .option('-p, --profile <url>', 'a profile to conform to; may be repeated', collect, [])
    .option('-d, --definitions <path>', 'a file or folder of definitions; may be repeated', collect, [])
    .option('-f, --format <format>', 'text or json (an OperationOutcome a file)', 'text')
    .option('-l, --language <language>', 'en or sv', 'en')
    .option('--ndjson', 'answer requests on standard input, one JSON object a line')
    .action(run);
}

async function run(files: string[], options: Options): Promise<void> {
  const definitions = loadR4Core().layer(options.definitions.flatMap(readDefinitions));
  const validator = createValidator({ definitions });
  if (options.ndjson) return answerLines(validator);
  if (files.length === 0) {
    console.error('sluss validate: name a file, or "-" for standard input');
    process.exitCode = 2;
    return;
  }
  for (const file of files) {
    let text: string;
    try {
      text = readFileSync(file === '-' ? 0 : file, 'utf8');
    } catch (error) {
      console.error(`${file}: ${(error as Error).message}`);
      process.exitCode = 2;
      continue;
    }
    const findings = validateText(text, validator, { profiles: options.profile });
    if (!isValid(findings)) process.exitCode ??= 1;
    print(file, findings, options);
  }
}

async function answerLines(validator: Validator): Promise<void> {
  for await (const line of createInterface({ input: process.stdin })) {
    if (line.trim()) process.stdout.write(`${JSON.stringify(answerRequest(line, validator))}\n`);
  }
}

function print(file: string, findings: Finding[], { format, language }: Options): void {
  if (format === 'json') {
    console.log(JSON.stringify(toOperationOutcome(findings, { language })));
    return;
  }
  console.log(`${file}: ${isValid(findings) ? 'valid' : 'not valid'}`);
  for (const item of findings) {
    const place = item.line === undefined ? '' : `${item.line}:${item.column} `;
    console.log(`  ${place}${item.severity} ${item.expression} ${item.message[language]} [${item.code}]`);
    if (item.fix) console.log(`      ${item.fix[language]}`);
  }
}
