/** What the gateway knows of a request under way: its id, its route and its caller. */
import { randomUUID } from 'node:crypto';
import type { NextFunction, Request, Response } from 'express';
import type { Caller } from '../access/caller.ts';
import { SlussError } from '../errors/sluss-error.ts';

export interface RequestContext {
  /** X-Request-Id of the answer, the reference in the log and in errors. */
  id: string;
  startedAt: number;
  /** The route's pattern; addresses themselves are never logged, they may hold personal data. */
  route: string;
  caller?: Caller;
}

const contexts = new WeakMap<Response, RequestContext>();

/**
 * Gives the request its id. A client's own X-Request-Id comes back as X-Correlation-Id (https://hl7.org/fhir/R4/http.html#custom) and goes
 * nowhere else, since the client may have put anything into it.
 */
export function startContext(request: Request, response: Response, next: NextFunction): void {
  const context: RequestContext = { id: randomUUID(), startedAt: performance.now(), route: 'unknown' };
  contexts.set(response, context);
  response.set('X-Request-Id', context.id);
  const sent = request.headers['x-request-id'];
  if (typeof sent === 'string' && /^[\w.-]{1,128}$/.test(sent)) response.set('X-Correlation-Id', sent);
  next();
}

export function contextOf(response: Response): RequestContext {
  const context = contexts.get(response);
  if (!context) throw new Error('the request has no context');
  return context;
}

/** The authenticated caller. Throws `token-missing` on a route that did not authenticate, so that forgetting to is safe. */
export function callerOf(response: Response): Caller {
  const { caller } = contextOf(response);
  if (!caller) throw SlussError.of('token-missing');
  return caller;
}
