/** $validate without HTTP: from a text to located findings. */
import { errorDefinition } from '../errors/catalogue.ts';
import { type Finding, finding, isError } from '../errors/finding.ts';
import { SlussError } from '../errors/sluss-error.ts';
import { locateInText, parseFhirText } from '../fhir/fhir-text.ts';
import type { Terminology } from '../terminology/terminology.ts';
import type { Validator } from '../validation/validator.ts';

type Json = Record<string, unknown>;

export interface ValidateTextOptions {
  /** The type in the address. */
  type?: string;
  profiles: readonly string[];
}

/**
 * Checks the resource of a text: itself, or the one in Parameters (`resource`, `profile`) as the operation has it
 * (https://hl7.org/fhir/R4/resource-operation-validate.html). Aliases of code systems count as what they stand for, as in a submission.
 * Throws what makes the text unreadable; everything else is a finding, also what is wrong with FHIR XML that can be read.
 */
export function textValidation(validator: Validator, terminology: Terminology, maxDepth: number) {
  return (text: string, { type, profiles }: ValidateTextOptions): Finding[] => {
    const parsed = parseFhirText(text, { maxDepth });
    if (parsed.value === undefined || parsed.findings.some(isUnreadable)) throw new SlussError(parsed.findings);
    const target = unwrap(parsed.value);
    if (!target) return [finding('validate-resource-missing', 'Parameters')];
    const found = (target.resource as Json | null)?.resourceType;
    if (type !== undefined && found !== type) return [finding('validate-type-differs', target.path ?? '', { type })];
    terminology.normaliseCodings(target.resource);
    const findings = validator.validate(target.resource, {
      profiles: [...profiles, ...target.profiles],
      ...(target.path && { path: target.path }),
    });
    const all = [...parsed.findings, ...findings];
    const positions = locateInText(
      text,
      all.map((item) => item.expression),
    );
    return all.map((item, index) => (item.line === undefined ? { ...item, ...positions[index] } : item));
  };
}

function isUnreadable(item: Finding): boolean {
  return isError(item) && errorDefinition(item.code).status === 400;
}

function unwrap(value: unknown): { resource: unknown; path?: string; profiles: string[] } | undefined {
  const { resourceType, parameter } = (value ?? {}) as { resourceType?: unknown; parameter?: unknown };
  if (resourceType !== 'Parameters' || !Array.isArray(parameter)) return { resource: value, profiles: [] };
  const named = (name: string) => parameter.findIndex((item: Json | null) => item?.name === name);
  const at = named('resource');
  if (at === -1) return undefined;
  const profile = parameter[named('profile')] as Json | undefined;
  const canonical = profile?.valueCanonical ?? profile?.valueUri;
  return {
    resource: (parameter[at] as Json).resource,
    path: `Parameters.parameter[${at}].resource`,
    profiles: typeof canonical === 'string' ? [canonical] : [],
  };
}
