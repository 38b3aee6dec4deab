import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Finding } from '../errors/finding.ts';
import { SlussError } from '../errors/sluss-error.ts';
import { FhirPathError } from '../fhir/fhirpath/fhirpath-error.ts';
import { PACKAGE_ROOT } from '../package-root.ts';
import { checkRegisterFolder, isMapped } from './check.ts';
import { type CaseExpression, compileCaseExpression } from './expression.ts';
import { FolderReport, type RegisterFolder, readRegisterFolder } from './folder.ts';
import type { Register, RegisterTable, RegisterVersion } from './register.ts';
import type { Variable, VersionFile } from './schema.ts';
import { compileTable } from './table-view.ts';

/** Where the registers that come with Sluss are. */
export const REGISTERS_FOLDER: string = join(PACKAGE_ROOT, 'profiles', 'registers');

/**
 * Loads every register of a folder of folders, and of further ones such as an operator's own. Throws a SlussError with one finding for each thing
 * that any of them lacks: an incomplete register, or one without a legal basis, cannot be run (D-1, R-1), nor can two of one name.
 */
export function loadRegisters(folder: string = REGISTERS_FOLDER, further: readonly string[] = []): Register[] {
  const findings: Finding[] = [];
  const registers = [folder, ...further].flatMap(registerFolders).flatMap((one) => loadInto(one, findings) ?? []);
  for (const [index, { definition, folder: place }] of registers.entries()) {
    const report = new FolderReport(basename(place));
    for (const field of ['id', 'shortName'] as const) {
      const isTaken = registers.slice(0, index).some((other) => other.definition[field] === definition[field]);
      if (isTaken)
        report.missing('register.yaml', field, {
          en: `another register has the ${field} ${definition[field]}`,
          sv: `ett annat register har ${field} ${definition[field]}`,
        });
    }
    findings.push(...report.findings);
  }
  if (findings.length > 0) throw new SlussError(findings);
  return registers;
}

function registerFolders(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .map((entry) => join(folder, entry.name))
    .sort();
}

/** Loads one register's folder. Throws a SlussError with one finding for each thing that it lacks. */
export function loadRegister(folder: string): Register {
  const findings: Finding[] = [];
  const register = loadInto(folder, findings);
  if (findings.length > 0 || !register) throw new SlussError(findings);
  return register;
}

function loadInto(folder: string, findings: Finding[]): Register | undefined {
  const report = new FolderReport(basename(folder));
  const files = readRegisterFolder(folder, report);
  if (files) checkRegisterFolder(files, report);
  const register = files && report.findings.length === 0 ? compileRegister(files, report) : undefined;
  findings.push(...report.findings);
  return register;
}

/** Compiles an expression, and reports one that does not compile where it stands. */
type Compile = (
  expression: string,
  file: string,
  field: string,
  constants?: Record<string, string | string[]>,
) => CaseExpression;

function compileRegister(files: RegisterFolder, report: FolderReport): Register {
  const definition = files.register;
  const compile: Compile = (expression, file, field, constants) => {
    try {
      return compileCaseExpression(expression, definition.root, constants);
    } catch (error) {
      if (!(error instanceof FhirPathError)) throw error;
      report.missing(file, field, error.message);
      return compileCaseExpression('{}', definition.root);
    }
  };
  return {
    definition,
    folder: files.folder,
    eventDate: definition.event.date.map((date, index) => compile(date, 'register.yaml', `event.date.${index}`)),
    versions: compileVersions(files, compile, report),
    caseVariables: conditionals(
      definition.variables.filter((variable) => variable.tables.length === 0),
      compile,
    ),
    layouts: files.layouts,
    elementPaths: elementPaths(files),
  };
}

/** Compiles what versions share once. */
function compileVersions(files: RegisterFolder, compile: Compile, report: FolderReport): RegisterVersion[] {
  const eligibility = new Map(
    [...files.eligibility].map(([name, { rules, constants }]) => [
      name,
      rules.map((rule) => ({ definition: rule, when: compile(rule.when, name, `${rule.id}.when`, constants) })),
    ]),
  );
  const rules = new Map(
    [...files.rules].map(([name, { rules: list, constants }]) => [
      name,
      list.map((rule) => ({ definition: rule, broken: compile(rule.broken, name, `${rule.id}.broken`, constants) })),
    ]),
  );
  const tables = new Map<string, RegisterTable | undefined>();
  const tableOf = (version: VersionFile, name: string) => {
    const key = `${version.views}/${name}`;
    if (!tables.has(key)) tables.set(key, compileRegisterTable(files, version, name, compile, report));
    return tables.get(key);
  };
  return files.register.versions.map((version) => ({
    definition: version,
    tables: version.tables.flatMap((name) => tableOf(version, name) ?? []),
    eligibility: eligibility.get(version.eligibility)!,
    rules: rules.get(version.rules)!,
  }));
}

function compileRegisterTable(
  files: RegisterFolder,
  version: VersionFile,
  name: string,
  compile: Compile,
  report: FolderReport,
): RegisterTable | undefined {
  const { file, view } = files.views.get(version.views)!.find((other) => other.view.name === name)!;
  const variables = files.register.variables.filter((variable) => variable.tables.includes(name));
  const date = files.register.tables[name]?.date;
  try {
    return {
      name,
      rows: compileTable(view),
      ...(date && { date }),
      columns: variables.filter((variable) => isMapped(variable) || variable.source === 'manual'),
      derived: variables.filter((variable) => variable.source === 'derived'),
      required: variables.filter((variable) => variable.obligation === 'required'),
      conditional: conditionals(variables, compile),
    };
  } catch (error) {
    if (!(error instanceof SlussError)) throw error;
    for (const { expression, message } of error.findings) {
      report.missing(file, expression.replace(/^ViewDefinition\./, ''), {
        en: message.en.replace(/\.$/, ''),
        sv: message.sv.replace(/\.$/, ''),
      });
    }
    return undefined;
  }
}

function conditionals(variables: Variable[], compile: Compile): { variable: Variable; condition: CaseExpression }[] {
  return variables
    .filter((variable) => variable.obligation === 'conditional')
    .map((variable) => ({
      variable,
      condition: compile(variable.condition!, 'register.yaml', `variables.${variable.id}.condition`),
    }));
}

function elementPaths(files: RegisterFolder): string[] {
  const { variables, event } = files.register;
  return [
    ...new Set([
      ...variables.flatMap((variable) => (Array.isArray(variable.source) ? variable.source : [])),
      ...event.uses,
      ...[...files.eligibility.values()].flatMap((file) => file.uses),
      ...[...files.rules.values()].flatMap((file) => file.uses),
    ]),
  ];
}
