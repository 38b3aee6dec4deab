import type { Resource } from '@medplum/fhirtypes';
import { compileFhirPath, type FhirPathEnv, type FhirPathExpression } from '../fhir/fhirpath/fhirpath.ts';
import { wrapAll } from '../fhir/fhirpath/item.ts';
import type { Case } from './case.ts';
import { caseEnvironment } from './view/case-rows.ts';

/** FHIRPath from the root of a case, which sees the case (`%case`), its rows (`%rows`, `%row`) and the local date (`%today`). */
export type CaseExpression = FhirPathExpression;

const VARIABLES = ['case', 'rows', 'row', 'today'];

/** Compiles an expression of a register's files. Throws when it cannot be right; a misspelled `%name` is found here. */
export function compileCaseExpression(
  expression: string,
  rootType: string,
  constants: Record<string, string | string[]> = {},
): CaseExpression {
  return compileFhirPath(expression, {
    type: rootType,
    strict: true,
    variables: VARIABLES,
    constants: new Map(Object.entries(constants).map(([name, value]) => [name, wrapAll(value)])),
  });
}

/** One case, ready for many expressions. */
export class CaseContext {
  readonly root: Resource;
  readonly env: FhirPathEnv;

  constructor(source: Case, variables: Record<string, unknown>) {
    this.root = source.root;
    const env = caseEnvironment(source);
    this.env = { ...env, variables: { ...variables, ...env.variables } };
  }
}

/** Whether a condition holds; what is empty does not hold. */
export function holds(expression: CaseExpression, context: CaseContext, row?: Record<string, unknown>): boolean {
  const env = row ? { ...context.env, variables: { ...context.env.variables, row } } : context.env;
  return expression.test(context.root, env) === true;
}

/** The first value of an expression, when it is a string. */
export function firstString(expression: CaseExpression, context: CaseContext): string | undefined {
  const [value] = expression(context.root, context.env);
  return typeof value === 'string' ? value : undefined;
}
