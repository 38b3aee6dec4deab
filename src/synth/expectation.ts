import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PACKAGE_ROOT } from '../package-root.ts';
import type { Act, Contact } from './care.ts';

/** What a receipt must say of one contact and one register. */
export interface ExpectedRegister {
  outcome: 'accepted' | 'draft' | 'not-eligible';
  /** The requirement behind it. */
  rule?: string;
  /** Variables that a draft lacks. */
  missing?: string[];
  /** Rows by table; tables without any are left out. */
  rows: Record<string, number>;
}

type Fact = 'contact' | 'diagnoses' | 'causes' | 'procedures' | 'medicines' | 'compulsory' | 'licensedProcedures';
type Gap = 'level' | 'hospital' | 'main' | 'diagnosis' | 'cause' | 'profession';

interface RegisterModel {
  id: string;
  admits: 'specialised' | 'municipal';
  rows: Record<string, Fact>;
  missing: Partial<Record<Gap, string>>;
}

/** The registers and their tables are data: profiles/synthetic/expected-rows.json. */
const MODELS: RegisterModel[] = JSON.parse(
  readFileSync(join(PACKAGE_ROOT, 'profiles', 'synthetic', 'expected-rows.json'), 'utf8'),
).registers;

/** What every register must make of a contact, by the id of the register. */
export function expectedOf(contact: Contact): Record<string, ExpectedRegister> {
  return Object.fromEntries(MODELS.map((model) => [model.id, expectedIn(model, contact)]));
}

function expectedIn(model: RegisterModel, contact: Contact): ExpectedRegister {
  if (contact.enteredInError) return { outcome: 'not-eligible', rule: 'S-3', rows: {} };
  if (contact.domain === 'SoL') return { outcome: 'not-eligible', rule: 'R-4', rows: {} };
  const admitted = model.admits === 'municipal' ? isMunicipal(contact) : isSpecialised(contact);
  if (admitted === false) return { outcome: 'not-eligible', rule: 'R-6', rows: {} };
  const gaps = admitted === undefined ? (['level', ...gapsOf(contact)] as Gap[]) : gapsOf(contact);
  const missing = gaps.map((gap) => model.missing[gap]).filter((id) => id !== undefined);
  const rows: Record<string, number> = {};
  for (const [table, fact] of Object.entries(model.rows)) {
    const count = countOf(fact, contact);
    if (count > 0) rows[table] = count;
  }
  return missing.length > 0 ? { outcome: 'draft', missing, rows } : { outcome: 'accepted', rows };
}

function isMunicipal(contact: Contact): boolean {
  return contact.unit.vardgivare.kommunkod !== undefined;
}

/** Förordning (2001:707) 4 §; undefined where the care level is missing, so that nobody can tell (S-10). */
function isSpecialised(contact: Contact): boolean | undefined {
  if (contact.kind === 'inpatient') return true;
  if (isMunicipal(contact)) return false;
  if (contact.level === undefined) return undefined;
  if (contact.level === '1') return false;
  return contact.professions.includes('physician') || isPsychiatric(contact);
}

function isPsychiatric({ unit }: Contact): boolean {
  return unit.mvo.startsWith('9');
}

function gapsOf(contact: Contact): Gap[] {
  const { diagnoses } = contact;
  const gaps: Gap[] = contact.unit.hospital ? [] : ['hospital'];
  if (!diagnoses.some((item) => item.role === 'main')) gaps.push('main');
  if (diagnoses.some((item) => item.text !== undefined || item.icd.length < 4)) gaps.push('diagnosis');
  const injury = diagnoses.some((item) => item.role !== 'cause' && item.text === undefined && /^[ST]/.test(item.icd));
  if (injury && !diagnoses.some((item) => item.role === 'cause')) gaps.push('cause');
  // The register asks for the profession in a code system that is not published openly, so no EHR of the population has it.
  if (contact.kind !== 'inpatient' && isPsychiatric(contact) && !contact.professions.includes('physician'))
    gaps.push('profession');
  return gaps;
}

function countOf(fact: Fact, contact: Contact): number {
  const acts = contact.procedures.filter((act) => !act.enteredInError);
  switch (fact) {
    case 'contact':
      return 1;
    case 'diagnoses':
      return diagnosisRows(contact, false);
    case 'causes':
      return diagnosisRows(contact, true);
    case 'procedures':
      return acts.reduce((sum, act) => sum + 1 + act.used.length, 0);
    case 'medicines':
      return contact.medicines.length;
    case 'compulsory':
      return contact.compulsory ? 1 : 0;
    case 'licensedProcedures':
      return acts.filter(byLicensedStaff).length;
  }
}

/** A code and, directly under it, the ATC code of what caused it. */
function diagnosisRows(contact: Contact, causes: boolean): number {
  return contact.diagnoses
    .filter((item) => (item.role === 'cause') === causes)
    .reduce((sum, item) => sum + (item.causedBy ? 2 : 1), 0);
}

function byLicensedStaff(act: Act): boolean {
  return act.professions.some((profession) => profession !== 'assistantNurse');
}
