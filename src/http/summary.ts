/** `_summary` (https://hl7.org/fhir/R4/search.html#summary): what is shown of a resource. */
import { SUBSETTED } from '../access/projection.ts';
import { SlussError } from '../errors/sluss-error.ts';
import type { CatalogueType, CatalogueTypes } from '../terminology/catalogue.ts';

export type Summary = 'true' | 'data' | 'count' | 'false';

const OF_EVERY_TYPE = [
  'resourceType',
  'id',
  'meta',
  'implicitRules',
  'name',
  'status',
  'date',
  'publisher',
  'contact',
  'useContext',
  'jurisdiction',
];
/** The elements that R4 marks as part of the summary, by type. */
const SUMMARY_ELEMENTS: Record<CatalogueType, readonly string[]> = {
  CodeSystem: [
    'url',
    'identifier',
    'version',
    'title',
    'experimental',
    'caseSensitive',
    'valueSet',
    'hierarchyMeaning',
    'compositional',
    'versionNeeded',
    'content',
    'supplements',
    'count',
    'filter',
    'property',
  ],
  ConceptMap: [
    'url',
    'identifier',
    'version',
    'title',
    'experimental',
    'sourceUri',
    'sourceCanonical',
    'targetUri',
    'targetCanonical',
  ],
  NamingSystem: ['kind', 'uniqueId'],
  StructureDefinition: [
    'url',
    'identifier',
    'version',
    'title',
    'experimental',
    'description',
    'fhirVersion',
    'kind',
    'abstract',
    'context',
    'type',
    'baseDefinition',
    'derivation',
  ],
  ValueSet: ['url', 'identifier', 'version', 'title', 'experimental', 'immutable'],
};

/** Reads the parameter's values. Throws `query-parameter-repeated`, and `query-value-invalid` for what is not among those that the address takes. */
export function summaryOf(values: readonly string[], taken: readonly Summary[]): Summary {
  const [value = 'false', ...others] = values;
  if (others.length > 0) throw SlussError.of('query-parameter-repeated', { parameter: '_summary' });
  const found = taken.find((item) => item === value);
  if (!found) throw SlussError.of('query-value-invalid', { parameter: '_summary', form: taken.join(', ') });
  return found;
}

/** The resource itself, or a copy of what the summary shows of it, marked as such. */
export function summarise<T extends CatalogueTypes[CatalogueType]>(resource: T, summary: Summary): T {
  if (summary === 'false') return resource;
  const shown = new Set([...OF_EVERY_TYPE, ...SUMMARY_ELEMENTS[resource.resourceType]]);
  const keeps = (name: string) => (summary === 'data' ? name !== 'text' : shown.has(name));
  const kept = Object.entries(resource).filter(([name]) => keeps(name.replace(/^_/, '')));
  return {
    ...(Object.fromEntries(kept) as unknown as T),
    meta: { ...resource.meta, tag: [...(resource.meta?.tag ?? []), SUBSETTED] },
  };
}
