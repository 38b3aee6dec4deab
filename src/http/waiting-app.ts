/** What answers while the gateway starts or stops: it is alive, and not ready. */
import express, { type Application } from 'express';
import type { Logger } from 'pino';
import { SlussError } from '../errors/sluss-error.ts';
import { accessLog } from './access-log.ts';
import { errorAnswer } from './error-answer.ts';
import type { Metrics } from './metrics.ts';
import { contextOf, startContext } from './request-context.ts';

/** Answers 200 to /healthz and 503 with Retry-After to everything else. */
export function createWaitingApp(metrics: Metrics, log: Logger): Application {
  const app = express();
  app.disable('x-powered-by');
  app.use(startContext, accessLog(log, metrics));
  app.get('/healthz', (_request, response) => void response.set('Cache-Control', 'no-store').json({ status: 'ok' }));
  app.use((_request, response) => {
    contextOf(response).route = 'waiting';
    response.set('Connection', 'close');
    throw SlussError.of('not-ready');
  });
  app.use(errorAnswer({ log }));
  return app;
}
