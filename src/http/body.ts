/** Request bodies: FHIR JSON or XML as raw text, forms as fields. Size is limited before and while reading, never after. */
import { parse } from 'node:querystring';
import type { RequestHandler } from 'express';
import { SlussError } from '../errors/sluss-error.ts';
import { parseStrictJson } from '../fhir/json/parse-strict.ts';
import { isXml, parseFhirXml } from '../fhir/xml/parse-xml.ts';
import { formatOfType } from './negotiation.ts';
import { readBody } from './read-body.ts';

const FHIR_TYPES = ['application/fhir+json', 'application/fhir+xml', 'application/json', 'application/xml', 'text/xml'];
const FORM_TYPE = 'application/x-www-form-urlencoded';
/** For texts that fail at their first character. */
const NO_DEPTH = { maxDepth: Number.POSITIVE_INFINITY };
const FORM_BYTES = 64 * 1024;
const UTF_8 = new TextDecoder('utf-8', { fatal: true });

/**
 * Reads the body as strict UTF-8 text into `request.body`. 400, 413 or 415 for everything else. A text is never of the other format than its
 * Content-Type says, so that what comes after can go by the text.
 */
export function fhirBody(limit: number): RequestHandler[] {
  const read: RequestHandler = async (request, _response, next) => {
    const bytes = await readBody(request, limit);
    if (bytes.length === 0) throw SlussError.of('body-missing');
    const text = utf8(bytes);
    const declared = formatOfType(request.headers['content-type']);
    if (declared === 'json' && isXml(text)) throw new SlussError(parseStrictJson(text, NO_DEPTH).findings);
    if (declared === 'xml' && !isXml(text)) throw new SlussError(parseFhirXml(text, NO_DEPTH).findings);
    request.body = text;
    next();
  };
  return [requireType(FHIR_TYPES, 'application/fhir+json, application/fhir+xml'), read];
}

/** Reads a small form into `request.body`: a field that is given several times is a list. */
export function formBody(): RequestHandler[] {
  const read: RequestHandler = async (request, _response, next) => {
    request.body = parse(utf8(await readBody(request, FORM_BYTES)), undefined, undefined, { maxKeys: 0 });
    next();
  };
  return [requireType([FORM_TYPE], FORM_TYPE), read];
}

function requireType(types: string[], expected: string): RequestHandler {
  return (request, _response, next) => {
    const [type = '', ...parameters] = (request.headers['content-type'] ?? '').toLowerCase().split(';');
    const charset = parameters
      .map((part) => part.trim().replaceAll('"', ''))
      .find((part) => part.startsWith('charset='));
    const known = types.includes(type.trim()) && (!charset || /^charset=utf-?8$/.test(charset));
    if (!known) throw SlussError.of('media-type-unsupported', { expected });
    next();
  };
}

function utf8(bytes: Buffer): string {
  try {
    return UTF_8.decode(bytes);
  } catch {
    throw SlussError.of('body-not-utf8');
  }
}
