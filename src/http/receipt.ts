/** GET /fhir/Task/{id}: the receipt of a submission. */
import type { Task } from '@medplum/fhirtypes';
import { viewOf } from '../access/view.ts';
import { SlussError } from '../errors/sluss-error.ts';
import type { GatewayParts } from './gateway-parts.ts';
import { callerOf } from './request-context.ts';
import type { Route } from './route.ts';
import { sendResource } from './send.ts';

export function receiptRoutes({ reads, viewIds, audit }: GatewayParts): Route[] {
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
        let receipt: Task | undefined;
        for (const vardgivare of view.vardgivare) {
          const internal = (await viewIds(vardgivare)).inward(id);
          if (internal) receipt ??= await reads.readReceipt({ vardgivare: [vardgivare] }, internal);
        }
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
