/** The parts of a ViewDefinition that the engine reads: https://sql-on-fhir.org/ig/StructureDefinition/ViewDefinition */
export interface ViewDefinition {
  resourceType?: string;
  name?: string;
  resource: string;
  constant?: ViewConstant[];
  where?: { path: string; description?: string }[];
  select: ViewSelect[];
  [element: string]: unknown;
}

export interface ViewConstant {
  name: string;
  [value: `value${string}`]: unknown;
}

export interface ViewSelect {
  column?: ViewColumn[];
  select?: ViewSelect[];
  forEach?: string;
  forEachOrNull?: string;
  repeat?: string[];
  unionAll?: ViewSelect[];
}

export interface ViewColumn {
  name: string;
  path: string;
  type?: string;
  collection?: boolean;
  description?: string;
  tag?: ViewTag[];
}

export interface ViewTag {
  name: string;
  value: string;
}

/** Marks a column that is no output but says where the row comes from: value `resource` or `element`. */
export const LINEAGE_TAG = 'https://sluss.se/fhir/view-tag/lineage';

/** Which part of a row's lineage a column gives, if it gives one. */
export function lineageOf(column: ViewColumn): 'resource' | 'element' | undefined {
  const value = column.tag?.find((tag) => tag.name === LINEAGE_TAG)?.value;
  return value === 'resource' || value === 'element' ? value : undefined;
}
