import { SlussError } from '../errors/sluss-error.ts';
import type { Case, Row } from './case.ts';
import { compileView } from './view/compile-view.ts';

/** Compiles the ViewDefinition of a table. Throws a SlussError when the view is wrong, or is surely not what was meant. */
export function compileTable(view: Record<string, unknown>): (source: Case) => Row[] {
  const compiled = compileView(view);
  if (compiled.warnings.length > 0) throw new SlussError([...compiled.warnings]);
  return (source) => compiled.caseRows(source);
}
