/** GET /fhir/{type} and POST /fhir/{type}/_search: search among the caller's own resources. */
import type { Bundle, BundleLink, Condition } from '@medplum/fhirtypes';
import type { Request, Response } from 'express';
import { type View, viewOf } from '../access/view.ts';
import { SlussError } from '../errors/sluss-error.ts';
import type { ReferenceTarget, SearchCriterion } from '../repository/read/criteria.ts';
import { ATC, ICD_10_SE, KVA, normaliseCode } from '../terminology/code-shapes.ts';
import { readEntries } from './access-audit.ts';
import type { GatewayParts } from './gateway-parts.ts';
import { identifierHashes } from './identifier-token.ts';
import { openPage, type Page, sealPage } from './page-link.ts';
import { callerOf } from './request-context.ts';
import type { Route } from './route.ts';
import { type Criterion, parseSearch, type SearchQuery, type Target, type Token } from './search-query.ts';
import { sendResource } from './send.ts';
import { candidateIds, projectAll } from './view-ids.ts';

/** Systems whose codes are stored in a form of their own. */
const SHAPED_SYSTEMS = [ICD_10_SE, KVA, ATC];

export function searchRoutes(parts: GatewayParts): Route[] {
  const answer = async (request: Request, response: Response, parameters: [string, string][]): Promise<void> => {
    const { type } = request.params as { type: string };
    sendResource(request, response, 200, await search(parts, response, type, parameters));
  };
  const statuses = { 200: 'Bundle of type searchset' };
  return [
    {
      method: 'get',
      path: '/fhir/:type',
      access: ['s'],
      answer: 'fhir',
      id: 'search',
      summary: 'Search resources of a type',
      tag: 'reads',
      statuses,
      handle: (request, response) => answer(request, response, queryOf(request)),
    },
    {
      method: 'post',
      path: '/fhir/:type/_search',
      access: ['s'],
      body: 'form',
      answer: 'fhir',
      id: 'searchByPost',
      summary: 'Search with the parameters in the body, where identifiers of persons belong',
      tag: 'reads',
      statuses,
      handle: (request, response) => answer(request, response, [...queryOf(request), ...pairsOf(request.body)]),
    },
  ];
}

function queryOf(request: Request): [string, string][] {
  return pairsOf(request.query as Record<string, string | string[]>);
}

function pairsOf(fields: Record<string, string | string[]>): [string, string][] {
  return Object.entries(fields).flatMap(([name, values]) =>
    [values].flat().map((value): [string, string] => [name, value]),
  );
}

async function search(
  parts: GatewayParts,
  response: Response,
  type: string,
  parameters: [string, string][],
): Promise<Bundle> {
  const { reads, audit, endpoints, seal } = parts;
  const caller = callerOf(response);
  const view = viewOf(caller);
  const page = pageOf(parts, caller.client, type, parameters);
  const query = parseSearch(type, page.parameters, endpoints.base);
  const criteria = await Promise.all(query.criteria.map((criterion) => resolve(parts, view, type, criterion)));
  const nothing = criteria.some((criterion) => criterion.any.length === 0);
  const found = nothing
    ? { resources: [], total: 0 }
    : await reads.search(view, type, criteria, { count: query.count, ...(page.cursor && { cursor: page.cursor }) });
  // Nothing is answered before the access is on record (L-4).
  const [resources] = await Promise.all([
    projectAll(parts, view, found.resources),
    audit(readEntries('search', caller, view, found.resources, { type })),
  ]);

  const address = (item: Page) => `${endpoints.base}/${type}?_page=${sealPage(seal, caller.client, type, item)}`;
  const link: BundleLink[] = [{ relation: 'self', url: selfLink(query, page, endpoints.base) ?? address(page) }];
  if (found.next) link.push({ relation: 'next', url: address({ parameters: page.parameters, cursor: found.next }) });
  return {
    resourceType: 'Bundle',
    type: 'searchset',
    ...(found.total !== undefined && { total: found.total }),
    link,
    ...(resources.length > 0 && {
      entry: resources.map((resource) => ({
        fullUrl: `${endpoints.base}/${type}/${resource.id}`,
        resource,
        search: { mode: 'match' },
      })),
    }),
  };
}

/** A `_page` is the whole search; it goes with nothing but the form of the answer. */
function pageOf({ seal }: GatewayParts, client: string, type: string, parameters: [string, string][]): Page {
  const own = parameters.filter(([name]) => name !== '_format' && name !== '_pretty');
  const token = own.find(([name]) => name === '_page')?.[1];
  if (token === undefined) return { parameters: own };
  if (own.length > 1) throw SlussError.of('page-invalid');
  return openPage(seal, client, type, token);
}

/** Readable where it can be: the first page of a search that names no one. */
function selfLink({ type, link }: SearchQuery, { cursor }: Page, base: string): string | undefined {
  if (!link || cursor) return undefined;
  const query = new URLSearchParams(link).toString();
  return `${base}/${type}${query && `?${query}`}`;
}

/** From what the caller wrote to what the repository knows: internal ids, keyed hashes, canonical systems. */
async function resolve(parts: GatewayParts, view: View, type: string, criterion: Criterion): Promise<SearchCriterion> {
  switch (criterion.kind) {
    case 'id':
      return {
        kind: 'id',
        any: (await Promise.all(criterion.any.map((id) => candidateIds(parts, view, type, id)))).flat(),
      };
    case 'identifier':
      return { kind: 'identifier', any: criterion.any.flatMap((token) => identifierHashes(token, parts)) };
    case 'code':
      return { kind: 'code', any: criterion.any.flatMap((token) => canonicalCodes(parts, token)) };
    case 'reference':
      return {
        kind: 'reference',
        any: (await Promise.all(criterion.any.map((target) => targetOf(parts, view, target)))).flat(),
      };
    default:
      return criterion;
  }
}

async function targetOf(parts: GatewayParts, view: View, target: Target): Promise<ReferenceTarget[]> {
  if ('identifier' in target) return [{ type: target.type, identifiers: identifierHashes(target.identifier, parts) }];
  return (await candidateIds(parts, view, target.type, target.id)).map((id) => ({ id }));
}

/** As codes are stored: under the canonical system and in its form; without a system, in the form of each that has one (I10.9 is stored as I109). */
function canonicalCodes({ normalise }: GatewayParts, { system, value }: Token): Token[] {
  if (system === undefined)
    return [...new Set([value, ...SHAPED_SYSTEMS.map((shaped) => normaliseCode(shaped, value))])].map((code) => ({
      value: code,
    }));
  if (system === '') return [{ system, value }];
  const coding = { system, code: value };
  normalise({ resourceType: 'Condition', code: { coding: [coding] } } as Condition);
  return [{ system: coding.system, value: coding.code }];
}
