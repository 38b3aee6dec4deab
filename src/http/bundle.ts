/** POST /fhir: one submission. */
import { allows } from '../access/scope.ts';
import type { Method } from '../submission/entry.ts';
import type { GatewayParts } from './gateway-parts.ts';
import { callerOf } from './request-context.ts';
import type { Route } from './route.ts';
import { languageOf, sendResource } from './send.ts';

const PERMISSIONS = { POST: 'c', PUT: 'u', DELETE: 'd' } as const;

export function bundleRoutes({ submit, endpoints }: GatewayParts): Route[] {
  return [
    {
      method: 'post',
      path: '/fhir',
      access: ['c', 'u', 'd'],
      body: 'fhir',
      answer: 'fhir',
      id: 'submit',
      summary: 'Submit a Bundle of type transaction, batch or message',
      tag: 'submission',
      parameters: [],
      statuses: {
        200: 'The response Bundle; its Location header is the receipt',
        422: 'OperationOutcome: the submission is refused, with a finding for every fault',
      },
      async handle(request, response) {
        const caller = callerOf(response);
        const may = (type: string, method: Method) => allows(caller.scopes, type, PERMISSIONS[method]);
        const submitting = { ...caller, may, language: languageOf(request) };
        const { status, body, receiptId, headers = {} } = await submit(request.body as string, submitting);
        if (receiptId) response.set('Location', `${endpoints.base}/Task/${receiptId}`);
        sendResource(request, response.set(headers), status, body);
      },
    },
  ];
}
