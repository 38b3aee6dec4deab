/** Answers in FHIR JSON. */
import type { OperationOutcome, Resource } from '@medplum/fhirtypes';
import type { Request, Response } from 'express';
import type { Finding } from '../errors/finding.ts';
import { toOperationOutcome } from '../fhir/operation-outcome.ts';

export const FHIR_JSON = 'application/fhir+json; charset=utf-8';

/** Sends a resource. `_pretty=true` indents it, for people. */
export function sendResource(request: Request, response: Response, status: number, resource: Resource): void {
  const text = JSON.stringify(resource, undefined, request.query._pretty === 'true' ? 2 : undefined);
  response.status(status).set('Content-Type', FHIR_JSON).send(text);
}

/** Findings as an OperationOutcome in the language that Accept-Language prefers. */
export function outcomeFor(request: Request, findings: readonly Finding[]): OperationOutcome {
  const language = request.acceptsLanguages('en', 'sv') === 'sv' ? 'sv' : 'en';
  return toOperationOutcome(findings, { language });
}
