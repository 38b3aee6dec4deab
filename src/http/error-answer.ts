/** Every error becomes an OperationOutcome of the catalogue; what is not in the catalogue becomes `internal` and is logged. */
import type { ErrorRequestHandler } from 'express';
import type { Logger } from 'pino';
import { oauthErrorOf } from '../access/token-request.ts';
import type { Finding } from '../errors/finding.ts';
import { SlussError } from '../errors/sluss-error.ts';
import type { AuditEntry } from '../repository/types.ts';
import { describeError } from './describe-error.ts';
import { endConnection } from './end-connection.ts';
import type { GatewayParts } from './gateway-parts.ts';
import { contextOf, type RequestContext } from './request-context.ts';
import { outcomeFor, sendResource } from './send.ts';

export interface ErrorAnswerOptions {
  log: Logger;
  /** Where a refusal to an authenticated caller is recorded (A-1, L-1). */
  audit?: GatewayParts['audit'];
}

export function errorAnswer({ log, audit }: ErrorAnswerOptions): ErrorRequestHandler {
  return async (error, request, response, next) => {
    const context = contextOf(response);
    const known = asSlussError(error);
    const answer = known ?? SlussError.of('internal', { reference: context.id });
    // A refusal is told to the client; what stands behind one of ours is told to the operator.
    const told = known ? known.cause : error;
    if (told !== undefined && answer.status >= 500) {
      log.error({ request: context.id, route: context.route, error: describeError(told) }, 'request failed');
    }
    if (response.headersSent) return next(error);
    const [first] = answer.findings;
    if (answer.status === 403 && context.caller) await audit?.([denial(context, first!)]);
    if (answer.status === 401) response.set('WWW-Authenticate', challenge(first!.code));
    if (first!.code === 'scope-missing')
      response.set('WWW-Authenticate', 'Bearer realm="sluss", error="insufficient_scope"');
    if (answer.status === 503) response.set('Retry-After', '5');
    endConnection(request, response);
    response.set('Cache-Control', 'no-store');

    if (context.route === '/auth/token') {
      const { message, fix, code } = first!;
      const description = [message.en, fix?.en].filter(Boolean).join(' ');
      response.status(answer.status).json({ error: oauthErrorOf(code), error_description: description, code });
      return;
    }
    sendResource(request, response, answer.status, outcomeFor(request, answer.findings));
  };
}

function denial({ caller, route }: RequestContext, { code, rule }: Finding): AuditEntry {
  return { action: 'deny', client: caller!.client, ...(rule && { rule }), outcome: 'denied', detail: { route, code } };
}

function challenge(code: string): string {
  return code === 'token-missing' ? 'Bearer realm="sluss"' : 'Bearer realm="sluss", error="invalid_token"';
}

/** What Express itself throws for a client's fault (an address that cannot be decoded) has a `status`. */
function asSlussError(error: unknown): SlussError | undefined {
  if (error instanceof SlussError) return error;
  const { status } = error as { status?: number };
  return status !== undefined && status >= 400 && status < 500 ? SlussError.of('request-malformed') : undefined;
}
