/** POST /auth/token, GET /auth/jwks and the SMART configuration: how a client gets in. */

import { ASSERTION_ALGORITHMS } from '../access/assertion.ts';
import { grantToken } from '../access/token-request.ts';
import { SlussError } from '../errors/sluss-error.ts';
import type { GatewayParts } from './gateway-parts.ts';
import type { Route } from './route.ts';

export function tokenRoutes({ tokens, verifyAssertion, endpoints, audit, metrics }: GatewayParts): Route[] {
  return [
    {
      method: 'post',
      path: '/auth/token',
      access: 'public',
      body: 'form',
      answer: 'json',
      id: 'token',
      summary: 'Get an access token (client_credentials with private_key_jwt)',
      tag: 'access',
      statuses: {
        200: 'Access token',
        400: 'invalid_request, invalid_scope or unsupported_grant_type',
        401: 'invalid_client',
      },
      async handle(request, response) {
        try {
          const { client, response: answer } = await grantToken(request.body, verifyAssertion, tokens);
          await audit([{ action: 'token', client: client.id, outcome: 'ok', rule: 'A-1' }]);
          metrics.token('issued');
          response.set({ 'Cache-Control': 'no-store', Pragma: 'no-cache' }).json(answer);
        } catch (error) {
          if (error instanceof SlussError) metrics.token('refused');
          throw error;
        }
      },
    },
    {
      method: 'get',
      path: '/auth/jwks',
      access: 'public',
      answer: 'json',
      id: 'jwks',
      summary: 'The public key that access tokens are signed with',
      tag: 'access',
      statuses: { 200: 'JSON Web Key Set' },
      handle: (_request, response) => void response.json(tokens.jwks),
    },
    {
      method: 'get',
      path: '/fhir/.well-known/smart-configuration',
      access: 'public',
      answer: 'json',
      id: 'smartConfiguration',
      summary: 'SMART configuration',
      tag: 'access',
      statuses: { 200: 'The configuration' },
      handle: (_request, response) =>
        void response.json({
          issuer: endpoints.base,
          jwks_uri: endpoints.jwks,
          token_endpoint: endpoints.token,
          grant_types_supported: ['client_credentials'],
          token_endpoint_auth_methods_supported: ['private_key_jwt'],
          token_endpoint_auth_signing_alg_values_supported: ASSERTION_ALGORITHMS,
          scopes_supported: ['system/*.cruds'],
          capabilities: ['client-confidential-asymmetric', 'permission-v2', 'permission-v1'],
        }),
    },
  ];
}
