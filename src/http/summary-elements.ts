import type { DefinitionIndex } from '../fhir/definitions/definition-index.ts';

/**
 * The elements of a type that a summary shows (http://hl7.org/fhir/R4/search.html#summary), read from its StructureDefinition at the first question.
 */
export function summaryElements(definitions: DefinitionIndex): (type: string) => ReadonlySet<string> {
  const known = new Map<string, Set<string>>();
  return (type) => {
    let names = known.get(type);
    if (!names) {
      const definition = definitions.resolve(`http://hl7.org/fhir/StructureDefinition/${type}`, 'StructureDefinition');
      const elements = definition?.snapshot?.element ?? [];
      const own = elements.filter(({ isSummary, path }) => isSummary && path?.split('.').length === 2);
      names = new Set(['resourceType', ...own.flatMap(({ path, type: types = [] }) => namesOf(path!, types))]);
      known.set(type, names);
    }
    return names;
  };
}

/** `source[x]` stands in a resource as `sourceUri` or `sourceCanonical`. */
function namesOf(path: string, types: readonly { code?: string }[]): string[] {
  const name = path.slice(path.indexOf('.') + 1);
  if (!name.endsWith('[x]')) return [name];
  return types.map(({ code = '' }) => name.slice(0, -3) + code[0]?.toUpperCase() + code.slice(1));
}
