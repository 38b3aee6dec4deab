/**
 * Client authentication by private_key_jwt (RFC 7523) as SMART Backend Services profiles it:
 * https://hl7.org/fhir/smart-app-launch/STU2.2/client-confidential-asymmetric.html
 */
import { createHash } from 'node:crypto';
import {
  createLocalJWKSet,
  createRemoteJWKSet,
  decodeJwt,
  errors,
  type JWTPayload,
  type JWTVerifyGetKey,
  jwtVerify,
} from 'jose';
import { SlussError } from '../errors/sluss-error.ts';
import type { Client } from './client.ts';

export const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
export const ASSERTION_ALGORITHMS = ['RS384', 'ES384', 'RS256', 'ES256'];
/** "this time SHALL be no more than five minutes in the future" */
const LONGEST_SECONDS = 300;
/** What two clocks may differ. */
const TOLERANCE_SECONDS = 30;

/** Gives the client that an assertion proves, or throws a SlussError of an `assertion-…` code. */
export type VerifyAssertion = (assertion: string) => Promise<Client>;

/** Notes that an assertion has been used, until it expires; false when it had been. */
export type UseOnce = (mark: Buffer, expires: Date) => Promise<boolean>;

/** Makes the verifier of a gateway. All gateways of one address share what `useOnce` notes, so that an assertion is good for one token. */
export function assertionVerifier(
  clients: readonly Client[],
  tokenEndpoint: string,
  useOnce: UseOnce,
): VerifyAssertion {
  const registered = new Map(clients.map((client) => [client.id, { client, keys: keysOf(client) }]));

  return async (assertion) => {
    const issuer = issuerOf(assertion);
    const entry = registered.get(issuer);
    if (!entry) throw SlussError.of('assertion-client-unknown');
    const payload = await verify(assertion, entry.keys, issuer, tokenEndpoint);
    const now = Date.now() / 1000;
    const expires = payload.exp!;
    if (expires > now + LONGEST_SECONDS + TOLERANCE_SECONDS) throw SlussError.of('assertion-lifetime-too-long');
    if (typeof payload.jti !== 'string' || payload.jti === '')
      throw SlussError.of('assertion-claim-missing', { claim: 'jti' });
    const mark = createHash('sha256').update(`${issuer}\n${payload.jti}`).digest();
    const forgotten = new Date((expires + 2 * TOLERANCE_SECONDS) * 1000);
    if (!(await useOnce(mark, forgotten))) throw SlussError.of('assertion-replayed');
    return entry.client;
  };
}

function keysOf(client: Client): JWTVerifyGetKey {
  return client.jwks ? createLocalJWKSet(client.jwks) : createRemoteJWKSet(new URL(client.jwksUri!));
}

function issuerOf(assertion: string): string {
  let claims: JWTPayload;
  try {
    claims = decodeJwt(assertion);
  } catch {
    throw SlussError.of('assertion-malformed');
  }
  if (typeof claims.iss !== 'string') throw SlussError.of('assertion-claim-missing', { claim: 'iss' });
  return claims.iss;
}

async function verify(assertion: string, keys: JWTVerifyGetKey, issuer: string, audience: string): Promise<JWTPayload> {
  try {
    const { payload } = await jwtVerify(assertion, keys, {
      algorithms: ASSERTION_ALGORITHMS,
      issuer,
      subject: issuer,
      audience,
      clockTolerance: TOLERANCE_SECONDS,
      requiredClaims: ['exp', 'jti'],
    });
    return payload;
  } catch (error) {
    throw asSlussError(error, audience);
  }
}

/** Says what is wrong in the catalogue's words. Nothing of the assertion is repeated. */
function asSlussError(error: unknown, audience: string): SlussError {
  if (error instanceof errors.JWTExpired) return SlussError.of('assertion-expired');
  if (error instanceof errors.JWTClaimValidationFailed) {
    const { claim, reason } = error;
    if (claim === 'aud') return SlussError.of('assertion-audience-wrong', { audience });
    if (claim === 'sub' && reason === 'check_failed') return SlussError.of('assertion-client-unknown');
    if (claim === 'nbf' && reason === 'check_failed') return SlussError.of('assertion-expired');
    return SlussError.of('assertion-claim-missing', { claim: claim === 'unspecified' ? 'exp' : claim });
  }
  if (error instanceof errors.JWSSignatureVerificationFailed) return SlussError.of('assertion-signature-invalid');
  if (error instanceof errors.JOSEAlgNotAllowed) return SlussError.of('assertion-algorithm-unsupported');
  if (error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWKSMultipleMatchingKeys) {
    return SlussError.of('assertion-key-unknown');
  }
  if (error instanceof errors.JWSInvalid || error instanceof errors.JWTInvalid)
    return SlussError.of('assertion-malformed');
  if (error instanceof errors.JWKSTimeout || error instanceof errors.JWKSInvalid || error instanceof TypeError) {
    return SlussError.of('client-keys-unavailable', {}, { cause: error });
  }
  return SlussError.of('assertion-signature-invalid', {}, { cause: error });
}
