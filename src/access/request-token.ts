/** The client's side of SMART Backend Services, for our own commands and the demonstration. */
import { randomUUID } from 'node:crypto';
import { importJWK, type JWK, SignJWT } from 'jose';
import { ASSERTION_TYPE } from './assertion.ts';

export interface TokenRequest {
  clientId: string;
  /** The client's private key; RS384, ES384 or ES256 follows from its kind unless it names its `alg`. */
  privateJwk: JWK;
  /** Address of the FHIR API. */
  baseUrl: string;
  /** Default: everything that the client is registered for. */
  scope?: string;
}

/**
 * Finds the token endpoint in the SMART configuration and asks it for a token. Throws an Error whose message a person can act on.
 */
export async function requestToken({ clientId, privateJwk, baseUrl, scope }: TokenRequest): Promise<string> {
  const endpoint = await tokenEndpointOf(baseUrl);
  const alg = privateJwk.alg ?? algorithmOf(privateJwk);
  const assertion = await new SignJWT({})
    .setProtectedHeader({ alg, typ: 'JWT', ...(privateJwk.kid && { kid: privateJwk.kid }) })
    .setIssuer(clientId)
    .setSubject(clientId)
    .setAudience(endpoint)
    .setJti(randomUUID())
    .setExpirationTime('4m')
    .sign(await importJWK(privateJwk, alg));
  const body = new URLSearchParams({
    grant_type: 'client_credentials',
    client_assertion_type: ASSERTION_TYPE,
    client_assertion: assertion,
    ...(scope && { scope }),
  });
  const response = await reach(endpoint, { method: 'POST', body });
  const answer = (await response.json().catch(() => ({}))) as { access_token?: string; error_description?: string };
  if (answer.access_token) return answer.access_token;
  throw new Error(`the gateway refused (${response.status}): ${answer.error_description ?? 'it gave no reason'}`);
}

async function tokenEndpointOf(baseUrl: string): Promise<string> {
  const address = `${baseUrl}/.well-known/smart-configuration`;
  const response = await reach(address);
  const configuration = (await response.json().catch(() => ({}))) as { token_endpoint?: string };
  if (!response.ok || !configuration.token_endpoint) {
    throw new Error(
      `${address} has no SMART configuration (${response.status}); is the gateway ready, and is that its address?`,
    );
  }
  return configuration.token_endpoint;
}

async function reach(address: string, init?: RequestInit): Promise<Response> {
  try {
    return await fetch(address, { ...init, signal: AbortSignal.timeout(15_000) });
  } catch (error) {
    const { code } = ((error as Error).cause ?? {}) as { code?: string };
    throw new Error(`no gateway answers at ${address} (${code ?? (error as Error).name})`);
  }
}

function algorithmOf({ kty, crv }: JWK): string {
  if (kty === 'RSA') return 'RS384';
  return crv === 'P-384' ? 'ES384' : 'ES256';
}
