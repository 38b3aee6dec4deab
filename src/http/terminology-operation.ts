/** Operations on terminology over HTTP: what each takes, as the table behind routes, CapabilityStatement and OpenAPI. */
import type { Parameters, Resource } from '@medplum/fhirtypes';
import type { Request, Response } from 'express';
import type { Text } from '../errors/definition.ts';
import { SlussError } from '../errors/sluss-error.ts';
import type { CatalogueType } from '../terminology/catalogue.ts';
import { terminologyFor } from '../terminology/snomed/concept-source.ts';
import type { Terminology } from '../terminology/terminology.ts';
import type { GatewayParts } from './gateway-parts.ts';
import { operationParameters } from './operation-parameters.ts';
import type { Route } from './route.ts';
import { sendResource } from './send.ts';

export interface OperationParameter {
  name: string;
  /** `text` is any primitive type; only such stand in a query. `unsupported`: one of R4's that is refused by name. */
  type:
    | 'text'
    | 'Coding'
    | 'CodeableConcept'
    | 'CodeSystem'
    | 'ValueSet'
    | 'ConceptMap'
    | 'StructureDefinition'
    | 'unsupported';
  description: string;
  /** What to do without one that is unsupported. */
  instead?: Text;
  repeats?: boolean;
}

export interface TerminologyOperation {
  type: CatalogueType;
  /** Without `$`. */
  name: string;
  summary: string;
  parameters: readonly OperationParameter[];
  /**
   * What stands for the resource when it is named in the address, from its `url` and `version`; the parameters `replaced` cannot be given then.
   */
  subject: { url: string; version: string; replaced?: readonly string[] };
  run(
    terminology: Terminology,
    parameters: Parameters,
    structures: GatewayParts['structures'],
  ): Resource | Promise<Resource>;
}

/** What is no Parameters. */
const ANSWERS: Record<string, string> = { expand: 'ValueSet', snapshot: 'StructureDefinition' };

/** GET and POST of an operation, on the type and on a resource of it. */
export function operationRoutes(parts: GatewayParts, operation: TerminologyOperation): Route[] {
  const { type, name, summary, subject } = operation;
  const ofSubject = [subject.url, subject.version, ...(subject.replaced ?? [])];
  const levels = [
    { path: `/fhir/${type}/\\$${name}`, id: `${type}-${name}`, taken: operation.parameters, summary },
    {
      path: `/fhir/${type}/:id/\\$${name}`,
      id: `${type}-${name}-instance`,
      taken: operation.parameters.filter((parameter) => !ofSubject.includes(parameter.name)),
      summary: `${summary}, of the one in the address`,
    },
  ];
  return levels.flatMap(({ path, id, taken, summary: about }) => {
    const parameters = taken
      .filter(({ type: kind }) => kind === 'text' || kind === 'unsupported')
      .map((parameter) => ({ name: parameter.name, in: 'query' as const, description: parameter.description }));
    const common = {
      path,
      access: parts.config.terminologyAccess,
      answer: 'fhir',
      summary: about,
      tag: 'terminology',
      parameters,
      statuses: { 200: ANSWERS[name] ?? 'Parameters', 404: 'It is not at hand' },
      async handle(request: Request, response: Response) {
        const answer = await parts.editions.answer(async ({ terminology }) => {
          const given = operationParameters(operation, taken, request, parts);
          given.parameter!.push(...subjectOf(request, operation, terminology));
          return operation.run(await terminologyFor(terminology, name, given), given, parts.structures);
        });
        sendResource(request, response, 200, answer);
      },
    } as const;
    return [
      { ...common, parameters, method: 'get', id },
      { ...common, parameters, method: 'post', id: `${id}-post`, body: 'fhir' },
    ] satisfies Route[];
  });
}

function subjectOf(
  request: Request,
  { type, subject }: TerminologyOperation,
  { catalogue }: Terminology,
): NonNullable<Parameters['parameter']> {
  const { id } = request.params as { id?: string };
  if (id === undefined) return [];
  const resource = catalogue.read(type, id);
  if (!resource || !('url' in resource) || !resource.url)
    throw SlussError.of('terminology-resource-not-found', { type });
  return [
    { name: subject.url, valueUri: resource.url },
    ...(resource.version === undefined ? [] : [{ name: subject.version, valueString: resource.version }]),
  ];
}
