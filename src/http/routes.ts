/** The table of everything that the gateway answers. */
import { bundleRoutes } from './bundle.ts';
import type { GatewayParts } from './gateway-parts.ts';
import { healthRoutes } from './health.ts';
import { metadataRoutes } from './metadata.ts';
import { documentationRoutes } from './openapi.ts';
import { receiptRoutes } from './receipt.ts';
import { resourceRoutes } from './resource.ts';
import type { Route } from './route.ts';
import { searchRoutes } from './search.ts';
import { terminologyRoutes } from './terminology.ts';
import { tokenRoutes } from './token.ts';
import { validateRoutes } from './validate.ts';

/** All routes; of two that fit an address the earlier one answers. */
export function routesOf(parts: GatewayParts): Route[] {
  const routes = [
    // First, for addresses are compared one after the other and this one is asked for more than all others.
    ...bundleRoutes(parts),
    ...metadataRoutes(parts),
    ...terminologyRoutes(parts),
    ...tokenRoutes(parts),
    ...validateRoutes(parts),
    ...receiptRoutes(parts),
    ...searchRoutes(parts),
    ...resourceRoutes(parts),
    ...healthRoutes(parts),
  ];
  return [...routes, ...documentationRoutes(parts, routes)];
}
