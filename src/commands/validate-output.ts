import { styleText } from 'node:util';
import type { Severity } from '../errors/definition.ts';
import type { Finding } from '../errors/finding.ts';
import { toOperationOutcome } from '../fhir/operation-outcome.ts';
import { isValid } from '../validation/validate-text.ts';

export const FORMATS = ['text', 'json', 'sarif', 'junit'] as const;
export type Format = (typeof FORMATS)[number];

/** What was found in one file, or in one line of an NDJSON file. */
export interface Report {
  file: string;
  /** The file, with the line in a file of several. */
  name: string;
  findings: Finding[];
  /** Line of the file that the resource begins at, from 1. */
  firstLine: number;
}

export interface OutputOptions {
  language: 'en' | 'sv';
  colour: boolean;
}

const COLOURS: Record<Severity, 'red' | 'yellow' | 'cyan'> = {
  fatal: 'red',
  error: 'red',
  warning: 'yellow',
  information: 'cyan',
};

/** A report as people read it. */
export function textOf({ name, findings, firstLine }: Report, { language, colour }: OutputOptions): string {
  const paint = (text: string, style: Parameters<typeof styleText>[0]) =>
    colour ? styleText(style, text, { validateStream: false }) : text;
  const verdict = isValid(findings) ? paint('valid', 'green') : paint('not valid', 'red');
  const lines = [`${name}: ${verdict}`];
  for (const item of findings) {
    const place = item.line === undefined ? '' : `${item.line + firstLine - 1}:${item.column} `;
    const severity = paint(item.severity, COLOURS[item.severity]);
    lines.push(`  ${place}${severity} ${item.expression} ${item.message[language]} [${item.code}]`);
    if (item.fix) lines.push(`      ${item.fix[language]}`);
  }
  return lines.join('\n');
}

/** How often each rule was broken, the most frequent first; empty for a single report. */
export function summaryOf(reports: readonly Report[]): string {
  if (reports.length < 2) return '';
  const counts = new Map<string, number>();
  for (const { code, severity } of reports.flatMap((report) => report.findings)) {
    const key = `${severity} ${code}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  const valid = reports.filter((report) => isValid(report.findings)).length;
  const ranked = [...counts].sort((a, b) => b[1] - a[1]).map(([key, count]) => `${String(count).padStart(7)}  ${key}`);
  return [`${reports.length} resources, ${valid} valid`, ...ranked].join('\n');
}

/** One OperationOutcome a line. */
export function jsonOf({ findings }: Report, { language }: OutputOptions): string {
  return JSON.stringify(toOperationOutcome(findings, { language }));
}

const SARIF_LEVELS: Record<Severity, string> = {
  fatal: 'error',
  error: 'error',
  warning: 'warning',
  information: 'note',
};

/** All reports as one SARIF 2.1.0 log (https://docs.oasis-open.org/sarif/sarif/v2.1.0/), which code hosts show beside the lines. */
export function sarifOf(reports: readonly Report[], { language }: OutputOptions): string {
  const rules = new Map<string, object>();
  const results = reports.flatMap(({ file, findings, firstLine }) =>
    findings.map((item) => {
      rules.set(item.code, { id: item.code, ...(item.rule?.startsWith('http') && { helpUri: item.rule }) });
      return {
        ruleId: item.code,
        level: SARIF_LEVELS[item.severity],
        message: { text: [item.message[language], item.fix?.[language]].filter(Boolean).join(' ') },
        locations: [
          {
            physicalLocation: {
              artifactLocation: { uri: encodeURI(file) },
              region: { startLine: (item.line ?? 1) + firstLine - 1, startColumn: item.column ?? 1 },
            },
            ...(item.expression && { logicalLocations: [{ fullyQualifiedName: item.expression }] }),
          },
        ],
      };
    }),
  );
  return JSON.stringify({
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [{ tool: { driver: { name: 'sluss', rules: [...rules.values()] } }, columnKind: 'utf16CodeUnits', results }],
  });
}

/** All reports as JUnit's XML: one test case a resource. */
export function junitOf(reports: readonly Report[], { language }: OutputOptions): string {
  const cases = reports.map(({ name, findings }) => {
    const wrong = findings.filter((item) => item.severity === 'error' || item.severity === 'fatal');
    const failures = wrong.map((item) => {
      const place = `${item.line ?? 0}:${item.column ?? 0} ${item.expression}`;
      return `<failure type="${escapeXml(item.code)}" message="${escapeXml(item.message[language])}">${escapeXml(place)}</failure>`;
    });
    return `<testcase classname="sluss.validate" name="${escapeXml(name)}">${failures.join('')}</testcase>`;
  });
  const failed = reports.filter((report) => !isValid(report.findings)).length;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuite name="sluss validate" tests="${reports.length}" failures="${failed}">`,
    ...cases,
    '</testsuite>',
  ].join('\n');
}

function escapeXml(text: string): string {
  return text
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
