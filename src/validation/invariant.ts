import type { ElementDefinitionConstraint } from '@medplum/fhirtypes';
import { compileFhirPath, type FhirPathEnv } from '../fhir/fhirpath/fhirpath.ts';
import { type PlainCondition, YES } from '../fhir/fhirpath/plain/answer.ts';
import { compilePlainCondition } from '../fhir/fhirpath/plain/condition.ts';
import { fhirType } from '../fhir/fhirpath/type-model.ts';
import { NATIVE } from './native-invariants.ts';
import { CHECKED_IN_CODE, PATCHED } from './patched-invariants.ts';
import { resolveFromFrame } from './resolve.ts';
import { containerOf, type ResourceFrame } from './resource-frame.ts';
import type { Run } from './run.ts';

/** An invariant of an element, as a closure. */
export interface CompiledInvariant {
  readonly key: string;
  check(value: unknown, run: Run): void;
}

const BEST_PRACTICE = 'http://hl7.org/fhir/StructureDefinition/elementdefinition-bestpractice';

/**
 * Compiles the constraints of an element (http://hl7.org/fhir/R4/conformance-rules.html#constraints). `type` is the type of the values that they
 * will see: a type's name or a backbone element's path. What R4 publishes wrongly is patched, what is checked in code is left out: see
 * patched-invariants.ts. An expression is compiled when it is first evaluated.
 */
export function compileInvariants(
  constraints: readonly ElementDefinitionConstraint[] | undefined,
  type: string,
  root: string,
): CompiledInvariant[] {
  return (constraints ?? [])
    .filter((item) => item.expression && !CHECKED_IN_CODE.has(item.key!))
    .map((item) => compileInvariant(item, type, root));
}

function compileInvariant(constraint: ElementDefinitionConstraint, type: string, root: string): CompiledInvariant {
  const key = constraint.key ?? '';
  const source = constraint.source ?? `http://hl7.org/fhir/StructureDefinition/${root}`;
  const expression = patch(key, constraint.expression!);
  const isBestPractice = constraint.extension?.some((item) => item.url === BEST_PRACTICE && item.valueBoolean) ?? false;
  const severity = constraint.severity === 'warning' ? 'warning' : 'error';
  const rule = `${source}#${key}`;
  const human = constraint.human ?? expression;
  const native = source.startsWith('http://hl7.org/fhir/StructureDefinition/') ? NATIVE[key] : undefined;
  let plain: PlainCondition | null | undefined;
  let evaluate: ((value: unknown, run: Run) => boolean) | undefined;
  return {
    key,
    check(value, run) {
      const practice = run.services.options.bestPractice;
      if (isBestPractice && practice === 'ignore') return;
      if (native && typeof value === 'object' && native(value as Record<string, unknown>)) return;
      try {
        // What holds on the plain JSON holds; whatever else, the engine says.
        if (plain === undefined) plain = compilePlainCondition(expression, type, root) ?? null;
        if (plain !== null && plain(value, run.frame.resource) === YES) return;
        evaluate ??= compileCondition(expression, type);
        if (evaluate(value, run)) return;
      } catch {
        run.report('invariant-not-evaluated', { key }, { rule, severity });
        return;
      }
      run.report(
        'invariant-violated',
        { key, human },
        { rule, severity: isBestPractice && practice !== 'ignore' ? practice : severity },
      );
    },
  };
}

function patch(key: string, published: string): string {
  const patched = PATCHED[key];
  return typeof patched === 'function' ? patched(published) : (patched ?? published);
}

/**
 * A FHIRPath expression as a condition on values of a type, evaluated where a run stands. As HL7's validator reads a result: nothing is false, one
 * boolean is itself, anything else is true.
 */
export function compileCondition(expression: string, type: string): (value: unknown, run: Run) => boolean {
  const compiled = compileFhirPath(expression, fhirType(type) ? { type } : {});
  return (value, run) => {
    const environment = environmentOf(run.frame, run);
    try {
      return compiled.test(value, environment) === true;
    } catch {
      const items = compiled(value, environment);
      return items.length === 1 && typeof items[0] === 'boolean' ? items[0] : items.length > 0;
    }
  };
}

/** The variables and callbacks of FHIRPath in a resource; made once a resource. */
export function environmentOf(frame: ResourceFrame, run: Run): FhirPathEnv {
  if (!frame.environment) {
    frame.environment = {
      resource: frame.resource,
      rootResource: containerOf(frame).resource,
      resolve: (reference: string) => resolveFromFrame(reference, frame, run),
      memberOf: (value: unknown, valueSet: string) => isMember(value, valueSet, run),
      conformsTo: (resource: unknown, profile: string) => run.services.profiles.conforms(resource, profile, run),
    };
  }
  return frame.environment;
}

function isMember(value: unknown, valueSet: string, run: Run): boolean | undefined {
  if (typeof value === 'string')
    return decide(run.services.terminology.validateCoding({ code: value, valueSet }).status);
  if (typeof value !== 'object' || value === null) return undefined;
  const { coding, code, system } = value as { coding?: unknown[]; code?: string; system?: string };
  if (Array.isArray(coding)) {
    const results = coding.map((item) => isMember(item, valueSet, run));
    return results.includes(true) ? true : results.includes(undefined) ? undefined : false;
  }
  if (typeof code !== 'string') return undefined;
  return decide(run.services.terminology.validateCoding({ code, valueSet, ...(system && { system }) }).status);
}

function decide(status: string): boolean | undefined {
  if (status === 'valid') return true;
  return status === 'not-in-value-set' || status === 'unknown-code' ? false : undefined;
}
