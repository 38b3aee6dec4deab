import type { Finding } from '../errors/finding.ts';
import type { SubmissionDependencies } from './dependencies.ts';

/** Findings with the line and column that they are about. What only informs, as almost every answer does, has its FHIRPath; the text is not read for it. */
export function located(findings: Finding[], text: string, { locate }: SubmissionDependencies): Finding[] {
  const wanted = findings.filter(({ line, severity }) => line === undefined && severity !== 'information');
  if (wanted.length === 0) return findings;
  const positions = locate(
    text,
    wanted.map(({ expression }) => expression),
  );
  const found = new Map(wanted.map((item, index) => [item, positions[index]]));
  return findings.map((item) => ({ ...item, ...found.get(item) }));
}
