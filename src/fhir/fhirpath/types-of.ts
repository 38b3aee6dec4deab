/** `is`, `as`, `ofType()` and `type()`: https://hl7.org/fhirpath/#types-and-reflection */
import type { Node, TypeSpecifier } from './ast.ts';
import { FhirPathError } from './fhirpath-error.ts';
import type { Item } from './item.ts';
import { fhirType, systemType, type TypeInfo, UNTYPED } from './type-model.ts';

/** Reads an argument such as `FHIR.Patient` as a type. Throws when it has another form. */
export function typeArgument(node: Node | undefined): TypeSpecifier {
  if (node?.kind === 'member' && !node.target) return { name: node.name };
  if (node?.kind === 'member' && node.target?.kind === 'member' && !node.target.target) {
    return { namespace: node.target.name, name: node.name };
  }
  // `ofType('Patient')` is no FHIRPath, but examples of the SQL on FHIR specification write it.
  if (node?.kind === 'literal' && node.type === 'string') return { name: node.text };
  throw new FhirPathError('semantic', 'expected the name of a type', node?.position);
}

/** The types that a specifier can mean: without a namespace FHIR's first, then System's. Throws when there is none. */
export function resolveType({ namespace, name }: TypeSpecifier, position?: number): TypeInfo[] {
  const types = [
    ...(namespace === 'System' ? [] : [fhirType(name)]),
    ...(namespace === 'FHIR' ? [] : [systemType(name)]),
  ].filter((type) => type !== undefined);
  if (types.length === 0 && namespace !== 'System') {
    throw new FhirPathError('semantic', `there is no type ${namespace ? `${namespace}.` : ''}${name}`, position);
  }
  return types;
}

/** `is`: the type or a specialization. A backbone element is a BackboneElement under its own path. */
export function isOfType(item: Item, types: readonly TypeInfo[]): boolean {
  return types.some((type) => item.type.isA(type)) || (item.type === UNTYPED && types.includes(UNTYPED));
}

/** `as` and `ofType`: like `is`, but a primitive only as its own type (a code is no string here, as in the official tests). */
export function castsTo(item: Item, types: readonly TypeInfo[]): boolean {
  return types.some((type) => (item.type.primitive ? item.type === type : item.type.isA(type)));
}
