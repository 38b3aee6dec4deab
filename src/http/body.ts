/** Request bodies: FHIR JSON as raw text, forms as fields. Size is limited before and while reading, never after. */
import { parse } from 'node:querystring';
import type { RequestHandler } from 'express';
import { SlussError } from '../errors/sluss-error.ts';
import { readBody } from './read-body.ts';

const FHIR_TYPES = ['application/fhir+json', 'application/json'];
const FORM_TYPE = 'application/x-www-form-urlencoded';
const FORM_BYTES = 64 * 1024;

/** Reads the body as strict UTF-8 text into `request.body`. 400, 413 or 415 for everything else. */
export function fhirBody(limit: number): RequestHandler[] {
  const read: RequestHandler = async (request, _response, next) => {
    const bytes = await readBody(request, limit);
    if (bytes.length === 0) throw SlussError.of('body-missing');
    request.body = utf8(bytes);
    next();
  };
  return [requireType(FHIR_TYPES), read];
}

/** Reads a small form into `request.body`: a field that is given several times is a list. */
export function formBody(): RequestHandler[] {
  const read: RequestHandler = async (request, _response, next) => {
    request.body = parse(utf8(await readBody(request, FORM_BYTES)), undefined, undefined, { maxKeys: 0 });
    next();
  };
  return [requireType([FORM_TYPE]), read];
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
