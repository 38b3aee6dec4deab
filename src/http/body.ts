/** Request bodies: FHIR JSON as raw text, forms as fields. Size is limited before and while reading, never after. */
import express, { type NextFunction, type Request, type RequestHandler, type Response } from 'express';
import { SlussError } from '../errors/sluss-error.ts';

const FHIR_TYPES = ['application/fhir+json', 'application/json'];
const FORM_TYPE = 'application/x-www-form-urlencoded';
const FORM_BYTES = 64 * 1024;

/** Reads the body as strict UTF-8 text into `request.body`. 400, 413 or 415 for everything else. */
export function fhirBody(limit: number): RequestHandler[] {
  const raw = express.raw({ type: () => true, limit });
  const decode = (request: Request, _response: Response, next: NextFunction): void => {
    if (!Buffer.isBuffer(request.body) || request.body.length === 0) throw SlussError.of('body-missing');
    request.body = utf8(request.body);
    next();
  };
  return [requireType(FHIR_TYPES), raw, decode];
}

/** Reads a small form into `request.body`. */
export function formBody(): RequestHandler[] {
  return [
    requireType([FORM_TYPE]),
    express.urlencoded({ extended: false, limit: FORM_BYTES, parameterLimit: 100 }),
    (request, _response, next) => {
      request.body ??= {};
      next();
    },
  ];
}

function requireType(types: string[]): RequestHandler {
  return (request, _response, next) => {
    const [type = '', ...parameters] = (request.headers['content-type'] ?? '').toLowerCase().split(';');
    const charset = parameters
      .map((part) => part.trim().replaceAll('"', ''))
      .find((part) => part.startsWith('charset='));
    const known = types.includes(type.trim()) && (!charset || /^charset=utf-?8$/.test(charset));
    if (!known) throw SlussError.of('media-type-unsupported', { expected: types[0]! });
    next();
  };
}

function utf8(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw SlussError.of('body-not-utf8');
  }
}
