/** GET /openapi.json, made from the route table, and GET /docs, a page that shows it. */

import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import type { GatewayParts } from './gateway-parts.ts';
import { pathPattern, type Route } from './route.ts';
import { RESULT_PARAMETERS, SEARCH_PARAMETERS } from './search-parameters.ts';

/** Folder of the page's own files; served from here, nothing comes from elsewhere. */
export const DOCS_ASSETS = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));

const PAGE = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Sluss API</title>
<link rel="stylesheet" href="/docs/assets/swagger-ui.css"><link rel="icon" href="/docs/assets/favicon-32x32.png"></head>
<body><div id="swagger-ui"></div>
<script src="/docs/assets/swagger-ui-bundle.js"></script><script src="/docs/start.js"></script></body></html>`;

const START = `SwaggerUIBundle({ url: '/openapi.json', dom_id: '#swagger-ui', deepLinking: true, validatorUrl: null });`;

export function documentationRoutes(parts: GatewayParts, others: Route[]): Route[] {
  const routes: Route[] = [
    {
      method: 'get',
      path: '/openapi.json',
      access: 'public',
      answer: 'json',
      id: 'openapi',
      summary: 'This document',
      tag: 'operations',
      statuses: { 200: 'OpenAPI 3.1' },
      handle: (_request, response) => void response.json(document),
    },
    {
      method: 'get',
      path: '/docs',
      access: 'public',
      answer: 'html',
      id: 'docs',
      summary: 'This document as a page',
      tag: 'operations',
      statuses: { 200: 'The page' },
      handle: (_request, response) => void response.type('html').send(PAGE),
    },
    {
      method: 'get',
      path: '/docs/start.js',
      access: 'public',
      answer: 'html',
      id: 'docsStart',
      summary: "The page's script",
      tag: 'operations',
      statuses: { 200: 'The script' },
      handle: (_request, response) => void response.type('js').send(START),
    },
  ];
  const document = openApi(parts, [...others, ...routes]);
  return routes;
}

const ERRORS: Record<number, string> = {
  400: 'OperationOutcome: the request cannot be read, or has an unknown parameter',
  401: 'OperationOutcome: no valid access token',
  403: "OperationOutcome: the token's scopes do not allow it",
  406: 'OperationOutcome: another format than JSON or XML is asked for',
  413: 'OperationOutcome: the body is too large',
  415: 'OperationOutcome: the body is of another media type',
};
const MEDIA = {
  fhir: ['application/fhir+json', 'application/fhir+xml'],
  json: ['application/json'],
  text: ['text/plain'],
  html: ['text/html'],
};

/** The document (https://spec.openapis.org/oas/v3.1.0). */
export function openApi({ endpoints, version }: GatewayParts, routes: Route[]): Record<string, unknown> {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const route of routes) {
    const pattern = pathPattern(route.path);
    paths[pattern] = { ...paths[pattern], [route.method]: operation(route) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Sluss',
      version,
      summary: "The FHIR gateway to Sweden's health registers",
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: endpoints.base.replace(/\/fhir$/, '') || '/' }],
    tags: [...new Set(routes.map((route) => route.tag))].map((name) => ({ name })),
    paths,
    components: {
      securitySchemes: {
        smart: {
          type: 'oauth2',
          description: 'SMART Backend Services: client_credentials with private_key_jwt',
          flows: { clientCredentials: { tokenUrl: endpoints.token, scopes: { 'system/*.cruds': 'All types' } } },
        },
      },
      schemas: {
        Resource: {
          type: 'object',
          required: ['resourceType'],
          properties: { resourceType: { type: 'string' } },
          externalDocs: { url: 'https://hl7.org/fhir/R4/resourcelist.html' },
        },
        OperationOutcome: {
          type: 'object',
          required: ['resourceType', 'issue'],
          properties: {
            resourceType: { const: 'OperationOutcome' },
            issue: { type: 'array', items: { type: 'object' } },
          },
          externalDocs: { url: 'https://hl7.org/fhir/R4/operationoutcome.html' },
        },
      },
    },
  };
}

function operation(route: Route): Record<string, unknown> {
  const statuses: Record<number, string> = { ...route.statuses };
  const add = (...list: number[]) => {
    for (const status of list) statuses[status] ??= ERRORS[status]!;
  };
  if (route.access !== 'public') add(401, 403);
  if (route.answer === 'fhir') add(400, 406);
  if (route.body) add(400, 413, 415);
  return {
    operationId: route.id,
    summary: route.summary,
    tags: [route.tag],
    ...(route.access !== 'public' && { security: [{ smart: [] }] }),
    ...(route.access === 'public' && { security: [] }),
    parameters: parametersOf(route),
    ...(route.body && { requestBody: { required: true, content: requestContent(route) } }),
    responses: Object.fromEntries(
      Object.entries(statuses).map(([status, description]) => [
        status,
        { description, content: contentOf(MEDIA[route.answer], answerSchema(route, Number(status))) },
      ]),
    ),
  };
}

function parametersOf(route: Route): Record<string, unknown>[] {
  const inPath = [...route.path.matchAll(/:(\w+)/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: name === 'type' ? { type: 'string', enum: Object.keys(SEARCH_PARAMETERS) } : { type: 'string' },
  }));
  const searchNames = new Set(Object.values(SEARCH_PARAMETERS).flatMap((list) => list.map(({ name }) => name)));
  const search = [...searchNames, ...RESULT_PARAMETERS].map((name) => {
    const types = Object.entries(SEARCH_PARAMETERS).filter(([, list]) => list.some((item) => item.name === name));
    return { name, in: 'query', description: types.map(([type]) => type).join(', '), schema: { type: 'string' } };
  });
  const query = route.parameters
    ? route.parameters.map(({ name, description }) => ({ name, in: 'query', description, schema: { type: 'string' } }))
    : route.id === 'search'
      ? search
      : [];
  return [...inPath, ...query];
}

function requestContent(route: Route): Record<string, unknown> {
  return route.body === 'fhir'
    ? contentOf(MEDIA.fhir, { $ref: '#/components/schemas/Resource' })
    : { 'application/x-www-form-urlencoded': { schema: { type: 'object', additionalProperties: { type: 'string' } } } };
}

function contentOf(media: string[], schema: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(media.map((type) => [type, { schema }]));
}

function answerSchema(route: Route, status: number): Record<string, unknown> {
  if (route.answer === 'fhir')
    return { $ref: `#/components/schemas/${status >= 400 ? 'OperationOutcome' : 'Resource'}` };
  return route.answer === 'json' ? { type: 'object' } : { type: 'string' };
}
