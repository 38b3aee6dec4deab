/** A vendor's client in tests: its keys, its registration, and the token request that a real client makes. */
import { randomUUID } from 'node:crypto';
import { exportJWK, generateKeyPair, type JWK, type JWTPayload, SignJWT } from 'jose';
import { ASSERTION_TYPE, type UseOnce } from '../../src/access/assertion.ts';
import type { Client } from '../../src/access/client.ts';

export interface TestClient {
  registration: Client;
  privateJwk: JWK;
  alg: string;
}

/** What a database remembers of used assertions, for a verifier that has none. */
export function rememberUses(): UseOnce {
  const used = new Set<string>();
  return async (mark) => used.size < used.add(mark.toString('hex')).size;
}

/** Makes a client with a fresh key pair. */
export async function makeClient(options: Partial<Omit<Client, 'jwks'>> & { alg?: string } = {}): Promise<TestClient> {
  const {
    alg = 'ES384',
    id = 'test-client',
    name = 'Test',
    vardgivare = ['2321000016'],
    scopes = ['system/*.cruds'],
  } = options;
  const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true });
  const jwk = { ...(await exportJWK(publicKey)), kid: `${id}-1`, alg };
  return {
    registration: { id, name, vardgivare, scopes, jwks: { keys: [jwk] } },
    privateJwk: { ...(await exportJWK(privateKey)), kid: jwk.kid, alg },
    alg,
  };
}

/** Signs an assertion as SMART Backend Services wants it; `claims` and `header` replace parts of it. */
export async function signAssertion(
  client: TestClient,
  audience: string,
  claims: JWTPayload = {},
  header: { alg?: string; kid?: string } = {},
): Promise<string> {
  const now = Math.floor(Date.now() / 1000);
  const { id } = client.registration;
  return new SignJWT({ iss: id, sub: id, aud: audience, exp: now + 240, jti: randomUUID(), ...claims })
    .setProtectedHeader({ alg: client.alg, kid: client.privateJwk.kid!, typ: 'JWT', ...header })
    .sign(client.privateJwk);
}

/** The fields of a token request. */
export function tokenForm(assertion: string, scope = 'system/*.cruds'): Record<string, string> {
  return {
    grant_type: 'client_credentials',
    client_assertion_type: ASSERTION_TYPE,
    client_assertion: assertion,
    scope,
  };
}

/** Gets a token from a running gateway, the whole way. */
export async function fetchToken(client: TestClient, baseUrl: string, scope?: string): Promise<string> {
  const tokenEndpoint = baseUrl.replace(/\/fhir$/, '/auth/token');
  const assertion = await signAssertion(client, tokenEndpoint);
  const response = await fetch(tokenEndpoint, {
    method: 'POST',
    body: new URLSearchParams(tokenForm(assertion, scope)),
  });
  const answer = (await response.json()) as { access_token?: string; error_description?: string };
  if (!answer.access_token) throw new Error(`no token: ${response.status} ${answer.error_description}`);
  return answer.access_token;
}
