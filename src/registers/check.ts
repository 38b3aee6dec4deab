import type { Text } from '../errors/definition.ts';
import type { FolderReport, RegisterFolder, ViewFile } from './folder.ts';
import type { Layout, RegisterFile, Variable, VersionFile } from './schema.ts';
import { lineageOf, type ViewColumn } from './view/view-definition.ts';

/** Whether a view must give the variable's column: the rest is asked for, computed, comes from the vault, or is known at delivery. */
export function isMapped(variable: Variable): boolean {
  return Array.isArray(variable.source) || variable.source === 'case';
}

/**
 * What no single file can tell: that the variables are the one catalogue that views, rules, eligibility and layouts speak of (D-3), that every
 * variable is part of what the law permits, and that every name refers to something.
 */
export function checkRegisterFolder(folder: RegisterFolder, report: FolderReport): void {
  const { register } = folder;
  checkVariables(register, report);
  checkTables(register, report);
  checkVersions(register, report);
  for (const version of register.versions) {
    const views = folder.views.get(version.views) ?? [];
    for (const table of version.tables) checkTable(register, version, table, views, report);
  }
  for (const [file, { rules }] of [...folder.eligibility, ...folder.rules]) {
    for (const [index, rule] of rules.entries()) {
      for (const id of rule.missing) {
        if (!register.variables.some((variable) => variable.id === id)) {
          report.missing(file, `rules.${index}.missing`, no('variable', 'variabel', id));
        }
      }
    }
    for (const id of repeated(rules.map((rule) => rule.id))) report.missing(file, 'rules', twice(id));
  }
  for (const layout of folder.layouts) checkLayout(register, layout, report);
}

function checkVariables(register: RegisterFile, report: FolderReport): void {
  const permitted = new Set(register.permittedData.flatMap((data) => Object.keys(data.categories)));
  const purposes = new Set(register.purposes.map((purpose) => purpose.id));
  const ids = new Set(register.variables.map((variable) => variable.id));
  for (const id of repeated(register.variables.map((variable) => variable.id))) {
    report.missing('register.yaml', 'variables', twice(id));
  }
  for (const [index, variable] of register.variables.entries()) {
    const field = `variables.${index} (${variable.id})`;
    if (!permitted.has(variable.permitted)) {
      report.missing('register.yaml', `${field}.permitted`, {
        en: `${variable.permitted} is no permitted data of the register (R-3)`,
        sv: `${variable.permitted} är ingen tillåten uppgift i registret (R-3)`,
      });
    }
    for (const purpose of variable.purposes) {
      if (!purposes.has(purpose))
        report.missing('register.yaml', `${field}.purposes`, {
          en: `${purpose} is no purpose of the register`,
          sv: `${purpose} är inget ändamål för registret`,
        });
    }
    for (const table of variable.tables) {
      if (!(table in register.tables)) report.missing('register.yaml', `${field}.tables`, no('table', 'tabell', table));
    }
    for (const argument of variable.derivation?.arguments ?? []) {
      if (!ids.has(argument))
        report.missing('register.yaml', `${field}.derivation`, no('variable', 'variabel', argument));
    }
  }
}

function checkTables(register: RegisterFile, report: FolderReport): void {
  for (const [name, { date }] of Object.entries(register.tables)) {
    const variable = register.variables.find(({ id, tables }) => id === date && tables.includes(name));
    if (date && variable?.type !== 'date') {
      report.missing('register.yaml', `tables.${name}.date`, {
        en: `${date} is no date of table ${name}`,
        sv: `${date} är inget datum i tabellen ${name}`,
      });
    }
  }
}

function checkVersions(register: RegisterFile, report: FolderReport): void {
  const open = register.versions.filter((version) => version.status !== 'draft');
  for (const [index, version] of open.entries()) {
    for (const other of open.slice(index + 1)) {
      if (version.from <= (other.to ?? '9999') && other.from <= (version.to ?? '9999')) {
        report.missing('register.yaml', 'versions', {
          en: `${version.version} and ${other.version} are in force at the same time`,
          sv: `${version.version} och ${other.version} gäller samtidigt`,
        });
      }
    }
  }
}

function checkTable(
  register: RegisterFile,
  version: VersionFile,
  table: string,
  views: ViewFile[],
  report: FolderReport,
): void {
  if (!(table in register.tables)) report.missing('register.yaml', 'versions.tables', no('table', 'tabell', table));
  const found = views.find(({ view }) => view.name === table);
  const file = `${version.views}/${table}.ViewDefinition.json`;
  if (!found) {
    report.missing(file, '', { en: `the view of table ${table} is missing`, sv: `vyn för tabellen ${table} saknas` });
    return;
  }
  const columns = new Set(columnNames(found.view));
  const variables = register.variables.filter((variable) => variable.tables.includes(table) && isMapped(variable));
  for (const variable of variables) {
    if (!columns.has(variable.id))
      report.missing(found.file, 'select', {
        en: `there is no column for the variable ${variable.id}`,
        sv: `det finns ingen kolumn för variabeln ${variable.id}`,
      });
  }
  for (const column of columns) {
    const manual = register.variables.filter(
      (variable) => variable.tables.includes(table) && variable.source === 'manual',
    );
    if (![...variables, ...manual].some((variable) => variable.id === column)) {
      report.missing(found.file, 'select', {
        en: `the column ${column} is no variable of table ${table} in register.yaml`,
        sv: `kolumnen ${column} är ingen variabel i tabellen ${table} i register.yaml`,
      });
    }
  }
}

/** The names of all columns of a view, through every nesting. */
function columnNames(node: unknown): string[] {
  if (Array.isArray(node)) return node.flatMap(columnNames);
  if (typeof node !== 'object' || node === null) return [];
  const { column, select, unionAll } = node as Record<string, unknown>;
  const own = Array.isArray(column)
    ? (column as ViewColumn[]).filter((item) => !lineageOf(item)).map((item) => String(item.name))
    : [];
  return [...own, ...columnNames(select), ...columnNames(unionAll)];
}

function checkLayout(register: RegisterFile, layout: Layout, report: FolderReport): void {
  const name = `delivery/${layout.id}.yaml`;
  for (const version of layout.versions) {
    if (!register.versions.some((other) => other.version === version)) {
      report.missing(name, 'versions', no('version', 'version', version));
    }
  }
  for (const file of layout.files) {
    if (!(file.table in register.tables))
      report.missing(name, `files.${file.id}.table`, no('table', 'tabell', file.table));
    for (const column of Object.keys(file.where)) {
      if (!register.variables.some((variable) => variable.id === column && variable.tables.includes(file.table))) {
        report.missing(name, `files.${file.id}`, {
          en: `${column} is no column of table ${file.table}`,
          sv: `${column} är ingen kolumn i tabellen ${file.table}`,
        });
      }
    }
    for (const [index, field] of file.fields.entries()) {
      const place = `files.${file.id}.fields.${index}`;
      if (field.no !== index + 1)
        report.missing(name, `${place}.no`, {
          en: `is ${field.no} where ${index + 1} is expected`,
          sv: `är ${field.no} där ${index + 1} väntas`,
        });
      const variable = register.variables.find((other) => other.id === field.variable);
      const isOffered =
        variable &&
        (variable.tables.includes(file.table) || variable.source === 'identity' || variable.source === 'delivery');
      if (!isOffered)
        report.missing(name, `${place}.variable`, {
          en: `${field.variable} is no variable of table ${file.table}`,
          sv: `${field.variable} är ingen variabel i tabellen ${file.table}`,
        });
    }
  }
}

function no(en: string, sv: string, name: string): Text {
  return { en: `${name} is no ${en} of the register`, sv: `${name} är ingen ${sv} i registret` };
}

function twice(id: string): Text {
  return { en: `the id ${id} is used twice`, sv: `id:t ${id} används två gånger` };
}

function repeated(ids: string[]): string[] {
  return [...new Set(ids.filter((id, index) => ids.indexOf(id) !== index))];
}
