/** Who calls, and whether the token's scopes allow it (RFC 6750). */
import type { Request, RequestHandler, Response } from 'express';
import type { AccessTokens } from '../access/access-token.ts';
import { allows, formatScope, type Permission } from '../access/scope.ts';
import { SlussError } from '../errors/sluss-error.ts';
import { callerOf, contextOf } from './request-context.ts';

/** Demands a valid access token. Only the Authorization header counts: a token in an address would end in logs. */
export function authenticate(tokens: AccessTokens): RequestHandler {
  return async (request: Request, response: Response, next) => {
    const match = /^Bearer +([\w~+/.-]+=*) *$/i.exec(request.headers.authorization ?? '');
    if (!match) throw SlussError.of('token-missing');
    contextOf(response).caller = await tokens.verify(match[1]!);
    next();
  };
}

/** Demands one of the permissions on the type in the path; on any type at all where the path has none. */
export function requireScope(permissions: readonly Permission[]): RequestHandler {
  return (request, response, next) => {
    const type = typeof request.params.type === 'string' ? request.params.type : '*';
    if (!permissions.some((permission) => allows(callerOf(response).scopes, type, permission))) {
      throw SlussError.of('scope-missing', { scope: formatScope({ type, permissions: [permissions[0]!] }) });
    }
    next();
  };
}
