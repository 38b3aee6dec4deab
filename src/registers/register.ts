/** A register as it runs: its folder's files, checked and compiled. */
import type { Case, Row } from './case.ts';
import type { CaseExpression } from './expression.ts';
import type { EligibilityFile, Layout, RegisterFile, RulesFile, Variable, VersionFile } from './schema.ts';

export interface EligibilityRule {
  definition: EligibilityFile['rules'][number];
  when: CaseExpression;
}

export interface RegisterRule {
  definition: RulesFile['rules'][number];
  broken: CaseExpression;
}

/** What a table must have for its rows to be complete, beside what the view gives. */
export interface RegisterTable {
  name: string;
  rows(source: Case): Row[];
  /** Column with the date of a row's own event, where that is not the case's. */
  date?: string;
  /** Columns that the view gives, or could give where a person fills them in; they hold values of their type or null. */
  columns: Variable[];
  derived: Variable[];
  required: Variable[];
  conditional: { variable: Variable; condition: CaseExpression }[];
}

export interface RegisterVersion {
  definition: VersionFile;
  tables: RegisterTable[];
  eligibility: EligibilityRule[];
  rules: RegisterRule[];
}

export interface Register {
  definition: RegisterFile;
  /** Where its folder is. */
  folder: string;
  eventDate: CaseExpression[];
  versions: RegisterVersion[];
  /** Conditional variables of no table, such as the identity: asked once a case. */
  caseVariables: { variable: Variable; condition: CaseExpression }[];
  layouts: Layout[];
  /** Every element path that the register uses: the upper limit of what is kept for it. */
  elementPaths: string[];
}
