/** What a route is: one entry of the table that the router, the CapabilityStatement and the OpenAPI document are made from. */
import type { Request, Response } from 'express';
import type { Permission } from '../access/scope.ts';

export interface Parameter {
  name: string;
  in: 'path' | 'query';
  description: string;
}

export interface Route {
  method: 'get' | 'post';
  /** As Express writes it, such as `/fhir/:type/:id`. */
  path: string;
  /** Public routes answer anybody; others need a token, with one of these permissions on the type in the path (or on any type). */
  access: 'public' | 'authenticated' | readonly Permission[];
  /** What the body must be. */
  body?: 'fhir' | 'form';
  /** What the answer is; `fhir` answers are negotiated by Accept and _format, and refuse unknown query parameters. */
  answer: 'fhir' | 'json' | 'text' | 'html';
  id: string;
  summary: string;
  tag: string;
  /** Query parameters beyond `_format` and `_pretty`; undefined when the handler checks them itself. */
  parameters?: Parameter[];
  /** Names may carry a modifier (`name:exact`), which the handler checks. */
  modifiers?: boolean;
  /** HTTP statuses besides those that follow from access, body and answer. */
  statuses: Record<number, string>;
  handle(request: Request, response: Response): Promise<void> | void;
}

/** The path as people and OpenAPI write it: `/fhir/{type}/{id}`. */
export function pathPattern(path: string): string {
  return path.replace(/:(\w+)/g, '{$1}').replaceAll('\\', '');
}
