/** Which representation is asked for (https://hl7.org/fhir/R4/http.html#mime-type). */
import type { NextFunction, Request, Response } from 'express';
import { SlussError } from '../errors/sluss-error.ts';

export type Format = 'json' | 'xml';

const FORMATS: Record<string, Format | 'any'> = {
  'application/fhir+json': 'json',
  'application/json': 'json',
  'text/json': 'json',
  'application/fhir+xml': 'xml',
  'application/xml': 'xml',
  'text/xml': 'xml',
  'application/*': 'any',
  '*/*': 'any',
};

/** Refuses with 406 what wants another format or another FHIR version than R4. */
export function negotiate(request: Request, _response: Response, next: NextFunction): void {
  if (!wantedFormat(request)) throw SlussError.of('not-acceptable');
  next();
}

/**
 * The format that an answer is to have; undefined when none that the gateway has will do. `_format` wins over Accept; without either, or when any will
 * do, it is the format of the request's body.
 */
export function wantedFormat(request: Request): Format | undefined {
  const format = request.query._format;
  const wanted = typeof format === 'string' ? formatType(format) : (request.headers.accept ?? '*/*');
  const own = formatOfType(request.headers['content-type']) ?? 'json';
  const known = decided.get(wanted);
  if (known) return known[own];
  const decision = { json: bestOf(wanted, 'json'), xml: bestOf(wanted, 'xml') };
  if (decided.size >= MOST_DECIDED) decided.clear();
  decided.set(wanted, decision);
  return decision[own];
}

/** Clients send the same few headers with every request. */
const decided = new Map<string, Record<Format, Format | undefined>>();
const MOST_DECIDED = 200;

function bestOf(wanted: string, own: Format): Format | undefined {
  let best: Format | undefined;
  let bestQuality = 0;
  for (const range of wanted.split(',')) {
    const { type, quality } = readRange(range);
    const offered = Object.hasOwn(FORMATS, type) ? FORMATS[type] : undefined;
    if (!offered || quality <= bestQuality) continue;
    best = offered === 'any' ? own : offered;
    // A format that is named goes before any other, in whatever order they stand.
    bestQuality = offered === 'any' ? quality - 0.0001 : quality;
  }
  return best;
}

/** The format that a Content-Type names; undefined for what is not FHIR. */
export function formatOfType(contentType: string | undefined): Format | undefined {
  const type = (contentType ?? '').split(';')[0]!.trim().toLowerCase();
  const format = type.includes('*') || !Object.hasOwn(FORMATS, type) ? undefined : FORMATS[type];
  return format === 'any' ? undefined : format;
}

/** In a query "+" is a blank: application/fhir+json arrives as "application/fhir json". */
function formatType(format: string): string {
  return format === 'json' || format === 'xml' ? `application/${format}` : format.replace(/ (json|xml)/, '+$1');
}

/** A media range and how much it is wanted: 0 for what is not, another version of FHIR included. */
function readRange(range: string): { type: string; quality: number } {
  const [type = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase());
  let quality = 1;
  for (const parameter of parameters) {
    const [name, value = ''] = parameter.split('=').map((part) => part.trim().replaceAll('"', ''));
    if (name === 'fhirversion' && !/^4\.0(\.\d)?$/.test(value)) return { type, quality: 0 };
    if (name === 'q') quality = Number(value) || 0;
  }
  return { type, quality };
}
