/** The columns of a view in their order, and whether they may stand together: https://sql-on-fhir.org, "Validate Columns". */
import { type Finding, finding } from '../../errors/finding.ts';
import type { ViewColumn, ViewSelect } from './view-definition.ts';

/**
 * The columns that selects yield: of each its own, then those of nested selects, then those of unionAll. Names are unique, and
 * all branches of a unionAll agree in names and order; what breaks that goes to `findings`.
 */
export function collectColumns(
  selects: readonly ViewSelect[],
  at: string,
  findings: Finding[],
  taken: readonly ViewColumn[] = [],
): ViewColumn[] {
  const columns: ViewColumn[] = [];
  selects.forEach((select, index) => {
    columns.push(...selectColumns(select, `${at}[${index}]`, findings, [...taken, ...columns]));
  });
  return columns;
}

function selectColumns(
  select: ViewSelect,
  at: string,
  findings: Finding[],
  taken: readonly ViewColumn[],
): ViewColumn[] {
  const columns: ViewColumn[] = [];
  select.column?.forEach((column, index) => {
    if ([...taken, ...columns].some((other) => other.name === column.name)) {
      findings.push(finding('view-column-duplicate', `${at}.column[${index}].name`, { column: column.name }));
    } else columns.push(column);
  });
  columns.push(...collectColumns(select.select ?? [], `${at}.select`, findings, [...taken, ...columns]));
  const [first = [], ...others] = (select.unionAll ?? []).map((branch, index) =>
    selectColumns(branch, `${at}.unionAll[${index}]`, findings, [...taken, ...columns]),
  );
  others.forEach((other, index) => {
    const [expected, found] = [names(first), names(other)];
    const path = `${at}.unionAll[${index + 1}]`;
    if (expected !== found) findings.push(finding('view-union-mismatch', path, { expected, found }));
    else for (const column of differingTypes(first, other)) findings.push(finding('view-union-type', path, { column }));
  });
  return [...columns, ...first];
}

const names = (columns: readonly ViewColumn[]) => columns.map((column) => column.name).join(', ');

/** The columns that two branches declare to be of different types. */
function differingTypes(a: readonly ViewColumn[], b: readonly ViewColumn[]): string[] {
  const differ = (one: ViewColumn, other: ViewColumn | undefined) =>
    (one.type !== undefined && other?.type !== undefined && one.type !== other.type) ||
    (one.collection === true) !== (other?.collection === true);
  return a.filter((column, at) => differ(column, b[at])).map(({ name }) => name);
}
