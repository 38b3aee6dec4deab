import type { Resource } from '@medplum/fhirtypes';
import { type Finding, finding } from '../errors/finding.ts';
import { SlussError } from '../errors/sluss-error.ts';
import { FhirPathError } from '../fhir/fhirpath/fhirpath-error.ts';
import type { Case, CaseResult, Row } from './case.ts';
import { missingVariables } from './completeness.ts';
import { localDate } from './dates.ts';
import { decideEligibility } from './eligibility.ts';
import { CaseContext, firstString, holds } from './expression.ts';
import { isInForce, legalGate } from './gate.ts';
import { legalDomain } from './legal-domain.ts';
import type { Register, RegisterVersion } from './register.ts';
import { tableRows } from './rows.ts';
import { type Translate, translateCase } from './translate.ts';

/** Sweden's clocks: a register's dates are local dates there. */
export const TIME_ZONE = 'Europe/Stockholm';

export interface EvaluateOptions {
  /** Ids of the registers that the person objects to. */
  objections?: ReadonlySet<string>;
  /** The moment that "in the future" is measured from; by default this one. */
  now?: Date;
  /** Looks codes up in concept maps; without it codes are taken as they were sent. */
  translate?: Translate;
}

/**
 * What each register says of a case: the legal gate first, then the version of the specification by the date of the event, eligibility, rows,
 * completeness and rules (S-1, D-2). The dates of the case are local (`normaliseCaseDates`). Registers with another kind of root, and those that are
 * drafts or retired, say nothing. Nothing is changed and nothing is remembered: the same case gives the same results.
 */
export function evaluateCase(
  registers: readonly Register[],
  source: Case,
  options: EvaluateOptions = {},
): CaseResult[] {
  const translated = options.translate ? translateCase(source, registers, options.translate) : source;
  const today = localDate(options.now ?? new Date(), TIME_ZONE);
  const objections = options.objections ?? new Set();
  return registers
    .filter(({ definition }) => definition.root === source.root.resourceType && isRunning(definition.status))
    .map((register) => {
      try {
        return evaluateRegister(register, translated, objections, today);
      } catch (error) {
        if (!(error instanceof FhirPathError) && !(error instanceof SlussError)) throw error;
        return notMappable(register);
      }
    });
}

/** Data of a shape that a register's expressions were not written for: that register rejects the case, the others go on. */
function notMappable({ definition }: Register): CaseResult {
  const told = finding('register-not-mappable', '', { register: definition.id });
  return { ...emptyResult(definition.id), outcome: 'rejected', rule: 'S-9', reason: 'not-mappable', findings: [told] };
}

function emptyResult(register: string): CaseResult {
  return {
    register,
    specification: '',
    mapping: '',
    outcome: 'not-eligible',
    rows: {},
    missing: [],
    findings: [],
  };
}

function isRunning(status: string): boolean {
  return status === 'active' || status === 'closing';
}

function evaluateRegister(register: Register, whole: Case, objections: ReadonlySet<string>, today: string): CaseResult {
  const { definition } = register;
  const parameters = { register: definition.id };
  const eventDate = findEventDate(register, new CaseContext(whole, { today }));
  const date = eventDate ?? today;
  const result: CaseResult = { ...emptyResult(definition.id), ...(eventDate && { eventDate }) };

  const refusal = legalGate(definition, { objections, legalDomain: legalDomain(whole.root) ?? 'HSL', date });
  if (refusal) {
    const { finding: told, ...because } = refusal;
    // Of what a person objected to, not even the date is told.
    const about = refusal.outcome === 'opted-out' ? emptyResult(definition.id) : result;
    return { ...about, ...because, findings: [told] };
  }
  const version = register.versions.find(
    (other) => isRunning(other.definition.status) && isInForce(other.definition, date),
  );
  if (!version) {
    return { ...result, rule: 'D-2', reason: 'no-version', findings: [finding('register-no-version', '', parameters)] };
  }
  result.specification = version.definition.version;
  result.mapping = version.definition.mapping;

  const lawful = withoutForeignDomains(whole, definition.legalDomains);
  const eligible = decideEligibility(version.eligibility, new CaseContext(lawful, { today }), date);
  const { by } = eligible;
  if (by) Object.assign(result, { rule: by.rule, law: by.law, reason: by.id });
  if (eligible.decision === 'exclude') {
    const told = finding('register-not-eligible', '', parameters, by && { message: by.text, rule: by.rule });
    return { ...result, ...(!by && { rule: 'R-6', reason: 'no-rule-admits' }), findings: [told] };
  }
  if (eligible.decision === 'unknown' && by) {
    result.missing.push(...by.missing);
    result.findings.push(finding('register-eligibility-unknown', '', parameters, { message: by.text, rule: by.rule }));
  }
  mapRows(register, version, lawful, result, { today, date });
  return result;
}

/** Computes the rows of an eligible case and judges them: rejected, draft or accepted. */
function mapRows(
  register: Register,
  version: RegisterVersion,
  source: Case,
  result: CaseResult,
  when: { today: string; date: string },
): void {
  const id = register.definition.id;
  const rows: Record<string, Row[]> = {};
  const values: Record<string, Row['values'][]> = {};
  for (const table of version.tables) {
    rows[table.name] = tableRows(table, source);
    values[table.name] = rows[table.name]!.map((row) => row.values);
  }
  const context = new CaseContext(source, { today: when.today, rows: values });
  const missing = new Set(result.missing);
  let isRejected = false;
  for (const { definition: rule, broken } of version.rules) {
    if (!isInForce(rule, when.date) || !holds(broken, context)) continue;
    result.findings.push(ruleFinding(id, rule));
    if (rule.severity === 'error') {
      if (!isRejected) Object.assign(result, { rule: rule.rule ?? 'S-9', law: rule.law, reason: rule.id });
      isRejected = true;
    } else if (rule.severity === 'draft') for (const variable of rule.missing) missing.add(variable);
  }
  if (isRejected) {
    result.outcome = 'rejected';
    result.missing = [];
    return;
  }
  for (const { variable, table } of missingVariables(register, version, rows, context)) {
    if (missing.has(variable.id)) continue;
    missing.add(variable.id);
    const element = Array.isArray(variable.source) ? (variable.source[0] ?? '') : '';
    result.findings.push(finding('register-variable-missing', element, { register: id, table, variable: variable.id }));
  }
  result.missing = [...missing];
  result.rows = rows;
  result.outcome = missing.size > 0 ? 'draft' : 'accepted';
}

const RULE_CODES = {
  error: 'register-rule-error',
  draft: 'register-rule-draft',
  warning: 'register-rule-warning',
} as const;

/** A broken rule as a finding; its own id is in `rule`, so that a sender can tell rules apart (S-9). */
function ruleFinding(register: string, rule: RegisterVersion['rules'][number]['definition']): Finding {
  const told = finding(
    RULE_CODES[rule.severity],
    rule.element ?? '',
    { register },
    {
      message: rule.text,
      rule: `${register}/${rule.id}`,
      ...(rule.fix && { fix: rule.fix }),
    },
  );
  return rule.law ? { ...told, law: rule.law } : told;
}

function findEventDate(register: Register, context: CaseContext): string | undefined {
  for (const expression of register.eventDate) {
    const value = firstString(expression, context);
    if (value && value.length >= 10) return value.slice(0, 10);
  }
  return undefined;
}

/** The case without members of a legal domain that the register has no basis for. */
function withoutForeignDomains(source: Case, domains: readonly string[]): Case {
  const isForeign = (resource: Resource) => {
    const domain = resource.meta?.security ? legalDomain(resource) : undefined;
    return domain !== undefined && !domains.includes(domain);
  };
  if (!source.resources.some(isForeign)) return source;
  return { ...source, resources: source.resources.filter((resource) => !isForeign(resource)) };
}
