import { type ErrorCode, errorDefinition, type Parameters } from './catalogue.ts';
import { type Finding, type FindingOverrides, finding } from './finding.ts';

/** The one error that Sluss throws for something that a caller is to be told. Carries findings; never personal data. */
export class SlussError extends Error {
  readonly findings: Finding[];
  readonly status: number;

  constructor(findings: Finding[], options?: { status?: number; cause?: unknown }) {
    super(findings[0]?.message.en ?? 'error', { cause: options?.cause });
    this.name = 'SlussError';
    this.findings = findings;
    this.status = options?.status ?? Math.max(400, ...findings.map((item) => errorDefinition(item.code).status));
  }

  /** One finding as an error. */
  static of(
    code: ErrorCode,
    parameters: Parameters = {},
    options: FindingOverrides & { expression?: string; cause?: unknown } = {},
  ): SlussError {
    const { expression = '', cause, ...overrides } = options;
    return new SlussError([finding(code, expression, parameters, overrides)], { cause });
  }
}
