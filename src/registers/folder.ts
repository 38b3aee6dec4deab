import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, YAMLParseError } from 'yaml';
import type { z } from 'zod';
import type { Text } from '../errors/definition.ts';
import { type Finding, finding } from '../errors/finding.ts';
import { zodText } from '../errors/zod-text.ts';
import {
  type EligibilityFile,
  eligibilitySchema,
  type Layout,
  layoutSchema,
  type RegisterFile,
  type RulesFile,
  registerSchema,
  rulesSchema,
} from './schema.ts';

export interface ViewFile {
  file: string;
  /** A ViewDefinition resource as it was parsed; the engine checks its shape. */
  view: Record<string, unknown>;
}

/** The files of one register's folder, each checked against its own schema. */
export interface RegisterFolder {
  folder: string;
  register: RegisterFile;
  /** By the names that versions use for them. */
  views: Map<string, ViewFile[]>;
  eligibility: Map<string, EligibilityFile>;
  rules: Map<string, RulesFile>;
  layouts: Layout[];
}

/** Tells of everything that a folder lacks; nothing is thrown, so that all of it is told at once (D-1). */
export class FolderReport {
  readonly findings: Finding[] = [];
  readonly register: string;

  constructor(register: string) {
    this.register = register;
  }

  /** Tells one thing, once: versions share files. */
  missing(file: string, field: string, problem: Text | string): void {
    const told = finding('register-incomplete', '', { register: this.register, file, field: field || '-', problem });
    if (!this.findings.some((other) => other.message.en === told.message.en)) this.findings.push(told);
  }
}

/** Reads a register's folder. Undefined when register.yaml itself cannot be used: without it no other file can be judged. */
export function readRegisterFolder(folder: string, report: FolderReport): RegisterFolder | undefined {
  const register = readYaml(folder, 'register.yaml', registerSchema, report);
  if (!register) return undefined;
  const views = new Map<string, ViewFile[]>();
  const eligibility = new Map<string, EligibilityFile>();
  const rules = new Map<string, RulesFile>();
  const { versions } = register;
  for (const name of new Set(versions.map((version) => version.views)))
    views.set(name, readViews(folder, name, report));
  for (const name of new Set(versions.map((version) => version.eligibility))) {
    const file = readYaml(folder, name, eligibilitySchema, report);
    if (file) eligibility.set(name, file);
  }
  for (const name of new Set(versions.map((version) => version.rules))) {
    const file = readYaml(folder, name, rulesSchema, report);
    if (file) rules.set(name, file);
  }
  return { folder, register, views, eligibility, rules, layouts: readLayouts(folder, register, report) };
}

function readYaml<T extends z.ZodType>(
  folder: string,
  file: string,
  schema: T,
  report: FolderReport,
): z.infer<T> | undefined {
  const path = join(folder, file);
  if (!existsSync(path)) {
    report.missing(file, '', { en: 'the file is missing', sv: 'filen saknas' });
    return undefined;
  }
  let content: unknown;
  try {
    content = parse(readFileSync(path, 'utf8'), { merge: true });
  } catch (error) {
    if (!(error instanceof YAMLParseError)) throw error;
    const said = error.message.split('\n')[0];
    report.missing(file, '', { en: `not YAML: ${said}`, sv: `inte YAML: ${said}` });
    return undefined;
  }
  const result = schema.safeParse(content);
  if (result.success) return result.data;
  for (const issue of result.error.issues) {
    const keys = issue.code === 'unrecognized_keys' ? issue.keys : [''];
    for (const key of keys) {
      const field = [...issue.path, ...(key ? [key] : [])].join('.');
      const isMissing = issue.code !== 'unrecognized_keys' && valueAt(content, issue.path) === undefined;
      report.missing(file, field, isMissing ? MISSING : key ? UNKNOWN : zodText(issue));
    }
  }
  return undefined;
}

const MISSING: Text = { en: 'is missing', sv: 'saknas' };
const UNKNOWN: Text = { en: 'is no field of this file', sv: 'är inget fält i denna fil' };
function valueAt(content: unknown, path: PropertyKey[]): unknown {
  return path.reduce<unknown>((value, key) => (value as Record<PropertyKey, unknown> | undefined)?.[key], content);
}

function readViews(folder: string, name: string, report: FolderReport): ViewFile[] {
  const path = join(folder, name);
  const files = existsSync(path) ? readdirSync(path).filter((file) => file.endsWith('.ViewDefinition.json')) : [];
  if (files.length === 0)
    report.missing(`${name}/`, '', { en: 'there is no ViewDefinition', sv: 'det finns ingen ViewDefinition' });
  return files.sort().flatMap((file) => {
    try {
      return [{ file: `${name}/${file}`, view: JSON.parse(readFileSync(join(path, file), 'utf8')) }];
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      report.missing(`${name}/${file}`, '', { en: `not JSON: ${error.message}`, sv: `inte JSON: ${error.message}` });
      return [];
    }
  });
}

function readLayouts(folder: string, register: RegisterFile, report: FolderReport): Layout[] {
  const path = join(folder, 'delivery');
  const files = existsSync(path) ? readdirSync(path).filter((file) => file.endsWith('.yaml')) : [];
  const isDelivered = register.channel.some((channel) => channel.kind === 'file');
  if (files.length === 0 && isDelivered)
    report.missing('delivery/', '', {
      en: 'the channel is files but there is no layout',
      sv: 'kanalen är filer men det finns ingen layout',
    });
  return files.sort().flatMap((file) => readYaml(folder, `delivery/${file}`, layoutSchema, report) ?? []);
}
