import type { Run } from '../run.ts';
import { objects } from './each.ts';
import { whyBroken } from './expression.ts';

type Json = Record<string, unknown>;

/** A SearchParameter's expression, its components, and what it says against the one that it is derived from (http://hl7.org/fhir/R4/searchparameter.html). The run stands at it. */
export function checkSearchParameter(parameter: Json, run: Run): void {
  const { type, derivedFrom, component, base, expression } = parameter;
  if (typeof expression === 'string' && expression !== '') {
    const reason = whyBroken(expression, Array.isArray(base) ? base.filter((item) => typeof item === 'string') : []);
    if (reason !== undefined) run.report('search-parameter-expression', { reason }, {}, '.expression');
  }
  if (type === 'composite' && (!Array.isArray(component) || component.length < 2))
    run.report('search-parameter-components');
  if (typeof derivedFrom !== 'string') return;
  const source = run.services.definitions.resolve(derivedFrom, 'SearchParameter');
  if (!source) return;
  if (typeof type === 'string' && source.type && type !== source.type) {
    run.report('search-parameter-type', { found: safe(type), expected: source.type });
  }
  const bases = new Set<string>(source.base);
  if (!Array.isArray(base) || bases.has('Resource') || bases.has('DomainResource')) return;
  for (const name of base as unknown[]) {
    if (typeof name === 'string' && !bases.has(name)) {
      run.report('search-parameter-base', { base: safe(name) });
    }
  }
}

/** The search parameters of a CapabilityStatement's resources have the types that their definitions say. The run stands at the statement. */
export function checkCapabilityStatement(statement: Json, run: Run): void {
  for (const [rest, index] of objects(statement.rest)) {
    for (const [resource, inner] of objects(rest.resource)) {
      checkParameters(resource.searchParam, `.rest[${index}].resource[${inner}]`, run);
    }
  }
}

function checkParameters(list: unknown, at: string, run: Run): void {
  for (const [{ definition, type }, index] of objects(list)) {
    if (typeof definition !== 'string' || typeof type !== 'string') continue;
    const expected = run.services.definitions.resolve(definition, 'SearchParameter')?.type;
    if (expected && expected !== type) {
      run.report('search-parameter-type', { found: safe(type), expected }, {}, `${at}.searchParam[${index}]`);
    }
  }
}

function safe(name: string): string {
  return /^[A-Za-z-]{1,64}$/.test(name) ? name : '(…)';
}
