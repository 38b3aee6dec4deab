import { readFileSync } from 'node:fs';
import { extname } from 'node:path';
import { parse as parseYaml } from 'yaml';
import type { z } from 'zod';
import { type Finding, finding } from '../errors/finding.ts';

/** A setting that cannot be used, by the name that the operator wrote. */
export function unusable(setting: string, why: string): Finding {
  return finding('configuration-setting-invalid', '', { setting, reason: why });
}

/** zod's message as the end of a sentence. */
export function reason(issue: z.core.$ZodIssue): string {
  return issue.message.charAt(0).toLowerCase() + issue.message.slice(1);
}

/** The text of a file that a setting names; a fault and undefined when it cannot be read. */
export function readText(path: string, setting: string, faults: Finding[]): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown';
    faults.push(finding('configuration-file-unreadable', '', { setting, reason: code }));
    return undefined;
  }
}

/** YAML, or JSON by the file's ending. Throws what the parser throws. */
export function parseData(path: string, text: string): unknown {
  return extname(path) === '.json' ? JSON.parse(text) : parseYaml(text);
}
