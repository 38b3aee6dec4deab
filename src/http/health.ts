/** For those who run the gateway: is it alive, does it take requests, what has it done. */
import { timingSafeEqual } from 'node:crypto';
import { SlussError } from '../errors/sluss-error.ts';
import type { GatewayParts } from './gateway-parts.ts';
import type { Route } from './route.ts';

export function healthRoutes({ checks, metrics, config }: GatewayParts): Route[] {
  return [
    {
      method: 'get',
      path: '/healthz',
      access: 'public',
      answer: 'json',
      id: 'health',
      summary: 'Whether the process lives',
      tag: 'operations',
      statuses: { 200: 'It does' },
      handle: (_request, response) => void response.set('Cache-Control', 'no-store').json({ status: 'ok' }),
    },
    {
      method: 'get',
      path: '/readyz',
      access: 'public',
      answer: 'json',
      id: 'ready',
      summary: 'Whether database, registers and definitions are ready',
      tag: 'operations',
      statuses: { 200: 'All are', 503: 'One is not; the body says which' },
      async handle(_request, response) {
        const results = await checks();
        const ok = results.every((check) => check.ok);
        metrics.ready(ok);
        response
          .status(ok ? 200 : 503)
          .set('Cache-Control', 'no-store')
          .json({
            status: ok ? 'ready' : 'not-ready',
            checks: Object.fromEntries(results.map((check) => [check.name, check.ok])),
          });
      },
    },
    {
      method: 'get',
      path: '/metrics',
      access: 'public',
      answer: 'text',
      id: 'metrics',
      summary: 'Metrics in the format of Prometheus',
      tag: 'operations',
      statuses: { 200: 'Metrics' },
      async handle(request, response) {
        if (config.metricsToken && !sameText(request.headers.authorization ?? '', `Bearer ${config.metricsToken}`)) {
          throw SlussError.of('token-invalid');
        }
        const text = await metrics.registry.metrics();
        response.set('Content-Type', metrics.registry.contentType).send(text);
      },
    },
  ];
}

function sameText(left: string, right: string): boolean {
  const [a, b] = [Buffer.from(left), Buffer.from(right)];
  return a.length === b.length && timingSafeEqual(a, b);
}
