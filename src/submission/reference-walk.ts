import type { Reference } from '@medplum/fhirtypes';

/** Elements that hold one Reference which may name its target by identifier alone. */
const LOGICAL = new Set([
  'subject',
  'patient',
  'encounter',
  'context',
  'serviceProvider',
  'individual',
  'actor',
  'who',
  'partOf',
  'organization',
  'practitioner',
  'custodian',
  'responsible',
  'condition',
  'managingOrganization',
]);

/**
 * Calls `visit` for every Reference inside a resource, with its FHIRPath below `path`. Contained resources are walked too.
 * A Reference is told by a string `reference`, or by an `identifier` object where the element's name says that it is one.
 */
export function forEachReference(
  node: unknown,
  path: string,
  visit: (reference: Reference, path: string, element: string) => void,
  element = '',
): void {
  if (Array.isArray(node)) {
    for (let index = 0; index < node.length; index++)
      forEachReference(node[index], `${path}[${index}]`, visit, element);
    return;
  }
  if (typeof node !== 'object' || node === null) return;
  const object = node as Record<string, unknown>;
  const logical = LOGICAL.has(element) && typeof object.identifier === 'object' && object.resourceType === undefined;
  if (typeof object.reference === 'string' || logical) visit(object as Reference, path, element);
  for (const key in object) {
    const child = object[key];
    if (typeof child === 'object' && child !== null) forEachReference(child, `${path}.${key}`, visit, key);
  }
}
