/** POST /fhir/$validate and /fhir/{type}/$validate: check without submitting. Nothing is stored. */
import type { GatewayParts } from './gateway-parts.ts';
import type { Route } from './route.ts';
import { outcomeFor, sendResource } from './send.ts';

export function validateRoutes({ validateFetching }: GatewayParts): Route[] {
  const route = (path: string, id: string, summary: string): Route => ({
    method: 'post',
    path,
    access: 'authenticated',
    body: 'fhir',
    answer: 'fhir',
    id,
    summary,
    tag: 'validation',
    parameters: [
      { name: 'profile', in: 'query', description: 'Canonical address of a profile to check against as well' },
      { name: 'mode', in: 'query', description: 'create, update, delete or profile; makes no difference' },
    ],
    statuses: { 200: 'OperationOutcome: the resource was checked; errors are issues in it' },
    async handle(request, response) {
      const { type } = request.params as { type?: string };
      const { profile } = request.query;
      const profiles = (Array.isArray(profile) ? profile : [profile]).filter((item) => typeof item === 'string');
      const findings = await validateFetching(request.body as string, { ...(type && { type }), profiles });
      sendResource(request, response, 200, outcomeFor(request, findings));
    },
  });
  return [
    route('/fhir/\\$validate', 'validate', 'Check a resource, a Bundle or Parameters with a resource'),
    route('/fhir/:type/\\$validate', 'validateType', 'Check a resource of one type'),
  ];
}
