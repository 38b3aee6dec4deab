/** Answers in FHIR JSON or XML. */
import type { OperationOutcome, Resource } from '@medplum/fhirtypes';
import type { Request, Response } from 'express';
import type { Finding } from '../errors/finding.ts';
import { toOperationOutcome } from '../fhir/operation-outcome.ts';
import { toFhirXml } from '../fhir/xml/to-xml.ts';
import { wantedFormat } from './negotiation.ts';

const FHIR_JSON = 'application/fhir+json; charset=utf-8';
const FHIR_XML = 'application/fhir+xml; charset=utf-8';

/** Sends a resource in the format that the request wants, JSON when it wants none that there is. `_pretty=true` indents it, for people. */
export function sendResource(request: Request, response: Response, status: number, resource: Resource): void {
  const pretty = request.query._pretty === 'true';
  const xml = wantedFormat(request) === 'xml';
  const text = xml ? toFhirXml(resource, { pretty }) : JSON.stringify(resource, undefined, pretty ? 2 : undefined);
  // By Node.js itself: what Express adds (guessed types, ETag, freshness) is not wanted, and costs as much as the rest of a small answer.
  response.statusCode = status;
  response.setHeader('Content-Type', xml ? FHIR_XML : FHIR_JSON);
  response.setHeader('Vary', 'Accept');
  if (request.fresh) return void response.writeHead(304).end();
  response.setHeader('Content-Length', Buffer.byteLength(text));
  response.end(text);
}

/** Findings as an OperationOutcome in the language that Accept-Language prefers. */
export function outcomeFor(request: Request, findings: readonly Finding[]): OperationOutcome {
  return toOperationOutcome(findings, { language: languageOf(request) });
}

/** The language that Accept-Language prefers of those there are. */
export function languageOf(request: Request): 'en' | 'sv' {
  return request.acceptsLanguages('en', 'sv') === 'sv' ? 'sv' : 'en';
}
