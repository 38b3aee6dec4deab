/** What the gateway says of its terminology: its part of the CapabilityStatement, and the TerminologyCapabilities. */
import type { CapabilityStatementRestResource, TerminologyCapabilities } from '@medplum/fhirtypes';
import { CATALOGUE_TYPES, type CatalogueType, catalogueParameters } from '../terminology/catalogue.ts';
import type { Edition } from '../terminology/code-system.ts';
import type { GatewayParts } from './gateway-parts.ts';
import type { EditionSet } from './live-editions.ts';
import { TERMINOLOGY_OPERATIONS } from './terminology-operations.ts';

const HL7 = 'http://hl7.org/fhir';
/** R4 defines these once for all canonical resources. */
const OF_EVERY_CANONICAL = [
  'url',
  'version',
  'name',
  'title',
  'status',
  'publisher',
  'description',
  'date',
  'identifier',
];

/** The resources of terminology as a CapabilityStatement has them. */
export function terminologyResources(): CapabilityStatementRestResource[] {
  return CATALOGUE_TYPES.map((type) => ({
    type,
    documentation:
      'What is shipped, what the operator added, and imported editions. In a search, what is larger than 100 kB comes as its summary.',
    interaction: [{ code: 'read' }, { code: 'search-type' }],
    versioning: 'no-version',
    searchParam: catalogueParameters(type).map(({ name, type: kind }) => ({
      name,
      definition: `${HL7}/SearchParameter/${ownerOf(type, name)}-${name.replace(/^_/, '')}`,
      type: kind,
    })),
    ...operationsOf(type),
  }));
}

function operationsOf(type: CatalogueType): Pick<CapabilityStatementRestResource, 'operation'> {
  const own = TERMINOLOGY_OPERATIONS.filter((operation) => operation.type === type);
  if (own.length === 0) return {};
  return { operation: own.map(({ name }) => ({ name, definition: `${HL7}/OperationDefinition/${type}-${name}` })) };
}

function ownerOf(type: CatalogueType, name: string): string {
  if (name.startsWith('_')) return 'Resource';
  return OF_EVERY_CANONICAL.includes(name) ? 'conformance' : type;
}

/** The answer to `GET /fhir/metadata?mode=terminology` (http://hl7.org/fhir/R4/terminologycapabilities.html). Editions are named where they are ours; the
 * date is when they were taken into use. */
export function terminologyCapabilities(
  { endpoints, version }: Pick<GatewayParts, 'endpoints' | 'version'>,
  { terminology, since }: EditionSet,
): TerminologyCapabilities {
  const own = new Set(terminology.catalogue.search('CodeSystem', []).map(({ url }) => url));
  return {
    resourceType: 'TerminologyCapabilities',
    url: `${endpoints.base}/metadata?mode=terminology`,
    version,
    name: 'SlussTerminology',
    title: 'Terminology of Sluss',
    status: 'active',
    date: since.toISOString(),
    kind: 'instance',
    software: { name: 'Sluss', version },
    implementation: { description: 'Sluss', url: endpoints.base },
    codeSystem: terminology
      .systems()
      .sort()
      .map((uri) => ({ uri, ...(own.has(uri) && versionsOf(terminology.editionsOf(uri))) })),
    expansion: {
      hierarchical: true,
      paging: true,
      incomplete: false,
      parameter: TERMINOLOGY_OPERATIONS.find(({ name }) => name === 'expand')!
        .parameters.filter(({ type }) => type !== 'unsupported')
        .map(({ name }) => ({ name })),
      textFilter: 'Beginnings of words, or of the code; capitals and accents make no difference',
    },
    validateCode: { translations: false },
    translation: { needsMap: false },
  };
}

/** The filters of an edition in the database (http://hl7.org/fhir/R4/snomedct.html#filters); of another any property of its concepts is one. */
const STORED_FILTERS = [
  { code: 'concept', op: ['is-a', 'descendent-of', 'is-not-a', 'generalizes', 'in', 'not-in', '='] },
  { code: 'constraint', op: ['='] },
  ...['parent', 'child', 'inactive', 'sufficientlyDefined', 'moduleId', 'effectiveTime'].map((code) => ({
    code,
    op: ['='],
  })),
];

function versionsOf(editions: readonly Edition[]) {
  const named = editions.filter(({ version }) => version !== undefined);
  if (named.length === 0) return {};
  return {
    version: named.map(({ version, stored }, n) => ({
      code: version!,
      isDefault: n === named.length - 1,
      ...(stored && { filter: STORED_FILTERS }),
    })),
  };
}
