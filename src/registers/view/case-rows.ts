/** Views over a case (docs/architecture.md, "Cases"): what they see, and where each of their rows comes from (L-3). */
import type { Resource } from '@medplum/fhirtypes';
import { SlussError } from '../../errors/sluss-error.ts';
import type { FhirPathEnv } from '../../fhir/fhirpath/context.ts';
import { elementPath, type Item, owningResource } from '../../fhir/fhirpath/item.ts';
import type { Case, Row } from '../case.ts';
import type { RowState } from './emit.ts';
import { lineageOf, type ViewColumn } from './view-definition.ts';

const environments = new WeakMap<Case, FhirPathEnv>();

/** `%case`, and `resolve()` among the resources of the case by their relative references. Made once a case. */
export function caseEnvironment(source: Case): FhirPathEnv {
  let env = environments.get(source);
  if (!env) {
    const byReference = new Map(
      source.resources.map((resource) => [`${resource.resourceType}/${resource.id}`, resource]),
    );
    env = { variables: { case: source }, resolve: (reference) => byReference.get(reference) };
    environments.set(source, env);
  }
  return env;
}

/** The resources that a case view runs over: the root for views of its type, else all members of the view's type. */
export function caseResources(source: Case, type: string): Resource[] {
  if (source.root.resourceType === type) return [source.root];
  return source.resources.filter((resource) => resource.resourceType === type);
}

/** The row in hand as a Row. Lineage columns say where it comes from, else the innermost iterated element, else the focus. */
export function toCaseRow({ row, foci, lineage }: RowState, columns: readonly ViewColumn[]): Row {
  const values: Row['values'] = {};
  let resource: string | undefined;
  let element: string | undefined;
  columns.forEach((column, place) => {
    const value = row[place] ?? null;
    const part = lineageOf(column);
    if (part === 'resource') resource = referenceOf(value) ?? resource;
    else if (part === 'element') element = typeof value === 'string' ? value : undefined;
    else if (typeof value === 'object' && value !== null) {
      throw SlussError.of('view-value-not-primitive', { column: column.name });
    } else values[column.name] = value as Row['values'][string];
  });
  const origin = lineage ?? (foci[0]?.[0] as Item);
  const owner = owningResource(origin) ?? (foci[0]?.[0] as Item);
  resource ??= referenceOf(owner.value) as string;
  element ??= origin === owner ? undefined : elementPath(origin);
  return { values, resource, ...(element !== undefined && { element }) };
}

/** `Type/id` of a resource, of a Reference, or of the text itself. */
function referenceOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  const { resourceType, id, reference } = (value ?? {}) as { resourceType?: string; id?: string; reference?: string };
  return resourceType ? `${resourceType}/${id}` : reference;
}
