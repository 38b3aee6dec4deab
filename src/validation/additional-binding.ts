import type { ElementDefinitionBinding, UsageContext } from '@medplum/fhirtypes';

type Json = Record<string, unknown>;

export const ADDITIONAL_BINDING = 'http://hl7.org/fhir/tools/StructureDefinition/additional-binding';

/** Purposes of additional bindings that demand something. */
const STRENGTHS: Readonly<Record<string, 'required' | 'extensible'>> = {
  maximum: 'required',
  required: 'required',
  extensible: 'extensible',
};

export interface AdditionalBinding {
  valueSet: string;
  strength: 'required' | 'extensible';
  usages: readonly UsageContext[];
}

/** The further bindings of an element (https://hl7.org/fhir/tools/StructureDefinition-additional-binding.html) that can be checked. */
export function additionalBindings(binding: ElementDefinitionBinding): AdditionalBinding[] {
  const found: AdditionalBinding[] = [];
  for (const { url, extension: parts = [] } of binding.extension ?? []) {
    if (url !== ADDITIONAL_BINDING) continue;
    const part = (name: string) => parts.find((item) => item.url === name);
    const valueSet = part('valueSet')?.valueCanonical ?? part('valueSet')?.valueUri;
    const strength = STRENGTHS[part('purpose')?.valueCode ?? ''];
    const usages = parts.filter((item) => item.url === 'usage').map((item) => item.valueUsageContext ?? {});
    if (valueSet && strength) found.push({ valueSet, strength, usages: usages as UsageContext[] });
  }
  return found;
}

/**
 * Whether a binding's contexts are those of a resource. A context can be told only where its code is an element of the profile itself (the system is the
 * profile's url): then that element has the concept.
 */
export function appliesTo(resource: Json, usages: readonly UsageContext[], profile: string): boolean {
  return usages.every(({ code, valueCodeableConcept }) => {
    if (code?.system === undefined || (code.system !== profile && code.system !== profile.split('|')[0])) return false;
    const [wanted] = valueCodeableConcept?.coding ?? [];
    return wanted !== undefined && valuesAt(resource, code.code ?? '').some((value) => hasCoding(value, wanted));
  });
}

interface Coding {
  system?: string;
  code?: string;
  version?: string;
}

function hasCoding(value: unknown, wanted: Coding): boolean {
  const { coding, system, code, version } = value as Coding & { coding?: unknown };
  if (Array.isArray(coding)) return coding.some((item) => typeof item === 'object' && item && hasCoding(item, wanted));
  return (
    system === wanted.system && code === wanted.code && (wanted.version === undefined || version === wanted.version)
  );
}

/** The objects at a path of element names such as `Observation.category`. */
function valuesAt(resource: Json, path: string): Json[] {
  const [type, ...steps] = path.split('.');
  let found: unknown[] = type === resource.resourceType ? [resource] : [];
  for (const step of steps) {
    const name = step.replace(/\[.*\]$/, '');
    found = found.flatMap((item) => (item as Json)[name] ?? []).filter((item) => typeof item === 'object' && item);
  }
  return found as Json[];
}
