import type { Case, Row } from './case.ts';
import { compileView } from './view/compile-view.ts';

/** Compiles the ViewDefinition of a table. Throws what the view engine throws when the view is wrong. */
export function compileTable(view: Record<string, unknown>): (source: Case) => Row[] {
  const compiled = compileView(view);
  return (source) => compiled.caseRows(source);
}
