/** CodeSystem, ValueSet, ConceptMap, NamingSystem and StructureDefinition: their operations, reading and search. */
import { CATALOGUE_TYPES } from '../terminology/catalogue.ts';
import type { GatewayParts } from './gateway-parts.ts';
import type { Route } from './route.ts';
import { operationRoutes } from './terminology-operation.ts';
import { TERMINOLOGY_OPERATIONS } from './terminology-operations.ts';
import { terminologyResourceRoutes } from './terminology-resource.ts';

export function terminologyRoutes(parts: GatewayParts): Route[] {
  return [
    ...TERMINOLOGY_OPERATIONS.flatMap((operation) => operationRoutes(parts, operation)),
    ...CATALOGUE_TYPES.flatMap((type) => terminologyResourceRoutes(parts, type)),
  ];
}
