/** The Express application: the route table with what every route has in common. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { parse } from 'node:querystring';
import express, {
  type Application,
  type NextFunction,
  type Request,
  type RequestHandler,
  type Response,
} from 'express';
import helmet from 'helmet';
import { SlussError } from '../errors/sluss-error.ts';
import { accessLog } from './access-log.ts';
import { authenticate, requireScope } from './authenticate.ts';
import { fhirBody, formBody } from './body.ts';
import { errorAnswer } from './error-answer.ts';
import type { GatewayParts } from './gateway-parts.ts';
import { negotiate } from './negotiation.ts';
import { DOCS_ASSETS } from './openapi.ts';
import { contextOf, startContext } from './request-context.ts';
import { type Parameter, pathPattern, type Route } from './route.ts';
import { routesOf } from './routes.ts';
import { SEARCH_PARAMETERS } from './search-parameters.ts';

/** Parameters that every FHIR address takes. */
const COMMON_PARAMETERS = ['_format', '_pretty'];

/**
 * Makes the application of a gateway. Everything it stands on comes in `parts`; it keeps no state of its own.
 * A route authenticates before its body is read, and refuses unknown query parameters before it is handled.
 */
export function createApp(parts: GatewayParts): Application {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.enable('case sensitive routing');
  app.set('query parser', false);

  app.use(startContext, readQuery, accessLog(parts.log, parts.metrics), securityHeaders(parts.config.production));
  const routes = routesOf(parts);
  for (const route of routes) app[route.method](route.path, ...handlersOf(route, parts));
  app.use('/docs/assets', name('/docs/assets'), express.static(DOCS_ASSETS, { index: false, dotfiles: 'deny' }));
  for (const [path, methods] of methodsByPath(routes)) app.all(path, name(path), refuseMethod(methods));
  app.use(() => {
    throw SlussError.of('address-unknown');
  });
  app.use(errorAnswer({ log: parts.log, audit: parts.audit }));
  return app;
}

/** Express would read the query again whenever it is looked at. */
function readQuery(request: Request, _response: Response, next: NextFunction): void {
  const at = request.url.indexOf('?');
  // Without a limit of fields: one that is passed over would be ignored. The header's size is the limit.
  const value = at < 0 ? {} : parse(request.url.slice(at + 1), undefined, undefined, { maxKeys: 0 });
  Object.defineProperty(request, 'query', { value });
  next();
}

function handlersOf(route: Route, parts: GatewayParts): RequestHandler[] {
  const handlers = [name(route.path)];
  if (route.answer === 'fhir') handlers.push(negotiate);
  if (route.access !== 'public') handlers.push(authenticate(parts.tokens));
  if (route.access !== 'public' && route.access !== 'authenticated') {
    if (route.path.includes(':type')) handlers.push(knownType);
    handlers.push(requireScope(route.access));
  }
  if (route.answer === 'fhir' && route.parameters) handlers.push(knownParameters(route.parameters, route.modifiers));
  if (route.body === 'fhir') handlers.push(...fhirBody(parts.config.limits.bodyBytes));
  if (route.body === 'form') handlers.push(...formBody());
  if (route.body === 'form' && route.answer === 'fhir') handlers.push(readAnswerParameters, negotiate);
  handlers.push((request, response) => route.handle(request, response));
  return handlers;
}

function name(path: string): RequestHandler {
  const pattern = pathPattern(path);
  return (_request, response, next) => {
    contextOf(response).route = pattern;
    next();
  };
}

function knownType(request: Request, _response: Response, next: NextFunction): void {
  if (!Object.hasOwn(SEARCH_PARAMETERS, String(request.params.type))) throw SlussError.of('type-unknown');
  next();
}

function knownParameters(parameters: Parameter[], modifiers = false): RequestHandler {
  const known = [...parameters.map((parameter) => parameter.name), ...COMMON_PARAMETERS];
  return (request, _response, next) => {
    const plain = (key: string) => (modifiers ? key.replace(/:.*/s, '') : key);
    if (!Object.keys(request.query).every((key) => known.includes(plain(key)))) {
      throw SlussError.of('query-parameter-unknown', { known: known.join(', ') });
    }
    next();
  };
}

/** A form asks for the form of its answer as an address does. */
function readAnswerParameters(request: Request, _response: Response, next: NextFunction): void {
  for (const parameter of COMMON_PARAMETERS) {
    const value = (request.body as Record<string, string | string[]>)[parameter];
    if (value !== undefined) request.query[parameter] = value;
  }
  next();
}

function methodsByPath(routes: Route[]): Map<string, string[]> {
  const methods = new Map<string, string[]>();
  for (const { path, method } of routes) {
    const names = method === 'get' ? ['GET', 'HEAD'] : [method.toUpperCase()];
    methods.set(path, [...(methods.get(path) ?? []), ...names]);
  }
  return methods;
}

function refuseMethod(allowed: string[]): RequestHandler {
  return (request, response) => {
    response.set('Allow', allowed.join(', '));
    throw SlussError.of('method-not-allowed', { method: request.method, allowed: allowed.join(', ') });
  };
}

/**
 * Helmet's headers for an API whose only page is /docs, which needs its own scripts and inline styles. They are the same for every answer, so that they are
 * made once.
 */
function securityHeaders(production: boolean): RequestHandler {
  const headers = new Map<string, string>();
  const recorder = {
    setHeader: (header: string, value: string) => headers.set(header, value),
    removeHeader: (header: string) => headers.delete(header),
  };
  helmetOf(production)({} as IncomingMessage, recorder as unknown as ServerResponse, (error) => {
    if (error) throw error;
  });
  return (_request, response, next) => {
    for (const [header, value] of headers) response.setHeader(header, value);
    next();
  };
}

function helmetOf(production: boolean): ReturnType<typeof helmet> {
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'data:'],
        connectSrc: ["'self'"],
        frameAncestors: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'none'"],
      },
    },
    strictTransportSecurity: production,
  });
}
