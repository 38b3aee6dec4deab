import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { type Command, Option } from 'commander';
import { finding } from '../errors/finding.ts';
import { loadR4Core } from '../fhir/definitions/r4-core.ts';
import { describeError } from '../http/describe-error.ts';
import { PACKAGE_ROOT } from '../package-root.ts';
import { createTerminology } from '../terminology/service.ts';
import { readDefinitions } from '../validation/definition-files.ts';
import { answerRequest } from '../validation/suite-protocol.ts';
import { isValid, validateText } from '../validation/validate-text.ts';
import { createValidator, type Validator } from '../validation/validator.ts';
import { FORMATS, type Format, jsonOf, junitOf, type Report, sarifOf, summaryOf, textOf } from './validate-output.ts';

interface Options {
  profile: string[];
  definitions: string[];
  format: Format;
  language: 'en' | 'sv';
  ndjson?: boolean;
}

const collect = (value: string, list: string[]) => [...list, value];

/** `sluss validate FILE…`: exit code 0 when every resource is valid, 1 when one is not, 2 when something could not be read. */
export function register(program: Command): void {
  program
    .command('validate')
    .description('validate FHIR resources (JSON, XML, or NDJSON) against R4, their profiles and further definitions')
    .argument('[files...]', 'files; "-" for standard input; in a file named .ndjson every line is a resource')
    .option('-p, --profile <url>', 'a profile to conform to; may be repeated', collect, [])
    .option(
      '-d, --definitions <path>',
      'a JSON file, package (.tgz) or folder of definitions; may be repeated',
      collect,
      [],
    )
    .addOption(new Option('-f, --format <format>', 'how findings are printed').choices(FORMATS).default('text'))
    .addOption(new Option('-l, --language <language>', 'language of the findings').choices(['en', 'sv']).default('en'))
    .option('--ndjson', 'answer requests on standard input, one JSON object a line')
    .action(run);
}

async function run(files: string[], options: Options): Promise<void> {
  let further: unknown[];
  try {
    further = options.definitions.flatMap(readDefinitions);
  } catch (error) {
    return fail((error as Error).message);
  }
  if (options.ndjson)
    return answerLines(createValidator({ definitions: loadR4Core(), onCheckFailed }).withDefinitions(further));
  if (files.length === 0) return fail('sluss validate: name a file, or "-" for standard input');
  const validator = createValidator(ownSettings()).withDefinitions(further);
  const reports: Report[] = [];
  const output = { language: options.language, colour: process.stdout.isTTY && !process.env.NO_COLOR };
  for (const file of files) {
    let text: string;
    try {
      text = readFileSync(file === '-' ? 0 : file, 'utf8');
    } catch (error) {
      fail(`${file}: ${(error as Error).message}`);
      continue;
    }
    for (const report of reportsOf(file, text, validator, options.profile)) {
      if (!isValid(report.findings)) process.exitCode ??= 1;
      reports.push(report);
      if (options.format === 'text') console.log(textOf(report, output));
      if (options.format === 'json') console.log(jsonOf(report, output));
    }
  }
  if (options.format === 'sarif') console.log(sarifOf(reports, output));
  if (options.format === 'junit') console.log(junitOf(reports, output));
  const summary = options.format === 'text' ? summaryOf(reports) : '';
  if (summary) console.log(`\n${summary}`);
}

function fail(message: string): void {
  console.error(message);
  process.exitCode = 2;
}

/** R4, and the profiles and terminology that Sluss brings. */
function ownSettings() {
  const own = ['profiles/se-base/compiled', 'profiles/submission/compiled'];
  const shipped = own.flatMap((folder) => readDefinitions(`${PACKAGE_ROOT}/${folder}`));
  const definitions = loadR4Core().layer(shipped);
  const terminology = createTerminology({ folders: [`${PACKAGE_ROOT}/terminology`], definitions });
  return { definitions, terminology, onCheckFailed };
}

/** Where a check failed goes to standard error; the finding itself is printed with the others. */
function onCheckFailed(error: unknown, expression: string): void {
  const { name, frames } = describeError(error);
  console.error([`${expression}: ${name}`, ...frames].join('\n  '));
}

function* reportsOf(file: string, text: string, validator: Validator, profiles: string[]): Generator<Report> {
  if (!file.endsWith('.ndjson')) {
    yield { file, name: file, findings: validateText(text, validator, { profiles }), firstLine: 1 };
    return;
  }
  const lines = text.split('\n');
  for (let index = 0; index < lines.length; index++) {
    const line = lines[index]!;
    if (!line.trim()) continue;
    yield {
      file,
      name: `${file}:${index + 1}`,
      findings: validateText(line, validator, { profiles }),
      firstLine: index + 1,
    };
  }
  if (text.trim() === '') {
    yield { file, name: file, findings: [finding('resource-type-missing', '')], firstLine: 1 };
  }
}

async function answerLines(validator: Validator): Promise<void> {
  for await (const line of createInterface({ input: process.stdin })) {
    if (line.trim()) process.stdout.write(`${JSON.stringify(answerRequest(line, validator))}\n`);
  }
}
