/** The token endpoint without HTTP: OAuth 2.0 client credentials (RFC 6749, 4.4) with SMART system scopes. */
import { type ErrorCode, errorDefinition } from '../errors/catalogue.ts';
import { SlussError } from '../errors/sluss-error.ts';
import type { AccessTokens } from './access-token.ts';
import { ASSERTION_TYPE, type VerifyAssertion } from './assertion.ts';
import type { Client } from './client.ts';
import { formatScope, intersectScopes, parseScope } from './scope.ts';

export interface TokenResponse {
  access_token: string;
  token_type: 'bearer';
  expires_in: number;
  scope: string;
}

/** RFC 6749, 5.2: the error name of a catalogue code, where its status does not tell. */
const OAUTH_ERRORS: Partial<Record<ErrorCode, string>> = {
  'grant-type-unsupported': 'unsupported_grant_type',
  'scope-not-granted': 'invalid_scope',
};

/** The `error` member for a catalogue code: only what is said of the client's proof means that its credentials are wrong. */
export function oauthErrorOf(code: ErrorCode): string {
  const { status } = errorDefinition(code);
  const ofStatus = status === 401 ? 'invalid_client' : status >= 500 ? 'server_error' : 'invalid_request';
  return OAUTH_ERRORS[code] ?? ofStatus;
}

/**
 * Answers a token request. Without `scope` the client gets all that it is registered for. Throws a SlussError whose code
 * `oauthErrorOf` names.
 */
export async function grantToken(
  form: Record<string, unknown>,
  verifyAssertion: VerifyAssertion,
  tokens: AccessTokens,
): Promise<{ client: Client; response: TokenResponse }> {
  if (single(form, 'grant_type') !== 'client_credentials') throw SlussError.of('grant-type-unsupported');
  if (single(form, 'client_assertion_type') !== ASSERTION_TYPE) throw SlussError.of('assertion-type-unsupported');
  const client = await verifyAssertion(single(form, 'client_assertion'));

  const registered = client.scopes.flatMap((text) => parseScope(text) ?? []);
  const asked =
    form.scope === undefined
      ? registered
      : single(form, 'scope')
          .split(' ')
          .flatMap((text) => parseScope(text) ?? []);
  const scopes = intersectScopes(asked, registered);
  if (scopes.length === 0) throw SlussError.of('scope-not-granted');
  return {
    client,
    response: {
      access_token: await tokens.issue(client, scopes),
      token_type: 'bearer',
      expires_in: tokens.seconds,
      scope: scopes.map(formatScope).join(' '),
    },
  };
}

/** "Parameters … MUST NOT be included more than once." */
function single(form: Record<string, unknown>, parameter: string): string {
  const value = form[parameter];
  if (typeof value !== 'string' || value === '') throw SlussError.of('token-request-invalid', { parameter });
  return value;
}
