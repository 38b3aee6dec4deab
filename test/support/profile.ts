/** What every profile of a resource type says of itself; a test adds its elements. */
export function profileOf(type: string, url: string, name: string) {
  return {
    resourceType: 'StructureDefinition' as const,
    url,
    name,
    status: 'draft' as const,
    kind: 'resource' as const,
    abstract: false,
    type,
    baseDefinition: `http://hl7.org/fhir/StructureDefinition/${type}`,
    derivation: 'constraint' as const,
  };
}
