import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import type { Command } from 'commander';
import { isError } from '../errors/finding.ts';
import { SlussError } from '../errors/sluss-error.ts';
import type { CompiledView } from '../registers/view/compile-view.ts';

/** Adds `sluss register run VIEW.json FILE…`: the rows of a view as NDJSON. */
export function register(parent: Command): void {
  parent
    .command('run')
    .description('print the rows that a SQL on FHIR v2 ViewDefinition makes of resources, as NDJSON')
    .argument('[view]', 'the ViewDefinition (JSON)')
    .argument('[files...]', 'resources: JSON, a Bundle, or NDJSON; - for standard input')
    .option('--ndjson', 'answer requests {"id","view","resources"}, one a line on standard input, and take no files')
    .action(async (view: string | undefined, files: string[], options: { ndjson?: boolean }) => {
      try {
        if (options.ndjson) await serveLines(process.stdin, print);
        else if (view) await runFiles(view, files.length > 0 ? files : ['-'], print);
        else parent.error('error: missing the ViewDefinition; "sluss register run --help" shows the usage');
      } catch (error) {
        if (!(error instanceof SlussError)) throw error;
        report(error);
        process.exitCode = 1;
      }
    });
}

type Print = (value: unknown) => void;

/** The engine, when it is needed. */
const engine = () => import('../registers/view/compile-view.ts');

const print: Print = (value) => process.stdout.write(`${JSON.stringify(value)}\n`);

function report(error: SlussError): void {
  for (const item of error.findings) {
    const fix = item.fix ? ` ${item.fix.en}` : '';
    console.error(`${item.severity}: ${item.expression ? `${item.expression}: ` : ''}${item.message.en}${fix}`);
  }
}

/** Runs a view over files and prints each row. Warnings go to standard error. Throws SlussError. */
async function runFiles(viewFile: string, files: readonly string[], out: Print): Promise<void> {
  const { compileView } = await engine();
  const view = compileView(parseJson(viewFile, await readText(viewFile)));
  for (const warning of view.warnings) report(new SlussError([warning]));
  for (const file of files) await runFile(view, file, out);
}

/** NDJSON streams; a JSON document, which shows by a first line that is no JSON by itself, is read to its end. */
async function runFile(view: CompiledView, file: string, out: Print): Promise<void> {
  const document: string[] = [];
  let isDocument: boolean | undefined;
  const printRows = (text: string) => {
    for (const resource of resources(file, parseJson(file, text))) for (const row of view.rows(resource)) out(row);
  };
  try {
    for await (const line of createInterface({ input: open(file), crlfDelay: Number.POSITIVE_INFINITY })) {
      if (line.trim() === '') continue;
      isDocument ??= tryJson(line) === undefined;
      if (isDocument) document.push(line);
      else printRows(line);
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).syscall === undefined) throw error;
    throw SlussError.of('view-input-unreadable', {
      file,
      problem: { en: 'the file cannot be read', sv: 'filen kan inte läsas' },
    });
  }
  if (isDocument) printRows(document.join('\n'));
}

function open(file: string): Readable {
  return file === '-' ? process.stdin : createReadStream(file, 'utf8');
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch {
    throw SlussError.of('view-input-unreadable', {
      file,
      problem: { en: 'the file cannot be read', sv: 'filen kan inte läsas' },
    });
  }
}

function tryJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function parseJson(file: string, text: string): unknown {
  const value = tryJson(text);
  if (value === undefined)
    throw SlussError.of('view-input-unreadable', {
      file,
      problem: { en: 'the content is not JSON', sv: 'innehållet är inte JSON' },
    });
  return value;
}

/** A resource is itself, a Bundle its entries, a list its members. */
function resources(file: string, value: unknown): unknown[] {
  if (Array.isArray(value)) return value.flatMap((member) => resources(file, member));
  const { resourceType, entry } = (value ?? {}) as { resourceType?: string; entry?: { resource?: unknown }[] };
  if (typeof resourceType !== 'string')
    throw SlussError.of('view-input-unreadable', {
      file,
      problem: { en: 'the content is no FHIR resource', sv: 'innehållet är ingen FHIR-resurs' },
    });
  if (resourceType !== 'Bundle') return [value];
  return [value, ...(entry ?? []).map(({ resource }) => resource).filter((resource) => resource !== undefined)];
}

/**
 * Answers lines: `{"id", "view", "resources"}` by `{"id", "columns", "rows"}` or `{"id", "error"}`. Ends with the input.
 * Every line is answered, whatever it holds.
 */
export async function serveLines(input: Readable, out: Print): Promise<void> {
  const { compileView } = await engine();
  for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
    if (line.trim() !== '') out(answer(line, compileView));
  }
}

function answer(line: string, compileView: (view: unknown) => CompiledView): object {
  const request = tryJson(line) as { id?: unknown; view?: unknown; resources?: unknown[] } | undefined;
  const id = request?.id ?? null;
  if (!request || !Array.isArray(request.resources)) return { id, error: 'expected {"id", "view", "resources"}' };
  try {
    const view = compileView(request.view);
    const rows = request.resources.flatMap((resource) => view.rows(resource));
    return { id, columns: view.columns.map(({ name }) => name), rows };
  } catch (error) {
    if (!(error instanceof SlussError)) throw error;
    const [first] = error.findings.filter(isError);
    return { id, error: `${first?.expression}: ${first?.message.en}` };
  }
}
