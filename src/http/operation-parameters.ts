/** The Parameters of a request: from its query and its body, checked against what the operation takes. Nothing unknown is passed over. */

import type { Parameters, ParametersParameter, Resource } from '@medplum/fhirtypes';
import type { Request } from 'express';
import type { Text } from '../errors/definition.ts';
import { isError } from '../errors/finding.ts';
import { SlussError } from '../errors/sluss-error.ts';
import { parseFhirText } from '../fhir/fhir-text.ts';
import { parametersOfQuery } from '../terminology/operations/parameters.ts';
import type { GatewayParts } from './gateway-parts.ts';
import type { OperationParameter, TerminologyOperation } from './terminology-operation.ts';

type Json = Record<string, unknown>;
type Parts = Pick<GatewayParts, 'config' | 'validate'>;

const EXPECTED: Record<Exclude<OperationParameter['type'], 'unsupported'>, Text> = {
  text: { en: 'one value of a primitive type', sv: 'ett värde av en primitiv typ' },
  Coding: { en: 'a Coding', sv: 'en Coding' },
  CodeableConcept: { en: 'a CodeableConcept', sv: 'en CodeableConcept' },
  CodeSystem: { en: 'a CodeSystem', sv: 'en CodeSystem' },
  ValueSet: { en: 'a ValueSet', sv: 'en ValueSet' },
  ConceptMap: { en: 'a ConceptMap', sv: 'en ConceptMap' },
  StructureDefinition: { en: 'a StructureDefinition', sv: 'en StructureDefinition' },
};

const RESOURCES = new Set<string>(['CodeSystem', 'ValueSet', 'ConceptMap', 'StructureDefinition']);

/**
 * The parameters of a request as an operation can read them (https://hl7.org/fhir/R4/operations.html#request): from the query, from Parameters in
 * the body, or the body as the operation's one resource. Throws what makes the body unreadable, `query-parameter-unknown`, `query-parameter-repeated`,
 * `terminology-parameter`, `terminology-parameter-unsupported`, and the errors of a resource that is given.
 */
export function operationParameters(
  { name }: TerminologyOperation,
  taken: readonly OperationParameter[],
  request: Request,
  parts: Parts,
): Parameters {
  const { _format, _pretty, ...query } = request.query;
  const given = parametersOfQuery(query);
  if (request.method === 'POST') {
    const body = read(request.body as string, parts);
    given.parameter!.push(...listOf(body, name, taken));
  }
  const seen = new Set<string>();
  for (const item of given.parameter!) check(item, `$${name}`, taken, seen, parts);
  return given;
}

function read(text: string, { config }: Parts): unknown {
  const { value, findings } = parseFhirText(text, { maxDepth: config.limits.depth });
  if (findings.some(isError)) throw new SlussError(findings);
  return value;
}

function listOf(body: unknown, operation: string, taken: readonly OperationParameter[]): ParametersParameter[] {
  const { resourceType, parameter = [] } = isObject(body) ? body : {};
  if (resourceType === 'Parameters' && Array.isArray(parameter) && parameter.every(isObject)) {
    return parameter as unknown as ParametersParameter[];
  }
  const whole = taken.find(({ type }) => type === resourceType);
  if (whole) return [{ name: whole.name, resource: body as Resource }];
  throw SlussError.of('terminology-parameter', {
    operation: `$${operation}`,
    parameter: { en: 'a Parameters resource', sv: 'en resurs Parameters' },
  });
}

function check(
  item: ParametersParameter,
  operation: string,
  taken: readonly OperationParameter[],
  seen: Set<string>,
  parts: Parts,
): void {
  const parameter = taken.find(({ name }) => name === item.name);
  if (!parameter) {
    throw SlussError.of('query-parameter-unknown', { known: taken.map(({ name }) => name).join(', ') });
  }
  const { name, type, instead = '' } = parameter;
  if (type === 'unsupported') {
    throw SlussError.of('terminology-parameter-unsupported', { operation, parameter: name, instead });
  }
  if (seen.has(name) && !parameter.repeats) throw SlussError.of('query-parameter-repeated', { parameter: name });
  seen.add(name);
  if (!hasValue(item as unknown as Json, type)) {
    throw SlussError.of('terminology-parameter', {
      operation,
      parameter: { en: `${name}: ${EXPECTED[type].en}`, sv: `${name}: ${EXPECTED[type].sv}` },
    });
  }
  if (RESOURCES.has(type)) checkResource(item.resource!, type, parts);
}

function hasValue(item: Json, type: OperationParameter['type']): boolean {
  const values = Object.keys(item).filter((key) => key.startsWith('value'));
  const value = item[values[0] ?? ''];
  if (RESOURCES.has(type)) {
    return values.length === 0 && isObject(item.resource) && item.resource.resourceType === type;
  }
  if (values.length !== 1 || item.resource !== undefined || item.part !== undefined) return false;
  if (type === 'Coding') return values[0] === 'valueCoding' && isCoding(value);
  if (type === 'CodeableConcept') return values[0] === 'valueCodeableConcept' && isConcept(value);
  return typeof value === 'number' || typeof value === 'boolean' || (typeof value === 'string' && value !== '');
}

function isCoding(value: unknown): boolean {
  return (
    isObject(value) &&
    ['system', 'version', 'code', 'display'].every((key) => value[key] === undefined || typeof value[key] === 'string')
  );
}

function isConcept(value: unknown): boolean {
  return isObject(value) && Array.isArray(value.coding) && value.coding.length > 0 && value.coding.every(isCoding);
}

/** What is read as a ValueSet must be one. */
function checkResource(resource: Resource, type: string, { validate }: Parts): void {
  const errors = validate(JSON.stringify(resource), { type, profiles: [] }).filter(isError);
  // Lines are those of the text that was checked here, not of the request.
  if (errors.length > 0) throw new SlussError(errors.map(({ line: _line, column: _column, ...item }) => item));
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
