/** Reading and searching the resources of terminology: what is shipped, what the operator added, and imported editions. They hold nothing of persons. */
import type { Bundle, BundleEntry, BundleLink, Resource } from '@medplum/fhirtypes';
import type { Request, Response } from 'express';
import { SlussError } from '../errors/sluss-error.ts';
import { type CatalogueType, catalogueParameters } from '../terminology/catalogue.ts';
import type { GatewayParts } from './gateway-parts.ts';
import { DEFAULT_COUNT, LARGEST_COUNT } from './page-size.ts';
import type { Parameter, Route } from './route.ts';
import { sendResource } from './send.ts';
import { summarise, summaryOf } from './summary.ts';

/** What is larger, as JSON, stands in a search's answer as its summary; it is read by its id, and asked by operations. */
const LARGEST_IN_SEARCH = 100_000;

const SUMMARY: Parameter = { name: '_summary', in: 'query', description: 'true, data, or false' };
const RESULT_PARAMETERS: Parameter[] = [
  { name: '_summary', in: 'query', description: 'true, data, count, or false' },
  { name: '_count', in: 'query', description: `resources on a page, at most ${LARGEST_COUNT}` },
  { name: '_offset', in: 'query', description: 'resources before the page' },
];

/** `GET /fhir/{type}/{id}`, `GET /fhir/{type}` and `POST /fhir/{type}/_search` of one type. */
export function terminologyResourceRoutes(parts: GatewayParts, type: CatalogueType): Route[] {
  const common = { access: parts.config.terminologyAccess, answer: 'fhir', tag: 'terminology' } as const;
  const parameters = [
    ...catalogueParameters(type).map(({ name, type: kind }): Parameter => ({ name, in: 'query', description: kind })),
    ...RESULT_PARAMETERS,
  ];
  const answer = (request: Request, response: Response, fields: [string, string][]) =>
    sendResource(request, response, 200, search(parts, type, fields));
  return [
    {
      ...common,
      method: 'get',
      path: `/fhir/${type}`,
      id: `${type}-search`,
      summary: `Search ${type} resources`,
      parameters,
      modifiers: true,
      statuses: { 200: 'Bundle of type searchset' },
      handle: (request, response) => answer(request, response, fieldsOf(request.query)),
    },
    {
      ...common,
      method: 'post',
      path: `/fhir/${type}/_search`,
      body: 'form',
      id: `${type}-search-post`,
      summary: `Search ${type} resources with the parameters in the body`,
      parameters,
      modifiers: true,
      statuses: { 200: 'Bundle of type searchset' },
      handle: (request, response) =>
        answer(request, response, [...fieldsOf(request.query), ...fieldsOf(request.body as Fields)]),
    },
    {
      ...common,
      method: 'get',
      path: `/fhir/${type}/:id`,
      id: `${type}-read`,
      summary: `Read a ${type}`,
      parameters: [SUMMARY],
      statuses: { 200: type, 404: 'There is none with this id' },
      handle(request, response) {
        const resource = parts.editions.current().terminology.catalogue.read(type, String(request.params.id));
        if (!resource) throw SlussError.of('terminology-resource-not-found', { type });
        const summary = summaryOf([request.query._summary ?? []].flat().map(String), ['true', 'data', 'false']);
        sendResource(request, response, 200, summarise(resource, summary));
      },
    },
  ];
}

type Fields = Record<string, unknown>;

function fieldsOf(fields: Fields): [string, string][] {
  return Object.entries(fields)
    .filter(([name]) => name !== '_format' && name !== '_pretty')
    .flatMap(([name, values]) => [values].flat().map((value): [string, string] => [name, String(value)]));
}

function search(parts: GatewayParts, type: CatalogueType, fields: [string, string][]): Bundle {
  const { endpoints } = parts;
  const { terminology } = parts.editions.current();
  const taken = (name: string) => fields.filter(([key]) => key === name).map(([, value]) => value);
  const summary = summaryOf(taken('_summary'), ['true', 'data', 'count', 'false']);
  const count = Math.min(numberOf('_count', taken('_count')) ?? DEFAULT_COUNT, LARGEST_COUNT);
  const offset = numberOf('_offset', taken('_offset')) ?? 0;
  const criteria = fields.filter(([name]) => !RESULT_PARAMETERS.some((parameter) => parameter.name === name));
  for (const [name, value] of criteria) {
    if (value === '') throw SlussError.of('query-value-invalid', { parameter: name, form: 'a value' });
  }
  const found = terminology.catalogue.search(type, criteria);
  const page = summary === 'count' ? [] : found.slice(offset, offset + count);
  const address = (at: number) => {
    const own: [string, string][] = [...criteria];
    if (summary !== 'false') own.push(['_summary', summary]);
    if (count !== DEFAULT_COUNT) own.push(['_count', String(count)]);
    if (at > 0) own.push(['_offset', String(at)]);
    const query = new URLSearchParams(own).toString();
    return `${endpoints.base}/${type}${query && `?${query}`}`;
  };
  const link: BundleLink[] = [{ relation: 'self', url: address(offset) }];
  if (page.length > 0 && offset + page.length < found.length) {
    link.push({ relation: 'next', url: address(offset + page.length) });
  }
  const entry = page.map((resource): BundleEntry => {
    const shown = summary === 'false' && isLarge(resource) ? 'true' : summary;
    return {
      fullUrl: `${endpoints.base}/${type}/${resource.id}`,
      resource: summarise(resource, shown),
      search: { mode: 'match' },
    };
  });
  return {
    resourceType: 'Bundle',
    type: 'searchset',
    total: found.length,
    link,
    ...(entry.length > 0 && { entry }),
  };
}

function numberOf(parameter: string, values: string[]): number | undefined {
  if (values.length > 1) throw SlussError.of('query-parameter-repeated', { parameter });
  if (values[0] === undefined) return undefined;
  if (!/^\d{1,6}$/.test(values[0])) throw SlussError.of('query-value-invalid', { parameter, form: 'a whole number' });
  return Number(values[0]);
}

const large = new WeakMap<Resource, boolean>();

function isLarge(resource: Resource): boolean {
  let answer = large.get(resource);
  if (answer === undefined) {
    answer = JSON.stringify(resource).length > LARGEST_IN_SEARCH;
    large.set(resource, answer);
  }
  return answer;
}
