/** What terminology asks of the database; src/repository/snomed is it. */
import type { Parameters, ParametersParameter } from '@medplum/fhirtypes';
import type { Edition } from '../code-system.ts';
import { OperationInput } from '../operations/parameters.ts';
import type { Terminology } from '../terminology.ts';
import { compileValueSet } from '../value-set.ts';
import { constraintsOf } from './ecl/constraints-of.ts';
import type { FetchedCodes } from './fetched-concepts.ts';
import { Questions } from './questions.ts';
import type { SelectConcepts } from './selection.ts';

export interface ConceptSource {
  /** The concepts of the questions' codes; with `children` also what is directly below them. One query an edition, for what is not remembered. */
  fetch(questions: Questions, options?: { children?: boolean }): Promise<FetchedCodes>;
  /** A page of the codes of a value set, and how many it has. Throws `expansion-not-possible`. */
  select(edition: Edition, select: SelectConcepts): Promise<{ total: number; codes: string[] }>;
}

/** Parameters that hold a code, whose code system stands in another one. */
const CODES = new Set(['code', 'codeA', 'codeB']);

/**
 * The terminology for one operation: with the codes in its parameters fetched, where there is an edition in the database that may have them. The
 * operation itself then asks without waiting.
 */
export async function terminologyFor(
  terminology: Terminology,
  operation: string,
  parameters: Parameters,
): Promise<Terminology> {
  const { stored } = terminology;
  if (!stored) return terminology;
  const questions = new Questions(terminology);
  for (const { name, resource, ...value } of parameters.parameter ?? []) {
    if (resource) questions.collect(resource);
    for (const item of Object.values(value as Omit<ParametersParameter, 'name' | 'resource'>)) {
      if (CODES.has(name ?? '') && typeof item === 'string') questions.askAll(item);
      else for (const { code } of codingsIn(item)) questions.askAll(code ?? '');
    }
  }
  if (questions.isEmpty) return terminology;
  for (const constraint of constraintsAsked(terminology, operation, parameters)) questions.demand(constraint);
  return terminology.withFetched(await stored.fetch(questions, { children: operation === 'lookup' }));
}

/** Those of the value set that is asked. */
function constraintsAsked(terminology: Terminology, operation: string, parameters: Parameters): string[] {
  const input = new OperationInput(`$${operation}`, parameters);
  const resource = input.resource('valueSet', 'ValueSet');
  const [url, version] = [input.text('url'), input.text('valueSetVersion')];
  const asked = resource
    ? compileValueSet(resource, terminology)
    : url && terminology.valueSet(version === undefined ? url : `${url}|${version}`);
  return asked ? constraintsOf(asked, terminology) : [];
}

/** The codings of a Coding or a CodeableConcept. */
function codingsIn(value: unknown): { code?: string }[] {
  if (typeof value !== 'object' || value === null) return [];
  const { coding } = value as { coding?: { code?: string }[] };
  return coding ?? [value as { code?: string }];
}
