/** One log line and one measurement for every request, made of the route's pattern and never of the address. */
import type { RequestHandler } from 'express';
import type { Logger } from 'pino';
import type { Metrics } from './metrics.ts';
import { contextOf } from './request-context.ts';

const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

export function accessLog(log: Logger, metrics: Metrics): RequestHandler {
  return (request, response, next) => {
    response.once('close', () => {
      const context = contextOf(response);
      const milliseconds = performance.now() - context.startedAt;
      const method = METHODS.has(request.method) ? request.method : 'other';
      const finished = response.writableFinished;
      const status = finished ? response.statusCode : 499;
      metrics.request(method, context.route, status, milliseconds / 1000);
      const level = status === 500 ? 'error' : status > 500 ? 'warn' : 'info';
      log[level](
        {
          method,
          route: context.route,
          status,
          ms: Math.round(milliseconds * 10) / 10,
          client: context.caller?.client,
          request: context.id,
        },
        finished ? 'request' : 'request aborted',
      );
    });
    next();
  };
}
