/** GET /fhir/Task/{id}: the receipt of a submission. */
import { viewOf } from '../access/view.ts';
import { SlussError } from '../errors/sluss-error.ts';
import type { GatewayParts } from './gateway-parts.ts';
import { callerOf } from './request-context.ts';
import type { Route } from './route.ts';
import { sendResource } from './send.ts';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export function receiptRoutes({ findReceipt, audit }: GatewayParts): Route[] {
  return [
    {
      method: 'get',
      path: '/fhir/Task/:id',
      access: 'authenticated',
      answer: 'fhir',
      id: 'receipt',
      summary: 'Read the receipt of a submission: one outcome for each entry and register',
      tag: 'submission',
      parameters: [],
      statuses: { 200: 'Task', 404: 'No such receipt among what the caller submitted' },
      async handle(request, response) {
        const { id } = request.params as { id: string };
        const caller = callerOf(response);
        const view = viewOf(caller);
        const receipt = UUID.test(id) ? await findReceipt(id, view.vardgivare) : undefined;
        await audit([
          {
            action: 'receipt',
            client: caller.client,
            purpose: view.purpose,
            rule: view.rule,
            outcome: receipt ? 'ok' : 'denied',
            detail: receipt ? { receipt: id } : {},
          },
        ]);
        if (!receipt) throw SlussError.of('not-found');
        sendResource(request, response, 200, receipt);
      },
    },
  ];
}
