/** NamingSystem: read and search. */
import type { GatewayParts } from './gateway-parts.ts';
import type { Route } from './route.ts';
import { terminologyResourceRoutes } from './terminology-resource.ts';

export function namingSystemRoutes(parts: GatewayParts): Route[] {
  return terminologyResourceRoutes(parts, 'NamingSystem');
}
