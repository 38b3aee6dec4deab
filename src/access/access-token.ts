/** Access tokens: short JWTs (RFC 9068) that name client, scopes and vårdgivare, signed by the gateway with ES256. */
import { hash, randomUUID } from 'node:crypto';
import { calculateJwkThumbprint, errors, importJWK, type JWK, jwtVerify, SignJWT } from 'jose';
import NodeCache from 'node-cache';
import { SlussError } from '../errors/sluss-error.ts';
import type { Caller } from './caller.ts';
import type { Client } from './client.ts';
import { formatScope, parseScope, type Scope } from './scope.ts';

const ALGORITHM = 'ES256';
const TYPE = 'at+jwt';
/** Tokens whose signature has been verified; some hundred bytes each. */
const MOST_REMEMBERED = 10_000;

export interface AccessTokens {
  /** Seconds that a token is valid. */
  seconds: number;
  /** Signs a token for an authenticated client. */
  issue(client: Client, scopes: Scope[]): Promise<string>;
  /** Gives the caller that a token stands for. Throws `token-expired` or `token-invalid`. */
  verify(token: string): Promise<Caller>;
  /** The public key, for others who check tokens. */
  jwks: { keys: JWK[] };
}

/**
 * Access tokens of one gateway. A token is bound to the base address, and means nothing once its client is no longer registered:
 * what it may act for is what it carries *and* what the registration still says.
 */
export async function accessTokens(options: {
  key: JWK;
  base: string;
  seconds: number;
  clients: readonly Client[];
}): Promise<AccessTokens> {
  const { base, seconds } = options;
  const { d: _, ...publicJwk } = options.key;
  const kid = await calculateJwkThumbprint(publicJwk);
  const privateKey = await importJWK(options.key, ALGORITHM);
  const publicKey = await importJWK(publicJwk, ALGORITHM);
  const clients = new Map(options.clients.map((client) => [client.id, client]));
  // By the token's hash and until it expires, so that a signature is verified once. Registrations change at a start only.
  const verified = new NodeCache({ useClones: false, deleteOnExpire: true });
  const remember = (key: string, caller: Caller, expires: number | undefined) => {
    const seconds = (expires ?? 0) - Date.now() / 1000;
    if (seconds > 0 && verified.getStats().keys < MOST_REMEMBERED) verified.set(key, caller, seconds);
  };

  return {
    seconds,
    jwks: { keys: [{ ...publicJwk, kid, alg: ALGORITHM, use: 'sig' }] },

    issue: (client, scopes) =>
      new SignJWT({ client_id: client.id, scope: scopes.map(formatScope).join(' '), vardgivare: client.vardgivare })
        .setProtectedHeader({ alg: ALGORITHM, typ: TYPE, kid })
        .setIssuer(base)
        .setAudience(base)
        .setSubject(client.id)
        .setJti(randomUUID())
        .setIssuedAt()
        .setExpirationTime(`${seconds}s`)
        .sign(privateKey),

    async verify(token) {
      const key = hash('sha256', token, 'base64');
      const known = verified.get<Caller>(key);
      if (known) return known;
      const check = { algorithms: [ALGORITHM], typ: TYPE, issuer: base, audience: base };
      const { payload } = await jwtVerify(token, publicKey, check).catch((error: unknown) => {
        throw SlussError.of(error instanceof errors.JWTExpired ? 'token-expired' : 'token-invalid');
      });
      const client = clients.get(payload.sub ?? '');
      const { vardgivare, scope } = payload;
      if (!client || !Array.isArray(vardgivare) || typeof scope !== 'string') throw SlussError.of('token-invalid');
      const caller: Caller = Object.freeze({
        client: client.id,
        vardgivare: client.vardgivare.filter((number) => vardgivare.includes(number)),
        scopes: scope.split(' ').flatMap((text) => parseScope(text) ?? []),
      });
      remember(key, caller, payload.exp);
      return caller;
    },
  };
}
