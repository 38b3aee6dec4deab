/** SQL on FHIR v2 ViewDefinitions, compiled: https://sql-on-fhir.org. docs/viewdefinitions.md says how they are used here. */
import type { Resource } from '@medplum/fhirtypes';
import { type Finding, finding, isError } from '../../errors/finding.ts';
import { SlussError } from '../../errors/sluss-error.ts';
import { Context, type FhirPathEnv } from '../../fhir/fhirpath/context.ts';
import { Item, type Items } from '../../fhir/fhirpath/item.ts';
import { fhirType, SYSTEM, type TypeInfo, UNTYPED } from '../../fhir/fhirpath/type-model.ts';
import type { Case, Row } from '../case.ts';
import { caseEnvironment, caseResources, toCaseRow } from './case-rows.ts';
import { collectColumns } from './columns.ts';
import { readConstants } from './constants.ts';
import { guarded, type RowState, SelectCompiler } from './emit.ts';
import { PathCompiler } from './paths.ts';
import { checkStructure } from './structure.ts';
import { lineageOf, type ViewColumn, type ViewDefinition, type ViewTag } from './view-definition.ts';

export interface CompileViewOptions {
  /** Names of further variables that `rows()` will be given; `%case` is always known. */
  variables?: readonly string[];
}

export interface OutputColumn {
  name: string;
  /** As declared, else as the definitions tell; undefined when neither does. */
  type: string | undefined;
  collection: boolean;
  description: string | undefined;
  tags: readonly ViewTag[];
}

export interface CompiledView {
  readonly name: string | undefined;
  readonly resource: string;
  readonly columns: readonly OutputColumn[];
  /** What is legal but surely not meant, such as an element that the resource does not have. */
  readonly warnings: readonly Finding[];
  /** The rows of one resource in document order; none for a resource of another type. Throws SlussError. */
  rows(resource: unknown, env?: FhirPathEnv): Record<string, unknown>[];
  /** The rows of a case with their lineage; see docs/viewdefinitions.md. Throws SlussError. */
  caseRows(source: Case): Row[];
}

/** Compiles a ViewDefinition. Throws a SlussError with every finding, each with its path in the ViewDefinition. */
export function compileView(view: unknown, options: CompileViewOptions = {}): CompiledView {
  const structure = checkStructure(view);
  if (structure.length > 0) throw new SlussError(structure);
  const definition = view as ViewDefinition;
  const findings: Finding[] = [];
  const constants = readConstants(definition.constant ?? [], findings);
  const columns = collectColumns(definition.select, 'ViewDefinition.select', findings);
  const paths = new PathCompiler(constants, ['case', ...(options.variables ?? [])]);
  const type = fhirType(definition.resource);
  const types = type && [type];
  const isWanted = compileWhere(definition, paths, types, findings);
  const compiler = new SelectCompiler(paths, columns);
  const emit = compiler.siblings(definition.select, 'ViewDefinition.select', 0, types, (state) => state.take(state));
  findings.push(...paths.findings);
  if (findings.some(isError)) throw new SlussError(findings.filter(isError));

  const run = (resource: unknown, env: FhirPathEnv, take: (state: RowState) => void) => {
    if ((resource as Resource | undefined)?.resourceType !== definition.resource) return;
    const focus: Items = [new Item(resource, type ?? UNTYPED)];
    const context = new Context(env, focus);
    if (!isWanted(focus, context)) return;
    const state: RowState = {
      context,
      foci: [focus],
      indexes: [0],
      row: new Array(columns.length),
      lineage: undefined,
      take,
    };
    emit(state);
  };
  const output = columns.flatMap((column, place) => (lineageOf(column) ? [] : [{ column, place }]));
  return {
    name: definition.name,
    resource: definition.resource,
    columns: output.map(({ column }) => describe(column, compiler.columnTypes.get(column.name))),
    warnings: findings,
    rows: (resource, env = {}) => {
      const rows: Record<string, unknown>[] = [];
      run(resource, env, ({ row }) => {
        const values: Record<string, unknown> = {};
        for (const { column, place } of output) values[column.name] = row[place];
        rows.push(values);
      });
      return rows;
    },
    caseRows: (source) => {
      const env = caseEnvironment(source);
      const rows: Row[] = [];
      for (const resource of caseResources(source, definition.resource)) {
        run(resource, env, (state) => rows.push(toCaseRow(state, columns)));
      }
      return rows;
    },
  };
}

/** All conditions as one. A condition that can never be a boolean is refused at once, others when they give something else. */
function compileWhere(
  { where = [] }: ViewDefinition,
  paths: PathCompiler,
  types: readonly TypeInfo[] | undefined,
  findings: Finding[],
): (focus: Items, context: Context) => boolean {
  const conditions = where.map(({ path }, index) => {
    const at = `ViewDefinition.where[${index}].path`;
    const step = paths.compile(path, types, at);
    if (step.types && step.types.length > 0 && !step.types.some(isBoolean))
      findings.push(finding('view-where-not-boolean', at));
    return { find: guarded(step, at), at };
  });
  return (focus, context) =>
    conditions.every(({ find, at }) => {
      const items = find(focus, context);
      if (items.length === 0) return false;
      const value = items[0]?.value;
      if (items.length > 1 || typeof value !== 'boolean')
        throw SlussError.of('view-where-not-boolean', {}, { expression: at });
      return value;
    });
}

const isBoolean = (type: TypeInfo) => type === SYSTEM.Boolean || type.name === 'boolean' || type === UNTYPED;

function describe(column: ViewColumn, types: readonly TypeInfo[] | undefined): OutputColumn {
  const inferred = types?.length === 1 ? types[0] : undefined;
  return {
    name: column.name,
    type: column.type ?? (inferred && typeName(inferred)),
    collection: column.collection === true,
    description: column.description,
    tags: column.tag ?? [],
  };
}

/** FHIR's name of a type: System.String is a string, System.DateTime a dateTime. */
function typeName({ namespace, name }: TypeInfo): string {
  return namespace === 'FHIR' || name === 'Quantity' ? name : (name[0] as string).toLowerCase() + name.slice(1);
}
