/** GET /fhir/{type}/{id} and /fhir/{type}/{id}/_history/{version}: one resource of the caller's own. */
import type { Request, Response } from 'express';
import { viewOf } from '../access/view.ts';
import { SlussError } from '../errors/sluss-error.ts';
import type { ReadResource } from '../repository/read/view.ts';
import { readEntries } from './access-audit.ts';
import type { GatewayParts } from './gateway-parts.ts';
import { callerOf } from './request-context.ts';
import type { Route } from './route.ts';
import { sendResource } from './send.ts';
import { candidateIds, projectAll } from './view-ids.ts';

export function resourceRoutes(parts: GatewayParts): Route[] {
  const { reads, audit } = parts;

  async function answer(request: Request, response: Response, version?: number): Promise<void> {
    const { type, id } = request.params as { type: string; id: string };
    const caller = callerOf(response);
    const view = viewOf(caller);
    let found: ReadResource | undefined;
    for (const candidate of await candidateIds(parts, view, type, id)) {
      const read =
        version === undefined
          ? await reads.readResource(view, type, candidate)
          : await reads.readVersion(view, type, candidate, version);
      // Of two vårdgivare that gave the same id one may have retracted its resource.
      if (!found || read?.state === 'current') found = read;
      if (found?.state === 'current') break;
    }
    const shown = found ? [found] : [];
    // Nothing is answered before the access is on record (L-4).
    const [[resource]] = await Promise.all([
      projectAll(parts, view, shown),
      audit(readEntries('read', caller, view, shown, { type })),
    ]);
    if (!found) throw SlussError.of('not-found');
    const etag = `W/"${found.version}"`;
    response.set({
      ETag: etag,
      'Last-Modified': new Date(found.lastUpdated).toUTCString(),
      'Cache-Control': 'private, no-cache',
    });
    if (!resource) throw SlussError.of('deleted');
    if (request.headers['if-none-match'] === etag) return void response.status(304).end();
    sendResource(request, response, 200, resource);
  }

  const common = { method: 'get', access: ['r'], answer: 'fhir', tag: 'reads', parameters: [] } as const;
  const statuses = {
    200: 'The resource, reduced to what registers use',
    404: 'Nothing with this id among what the caller submitted',
    410: 'It was retracted',
  };
  return [
    {
      ...common,
      parameters: [],
      path: '/fhir/:type/:id',
      id: 'read',
      summary: 'Read a resource',
      statuses: { ...statuses, 304: 'Not changed since the version in If-None-Match' },
      handle: (request, response) => answer(request, response),
    },
    {
      ...common,
      parameters: [],
      path: '/fhir/:type/:id/_history/:version',
      id: 'vread',
      summary: 'Read a version of a resource',
      statuses,
      handle(request, response) {
        const { version } = request.params as { version: string };
        if (!/^[1-9]\d{0,8}$/.test(version)) throw SlussError.of('not-found');
        return answer(request, response, Number(version));
      },
    },
  ];
}
