/** Which representation is asked for (https://hl7.org/fhir/R4/http.html#mime-type). */
import type { NextFunction, Request, Response } from 'express';
import { SlussError } from '../errors/sluss-error.ts';

const JSON_TYPES = new Set(['application/fhir+json', 'application/json', 'text/json']);
const ANY = new Set(['*/*', 'application/*']);

/** Refuses with 406 what wants another format or another FHIR version than R4. `_format` wins over Accept. */
export function negotiate(request: Request, _response: Response, next: NextFunction): void {
  const format = request.query._format;
  const wanted = typeof format === 'string' ? formatType(format) : (request.headers.accept ?? '*/*');
  if (!wanted.split(',').some(acceptable)) throw SlussError.of('not-acceptable');
  next();
}

/** In a query "+" is a blank: application/fhir+json arrives as "application/fhir json". */
function formatType(format: string): string {
  return format === 'json' ? 'application/json' : format.replace(' json', '+json');
}

function acceptable(range: string): boolean {
  const [type = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase());
  if (!JSON_TYPES.has(type) && !ANY.has(type)) return false;
  return parameters.every((parameter) => {
    const [name, value = ''] = parameter.split('=').map((part) => part.trim().replaceAll('"', ''));
    if (name === 'fhirversion') return /^4\.0(\.\d)?$/.test(value);
    return !(name === 'q' && Number(value) === 0);
  });
}
