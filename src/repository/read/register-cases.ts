import type pg from 'pg';
import type { Uuid } from '../types.ts';
import type { RowSelection } from './register-rows.ts';
import type { RegisterView } from './view.ts';

/** What the register has of a case. */
export interface RegisterCase {
  personKey: Uuid;
  caseId: Uuid;
  vardgivare: string;
  outcome: 'accepted' | 'draft';
  missing: string[];
  rule: string | null;
  specification: string;
  eventDate: string | null;
  submissionId: Uuid;
}

/** The cases of the view's register in a period, drafts and what they lack included when asked for. */
export async function readRegisterCases(
  client: pg.ClientBase | pg.Pool,
  view: RegisterView,
  selection: RowSelection,
): Promise<RegisterCase[]> {
  const { rows } = await client.query<RegisterCase>(
    `SELECT person_key AS "personKey", case_id AS "caseId", vardgivare, outcome, missing, rule, specification,
            event_date AS "eventDate", submission_id AS "submissionId"
     FROM sluss.register_case
     WHERE register = $1 AND event_date BETWEEN $2 AND $3 AND outcome = ANY ($4) AND ($5::text[] IS NULL OR vardgivare = ANY ($5))
     ORDER BY vardgivare, event_date, case_id`,
    [
      view.register,
      selection.period.from,
      selection.period.to,
      selection.status ?? ['accepted'],
      selection.vardgivare ?? null,
    ],
  );
  return rows;
}
