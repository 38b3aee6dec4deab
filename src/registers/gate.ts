import type { Finding } from '../errors/finding.ts';
import { finding } from '../errors/finding.ts';
import type { RegisterFile } from './schema.ts';

/** What the law says before anything of a register's own is asked. */
export interface GateRefusal {
  outcome: 'opted-out' | 'not-eligible';
  rule: string;
  law: string;
  reason: string;
  finding: Finding;
}

export interface GateQuestion {
  /** Ids of the registers that the person objects to. */
  objections: ReadonlySet<string>;
  legalDomain: 'HSL' | 'SoL';
  /** Local date of the event, ÅÅÅÅ-MM-DD. */
  date: string;
}

/** Whether a person's objection stops a register of the regime, and by which law (R-2, P-2). */
const OPT_OUT: Record<RegisterFile['regime'], string | undefined> = {
  halsodataregister: undefined,
  'nationellt-kvalitetsregister': 'patientdatalagen (2008:355) 7 kap. 2 §',
};

/**
 * The legal gate of one register: an objection stops quality registers only, content of a legal domain that the register has no basis for
 * never routes there, and a date without a legal basis has none. Nothing comes back when the law lets the case through.
 */
export function legalGate(register: RegisterFile, question: GateQuestion): GateRefusal | undefined {
  const parameters = { register: register.id };
  const optOut = OPT_OUT[register.regime];
  if (optOut && question.objections.has(register.id)) {
    const law = optOut;
    return {
      outcome: 'opted-out',
      rule: 'P-2',
      law,
      reason: 'objection',
      finding: finding('register-opted-out', '', parameters),
    };
  }
  if (!register.legalDomains.includes(question.legalDomain)) {
    const told = finding('register-legal-domain', '', { ...parameters, domain: question.legalDomain });
    return { outcome: 'not-eligible', rule: 'R-4', law: told.law ?? '', reason: 'legal-domain', finding: told };
  }
  if (!register.legalBasis.some((basis) => isInForce(basis, question.date))) {
    const law = register.legalBasis.map((basis) => basis.law).join('; ');
    const told = finding('register-no-legal-basis', '', parameters);
    return { outcome: 'not-eligible', rule: 'R-1', law, reason: 'no-legal-basis', finding: told };
  }
  return undefined;
}

/** Whether a date lies in a period; both ends are part of it. */
export function isInForce(period: { from?: string; to?: string }, date: string): boolean {
  return (!period.from || period.from <= date) && (!period.to || date <= period.to);
}
