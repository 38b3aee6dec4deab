import type { ElementDefinition, ElementDefinitionConstraint } from '@medplum/fhirtypes';

/** Properties of the differential's element that say where it is, not what holds there. */
const PLACE = new Set(['id', 'path', 'base']);

/**
 * What holds for an element when a differential adds to what its base says: a value replaces the base's (a fixed value also replaces a pattern, a
 * binding the binding), constraints add up, a type without a profile of its own keeps the base's profiles.
 */
export function mergeElement(base: ElementDefinition, own: ElementDefinition): ElementDefinition {
  const merged = { ...base } as Record<string, unknown>;
  for (const [name, value] of Object.entries(own)) {
    if (PLACE.has(name)) continue;
    if (name === 'constraint') merged.constraint = mergeConstraints(base.constraint, own.constraint!);
    else if (name === 'slicing' && base.slicing) merged.slicing = { ...base.slicing, ...own.slicing };
    else if (name === 'binding' && base.binding && !own.binding?.valueSet) {
      merged.binding = { ...base.binding, ...own.binding };
    } else {
      if (/^(fixed|pattern|minValue|maxValue)[A-Z]/.test(name)) {
        const kind = /^(fixed|pattern|minValue|maxValue)/.exec(name)![0];
        for (const key of Object.keys(merged)) if (key.startsWith(kind)) delete merged[key];
      }
      merged[name] = value;
    }
  }
  return merged as unknown as ElementDefinition;
}

function mergeConstraints(
  base: ElementDefinitionConstraint[] | undefined,
  own: ElementDefinitionConstraint[],
): ElementDefinitionConstraint[] {
  const kept = (base ?? []).filter((item) => !own.some((other) => other.key === item.key));
  return [...kept, ...own];
}
